import { InvalidArgumentError, Option, type Command } from "commander";
import {
  SETTING_NAMES,
  SETTINGS,
  settingProblem,
  type RunSettings,
  type SettingDescription,
} from "../../shared/contract/settings.ts";
import { QUEUE_VARIABLE } from "../queue/address.ts";

/** Options that every command has. */
export interface CommonOptions {
  readonly workspace: string;
  readonly json: boolean;
  readonly seed?: number;
  /** Of commands that may need a model. */
  readonly allowDownload?: boolean;
  /** Of commands that may give songs to other machines. */
  readonly queue?: string;
}

/** Names of settings other than the seed, which every command has. */
export type SettingName = Exclude<keyof RunSettings, "seed">;

export interface CommandFlags {
  /** Whether the command draws random numbers; where not, the seed is checked and has no effect. */
  readonly seeded?: boolean;
  /** Why the seed has no effect; default: nothing is drawn. */
  readonly seedNote?: string;
  /** The settings that are flags, each with its rule and default in the help. */
  readonly settings?: readonly SettingName[];
  /** Added to a setting's description. */
  readonly note?: (name: SettingName) => string;
}

/** Adds a command with the options of every command, so that scripts may pass the same ones to each, and its settings. */
export function addCommand(
  parent: Command,
  usage: string,
  description: string,
  { seeded = false, seedNote = "nothing is drawn", settings = [], note = () => "" }: CommandFlags = {},
): Command {
  const seed = settingOption(SETTINGS.seed, seeded ? "" : ` No effect here: ${seedNote}.`).argParser((text) => {
    const value = parseNumber(text);
    const problem = settingProblem("seed", value);
    if (problem !== undefined) throw new InvalidArgumentError(problem);
    return value;
  });
  const command = parent
    .command(usage)
    .description(description)
    .option("--workspace <dir>", "folder that holds data/", ".")
    .addOption(seed)
    .option("--json", "print one JSON object as the last line", false);
  // What is the command's own stands before the settings that it shares with others.
  for (const name of settings) command.addOption(settingOption(SETTINGS[name], note(name)).helpGroup("Settings:"));
  return command;
}

/** The user's word that a model that is missing may be downloaded. */
export function allowDownloadOption(): Option {
  return new Option("--allow-download", "download the language, speech or audio model if it is not there").default(
    false,
  );
}

/** Where songs are given to other machines. */
export function queueOption(): Option {
  return new Option(
    "--queue <address>",
    `let the workers of this queue work on the songs, redis://:password@host:6379 or rediss://… (or ${QUEUE_VARIABLE}, which no list of processes shows)`,
  );
}

/** The queue of the flag, else of the environment. */
export function queueOf({ queue }: Pick<CommonOptions, "queue">): string | undefined {
  // Titles are what lists of processes show, instead of the arguments.
  if (queue !== undefined) process.title = "latentune";
  return queue ?? process.env[QUEUE_VARIABLE];
}

/** The settings that were given as flags; what was not given is left out. */
export function settingsFromOptions(options: object): Partial<RunSettings> {
  const values = new Map<string, unknown>(Object.entries(options));
  const given = SETTING_NAMES.map((name) => [name, values.get(camelCase(SETTINGS[name].flag))] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function settingOption(
  { flag, description, rule, default: fallback }: SettingDescription<unknown>,
  note: string,
): Option {
  const shown = Array.isArray(fallback) ? fallback.join(",") : fallback;
  const text = `${fallback === null || rule.kind === "boolean" || rule.kind === "texts" ? description : `${description} (default: ${String(shown)})`}${note}`;
  switch (rule.kind) {
    case "boolean":
      return new Option(`--${flag}`, text);
    case "choice":
      return new Option(`--${flag} <name>`, text).choices(rule.choices);
    case "text":
      return new Option(`--${flag} <path>`, text);
    case "texts":
      return new Option(`--${flag} <path>`, `${text} May be given several times.`).argParser(
        (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
      );
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
