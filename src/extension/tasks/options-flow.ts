import * as vscode from "vscode";
import { SETTINGS, type RunSettings, type SettingDescription, type Task } from "../../shared/contract/settings.ts";
import { TASK_LABELS } from "../../shared/contract/settings.ts";
import type { SettingName } from "../workspace/settings.ts";
import { optionsOf, optionText, optionTitle, parseOption } from "./option-list.ts";

const MEMORY_KEY = "runOptions";

interface OptionItem extends vscode.QuickPickItem {
  readonly choice?: "run" | "reset" | SettingName;
}

/**
 * Asks for a run's options: a list of all of them with their present values, from which one after the other can be changed.
 * They are remembered for this workspace.
 * @param settings what the editor's settings say
 * @returns what was chosen over the settings; undefined if the user went back
 */
export async function askOptions(
  task: Task,
  settings: Partial<RunSettings>,
  memory: vscode.Memento,
): Promise<Partial<RunSettings> | undefined> {
  let chosen = memory.get<Partial<RunSettings>>(MEMORY_KEY, {});
  let active: OptionItem["choice"] = "run";
  for (;;) {
    const picked = await pickOption(optionItems(task, settings, chosen), task, active);
    if (picked === undefined) return undefined;
    if (picked === "run") return chosen;
    if (picked === "reset") chosen = {};
    else chosen = { ...chosen, ...(await askValue(picked, chosen[picked] ?? settings[picked])) };
    active = picked === "reset" ? "run" : picked;
    await memory.update(MEMORY_KEY, chosen);
  }
}

/** The list: run, the options with their values, and a way back to the settings. */
export function optionItems(task: Task, settings: Partial<RunSettings>, chosen: Partial<RunSettings>): OptionItem[] {
  const names = optionsOf(task);
  const changed = names.filter((name) => name in chosen);
  const options = names.map((name): OptionItem => {
    const { description, default: fallback }: SettingDescription<RunSettings[SettingName]> = SETTINGS[name];
    const value = name in chosen ? (chosen[name] ?? null) : (settings[name] ?? fallback);
    const note = name in chosen ? " (for these runs)" : name in settings ? " (from the settings)" : "";
    return {
      choice: name,
      label: optionTitle(name),
      description: `${optionText(value) || "automatic"}${note}`,
      detail: description,
    };
  });
  return [
    {
      choice: "run",
      label: `$(play) Run ${TASK_LABELS[task]} Task`,
      description:
        changed.length === 0 ? "with the settings as they are" : `with ${changed.map(optionTitle).join(", ")} changed`,
    },
    ...(changed.length === 0 ? [] : [{ choice: "reset" as const, label: "$(discard) Back to the Settings" }]),
    { label: "Options", kind: vscode.QuickPickItemKind.Separator },
    ...options,
  ];
}

async function pickOption(
  items: readonly OptionItem[],
  task: Task,
  active: OptionItem["choice"],
): Promise<OptionItem["choice"]> {
  const pick = vscode.window.createQuickPick<OptionItem>();
  pick.title = `${TASK_LABELS[task]} Task: Options`;
  pick.placeholder = "Change an option, or run";
  pick.matchOnDescription = true;
  pick.items = items;
  pick.activeItems = items.filter(({ choice }) => choice === active);
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]?.choice);
      });
      pick.onDidHide(() => {
        resolve(undefined);
      });
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

/** Asks for one value; nothing if the user went back. */
async function askValue(
  name: SettingName,
  present: RunSettings[SettingName] | undefined,
): Promise<Partial<RunSettings>> {
  const { rule, description, default: fallback }: SettingDescription<RunSettings[SettingName]> = SETTINGS[name];
  const value = optionText(present ?? fallback);
  const choices = rule.kind === "boolean" ? ["on", "off"] : rule.kind === "choice" ? rule.choices : undefined;
  const text =
    choices === undefined
      ? await vscode.window.showInputBox({
          title: optionTitle(name),
          prompt: description,
          value,
          ...(fallback === null ? { placeHolder: "automatic" } : {}),
          validateInput: (typed) => {
            const parsed = parseOption(name, typed);
            return "problem" in parsed ? parsed.problem : undefined;
          },
        })
      : await vscode.window.showQuickPick([...choices], {
          title: optionTitle(name),
          placeHolder: `${description} Now: ${value}`,
        });
  if (text === undefined) return {};
  const parsed = parseOption(name, text);
  return "value" in parsed ? { [name]: parsed.value } : {};
}
