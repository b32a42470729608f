import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import * as vscode from "vscode";
import { UserError } from "../common/report-error.ts";

const SAMPLE_NAME = "latentune-sample";

/** Copies the bundled songs into a folder of the user's choice, and offers to open it. */
export async function createSample(extensionUri: vscode.Uri): Promise<void> {
  const [parent] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: "Create Sample Here",
      title: `Where should the folder “${SAMPLE_NAME}” go?`,
    })) ?? [];
  if (parent === undefined) return;
  const target = vscode.Uri.joinPath(parent, SAMPLE_NAME);
  if (existsSync(target.fsPath)) {
    throw new UserError(`There is a “${SAMPLE_NAME}” in that folder already.`, {
      title: "Open It",
      press: () => vscode.commands.executeCommand("vscode.openFolder", target),
    });
  }
  await cp(vscode.Uri.joinPath(extensionUri, "media", "sample").fsPath, target.fsPath, {
    recursive: true,
    errorOnExist: true,
    force: false,
  });
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
