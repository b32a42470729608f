import {
  DEFAULT_SETTINGS,
  SETTING_NAMES,
  SETTINGS,
  settingProblem,
  type RunSettings,
} from "../../shared/contract/settings.ts";
import { SECTION } from "../ids.ts";

export type SettingName = keyof RunSettings;

/** Settings of the editor that do not fit; its message names each of them with its range. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  /** The first of them, such as `latentune.seed`. */
  readonly setting: string;
  constructor(setting: string, message: string) {
    super(message);
    this.setting = setting;
  }
}

/**
 * Settings that differ from their defaults, checked: VS Code hands out what stands in settings.json, whatever it is.
 * @param read the value of a setting by its name; undefined where nothing is set.
 * @throws {SettingsError}
 */
export function readSettings(read: (name: SettingName) => unknown): Partial<RunSettings> {
  const given = SETTING_NAMES.map((name) => [name, read(name)] as const).filter(
    ([name, value]) => value !== undefined && !same(value, DEFAULT_SETTINGS[name]),
  );
  const problems = given.flatMap(([name, value]) => {
    const problem = settingProblem(name, value);
    return problem === undefined
      ? []
      : [{ name, problem: problem.replace(`--${SETTINGS[name].flag}`, `${SECTION}.${name}`) }];
  });
  const [first] = problems;
  if (first !== undefined) {
    throw new SettingsError(`${SECTION}.${first.name}`, problems.map(({ problem }) => problem).join(" "));
  }
  return Object.fromEntries(given);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
