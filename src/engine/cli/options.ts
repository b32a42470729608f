import { InvalidArgumentError, Option, type Command } from "commander";
import { SETTINGS, type RunSettings, type SettingDescription } from "../contract/settings.ts";

/** Options that every command has. */
export interface CommonOptions {
  readonly workspace: string;
  readonly json: boolean;
}

export function addCommonOptions(command: Command): Command {
  return command
    .option("--workspace <dir>", "folder that holds data/", ".")
    .option("--json", "print one JSON object as the last line", false);
}

/** Adds one flag for each of the settings, with its rule and default in the help. */
export function addSettingOptions(command: Command, names: readonly (keyof RunSettings)[]): Command {
  for (const name of names) command.addOption(settingOption(SETTINGS[name]));
  return command;
}

/** The settings that were given as flags; what was not given is left out. */
export function settingsFromOptions(options: Readonly<Record<string, unknown>>): Partial<RunSettings> {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(SETTINGS) as (keyof RunSettings)[]) {
    const value = options[camelCase(SETTINGS[name].flag)];
    if (value !== undefined) given[name] = value;
  }
  return given;
}

function settingOption({ flag, description, rule, default: fallback }: SettingDescription<unknown>): Option {
  const shown = Array.isArray(fallback) ? fallback.join(",") : fallback;
  const text = fallback === null || rule.kind === "boolean" ? description : `${description} (default: ${String(shown)})`;
  switch (rule.kind) {
    case "boolean":
      return new Option(`--${flag}`, text);
    case "choice":
      return new Option(`--${flag} <name>`, text).choices(rule.choices);
    case "text":
      return new Option(`--${flag} <path>`, text);
    case "integer":
    case "number":
      return new Option(`--${flag} <n>`, text).argParser(parseNumber);
    case "numbers":
      return new Option(`--${flag} <list>`, text).argParser((value) => value.split(",").map(parseNumber));
  }
}

export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError(`“${text}” is not a number.`);
  return value;
}

function camelCase(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
