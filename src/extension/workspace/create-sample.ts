import * as vscode from "vscode";
import { IN_BROWSER, unsupportedReason } from "../engine/platform.ts";
import { UserError } from "../common/report-error.ts";

const SAMPLE_NAME = "latentune-sample";

/** Copies the bundled songs into a folder of the user's choice, and offers to open it. */
export async function createSample(extensionUri: vscode.Uri): Promise<void> {
  if (IN_BROWSER) throw new UserError(unsupportedReason()!);
  const [parent] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: "Create Sample Here",
      title: `Where should the folder “${SAMPLE_NAME}” go?`,
    })) ?? [];
  if (parent === undefined) return;
  const target = vscode.Uri.joinPath(parent, SAMPLE_NAME);
  if (await isThere(target)) {
    throw new UserError(`There is a “${SAMPLE_NAME}” in that folder already.`, {
      title: "Open It",
      press: () => vscode.commands.executeCommand("vscode.openFolder", target),
    });
  }
  await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, "media", "sample"), target, { overwrite: false });
  const here = "Open";
  const elsewhere = "Open in New Window";
  const pressed = await vscode.window.showInformationMessage(
    `Created ${target.fsPath}: 30 songs with their lyrics.`,
    here,
    elsewhere,
  );
  if (pressed !== undefined)
    await vscode.commands.executeCommand("vscode.openFolder", target, { forceNewWindow: pressed === elsewhere });
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  return await Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
}
