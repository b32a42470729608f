import { shellWord } from "../../../shared/format.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import { AUTOENCODER_SETTINGS } from "../../../shared/settings/groups.ts";
import { SETTING_NAMES, settingProblem, SETTINGS, type RunSettings } from "../../../shared/contract/settings.ts";

/** The settings that a run's task and networks look at, in the order of their table; runs of earlier versions lack some. */
export function usedSettings({ task, settings }: Pick<RunManifest, "task" | "settings">): (keyof RunSettings)[] {
  const decodes = !SETTINGS.architecture.tasks.includes(task) || settings.architecture !== "contrastive";
  const unused: readonly string[] = decodes ? [] : AUTOENCODER_SETTINGS;
  return SETTING_NAMES.filter((name) => name in settings && SETTINGS[name].tasks.includes(task) && !unused.includes(name)); // prettier-ignore
}

/** The command line that makes a run again from the same data, in the folder of its workspace. */
export function commandOf(manifest: Parameters<typeof taskOf>[0]): string {
  return `latentune ${taskOf(manifest)}`;
}

/**
 * The task and the flags of the command that makes a run again: the settings that were given. Of a run that does not know which
 * those were it is every setting that is not the default, what the run has found by itself among them.
 */
export function taskOf(
  manifest: Pick<RunManifest, "task" | "settings"> & Partial<Pick<RunManifest, "models" | "given">>,
): string {
  const { given } = manifest;
  // Networks of different numbers of epochs had their own: a flag would give all of them the same.
  const hasOwnEpochs = new Set(manifest.models?.map(({ final }) => final.epochs)).size > 1;
  const isFlag = (name: keyof RunSettings): boolean => given?.includes(name) ?? !(name === "epochs" && hasOwnEpochs);
  const flags = usedSettings(manifest).flatMap((name) => {
    if (!isFlag(name)) return [];
    const { flag, default: fallback, rule } = SETTINGS[name];
    const value = manifest.settings[name];
    if (value === null || JSON.stringify(value) === JSON.stringify(fallback)) return [];
    // A run of lyrics alone trains nothing, in 0 epochs: no flag says so.
    if (settingProblem(name, value) !== undefined) return [];
    if (rule.kind === "boolean") return [`--${flag}`];
    const values = rule.kind === "texts" && typeof value === "object" ? value : [settingText(value)];
    return values.map((each) => `--${flag} ${shellWord(String(each))}`);
  });
  return [manifest.task, ...flags].join(" ");
}

/** A value as a flag has it; empty where there is none. */
export function settingText(value: RunManifest["settings"][keyof RunSettings]): string {
  return typeof value === "object" ? (value ?? []).join(",") : String(value);
}
