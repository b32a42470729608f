import { SETTING_NAMES, SETTINGS, type RunSettings, type Task } from "../../shared/contract/settings.ts";

/** Arguments of the command line that make it run a task in a folder, with these settings. */
export function taskArguments(task: Task, workspace: string, settings: Partial<RunSettings>): string[] {
  const flags = SETTING_NAMES.flatMap((name) => {
    const value = settings[name];
    const flag = `--${SETTINGS[name].flag}`;
    if (value === undefined || value === null || value === false) return [];
    if (value === true) return [flag];
    return [flag, typeof value === "object" ? value.join(",") : String(value)];
  });
  return [task, "--workspace", workspace, ...flags];
}
