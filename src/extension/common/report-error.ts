import { formatTime } from "../../shared/format.ts";
import { messageAndRemedy } from "../../shared/text/message-and-remedy.ts";
import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { uriOf } from "./uri.ts";
import { EngineError } from "../engine/engine-error.ts";
import { COMMANDS } from "../ids.ts";
import { SettingsError } from "../workspace/settings.ts";
import { messageOf } from "../../shared/thrown.ts";

/** Something that the user can put right; shown as it is. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly buttons: readonly ErrorButton[];
  constructor(message: string, ...buttons: readonly ErrorButton[]) {
    super(message);
    this.buttons = buttons;
  }
}

export interface ErrorButton {
  readonly title: string;
  readonly press: () => Thenable<unknown>;
}

const command = (title: string, id: string, ...args: readonly unknown[]): ErrorButton => ({
  title,
  press: () => vscode.commands.executeCommand(id, ...args),
});
const SHOW_LOG = command("Show Log", COMMANDS.showLog);

/**
 * Tells the user what went wrong, what to do about it, and offers to do it. Cancelling is no error.
 * @param workspace absolute; what relative paths of the engine's errors start from
 */
export async function reportError(
  thrown: unknown,
  log: vscode.LogOutputChannel,
  workspace: string | undefined,
): Promise<void> {
  if (thrown instanceof vscode.CancellationError) return;
  if (thrown instanceof EngineError && thrown.kind === "cancelled") return;
  const { text, buttons } = describeError(thrown, workspace);
  if (isExpected(thrown)) log.warn(text);
  else log.error(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
  const pressed = await vscode.window.showErrorMessage(text, ...buttons.map(({ title }) => title));
  await buttons.find(({ title }) => title === pressed)?.press();
}

/** Of the user's making or surroundings: where in our code it was found is of no use to anybody. */
function isExpected(thrown: unknown): boolean {
  return (
    thrown instanceof UserError ||
    thrown instanceof SettingsError ||
    (thrown instanceof EngineError && thrown.kind !== "defect")
  );
}

/** What to say, and the buttons that help. */
export function describeError(
  thrown: unknown,
  workspace: string | undefined,
): { readonly text: string; readonly buttons: readonly ErrorButton[] } {
  if (thrown instanceof UserError) return { text: thrown.message, buttons: thrown.buttons };
  if (thrown instanceof SettingsError) return { text: thrown.message, buttons: [settingsButton(thrown.setting)] };
  if (!(thrown instanceof EngineError)) return { text: messageOf(thrown), buttons: [SHOW_LOG] };
  const { kind, file, line, remedy, model } = thrown;
  const place = file === undefined ? undefined : placeOf(file, workspace);
  const at = place === undefined ? "" : `${place.shown}${line === undefined ? "" : `:${line}`}: `;
  const text = messageAndRemedy(`${at}${thrown.message}`, remedy);
  const open = place !== undefined && line !== undefined ? [openButton(place.uri, line)] : [];
  switch (kind) {
    case "usage":
      return { text: flagsAsSettings(text), buttons: [settingsButton("latentune")] };
    case "data":
      if (model !== undefined)
        return { text: flagsAsSettings(text), buttons: [command("Choose Model…", COMMANDS.chooseModel, model.kind)] };
      return { text, buttons: [...open, command("Check Data", COMMANDS.checkData)] };
    case "machine":
      return { text, buttons: [command("Check Data and Machine", COMMANDS.checkData)] };
    case "busy":
      return { text: busyText(thrown, place?.shown), buttons: [] };
    case "defect":
    case "crashed":
      return { text, buttons: [SHOW_LOG] };
    case "cancelled":
      return { text, buttons: [] };
  }
}

/** Who runs, since when by the reader's clock, and what to do; the file of the lock matters to the last resort only. */
function busyText({ message, remedy = "" }: EngineError, lock: string | undefined): string {
  const since = message.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, (iso) => formatTime(iso));
  return `${since} ${lock === undefined ? remedy : remedy.replace("this file", lock)}`.trimEnd();
}

/** The engine speaks of its command line's flags; here they are settings. */
function flagsAsSettings(text: string): string {
  return text.replaceAll(/--([a-z]+(?:-[a-z]+)*)/g, (_, flag: string) => `“${flag.replaceAll("-", " ")}”`);
}

function placeOf(file: string, workspace: string | undefined): { readonly shown: string; readonly uri: vscode.Uri } {
  const path = isAbsolute(file) || workspace === undefined ? file : join(workspace, file);
  const inside = workspace !== undefined && path.startsWith(workspace);
  return { shown: inside ? path.slice(workspace.length + 1) : path, uri: uriOf(path) };
}

function openButton(uri: vscode.Uri, line: number): ErrorButton {
  const selection = new vscode.Range(line - 1, 0, line - 1, 0);
  return { title: `Open Line ${line}`, press: () => vscode.window.showTextDocument(uri, { selection }) };
}

function settingsButton(query: string): ErrorButton {
  return command("Open Settings", "workbench.action.openSettings", query);
}
