import {
  SETTING_NAMES,
  SETTINGS,
  settingProblem,
  type RunSettings,
  type SettingDescription,
  type Task,
} from "../../shared/contract/settings.ts";
import { capitalised } from "../common/words.ts";
import type { SettingName } from "../workspace/settings.ts";

/** Paths, and what describes the data, belong to the settings: they are no matter of one run. */
const NOT_ASKED: readonly SettingName[] = [
  "dataDir",
  "audioRoots",
  "genreSeparator",
  "offset",
  "ffmpegPath",
  "modelsDir",
];

/** Settings that are worth asking for before a run of the task. */
export function optionsOf(task: Task): readonly SettingName[] {
  return SETTING_NAMES.filter((name) => !NOT_ASKED.includes(name) && SETTINGS[name].tasks.includes(task));
}

/** `latent-dim` → `Latent dim`, or the title that the setting has. */
export function optionTitle(name: SettingName): string {
  const { flag, title }: SettingDescription<unknown> = SETTINGS[name];
  return title ?? capitalised(flag.replaceAll("-", " "));
}

/** A value as a person reads and types it. */
export function optionText(value: RunSettings[SettingName]): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "on" : "off";
  return typeof value === "object" ? value.join(", ") : String(value);
}

/** What was typed, or why it does not fit. Nothing typed is `null` where that means "decide for me". */
export function parseOption(
  name: SettingName,
  text: string,
): { readonly value: unknown } | { readonly problem: string } {
  const { rule, flag }: SettingDescription<unknown> = SETTINGS[name];
  const value = valueOf(rule.kind, text.trim());
  const problem = settingProblem(name, value);
  return problem === undefined ? { value } : { problem: problem.replace(`--${flag}`, optionTitle(name)) };
}

function valueOf(kind: SettingDescription<unknown>["rule"]["kind"], text: string): unknown {
  if (text === "") return null;
  switch (kind) {
    case "boolean":
      return text === "on";
    case "integer":
    case "number":
      return numberOf(text);
    case "numbers":
      return text
        .split(/[,;\s]+/)
        .filter((part) => part !== "")
        .map(numberOf);
    case "texts":
      return text
        .split(/,\s*/)
        .map((part) => part.trim())
        .filter((part) => part !== "");
    case "choice":
    case "text":
      return text;
  }
}

/** The text itself where it is no number, so that the problem shows it. */
function numberOf(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
