import type { RunManifest } from "../../../shared/contract/run.ts";
import { SETTING_NAMES, SETTINGS, type RunSettings } from "../../../shared/contract/settings.ts";

type Settings = RunManifest["settings"];

export interface ChangedSetting {
  readonly name: keyof RunSettings;
  readonly a: Settings[keyof RunSettings];
  readonly b: Settings[keyof RunSettings];
}

/** The settings of which two runs have other values, in the order of their table; runs of earlier versions lack some. */
export function changedSettings(a: Settings, b: Settings): ChangedSetting[] {
  return SETTING_NAMES.filter(
    (name) => name in a && name in b && JSON.stringify(a[name]) !== JSON.stringify(b[name]),
  ).map((name) => ({ name, a: a[name], b: b[name] }));
}

export function settingTitle(name: keyof RunSettings): string {
  const { title, flag } = SETTINGS[name];
  return title ?? flag.replaceAll("-", " ");
}

/** A setting as a sentence has it. */
export function valueText(value: Settings[keyof RunSettings] | undefined): string {
  if (value === null || value === undefined) return "default";
  if (typeof value === "object") return value.length === 0 ? "none" : value.join(", ");
  return String(value);
}

/** `k 4 → 5`. */
export function settingText({ name, a, b }: ChangedSetting): string {
  return `${settingTitle(name)} ${valueText(a)} → ${valueText(b)}`;
}
