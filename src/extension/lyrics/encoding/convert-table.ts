import * as vscode from "vscode";
import { convertedText } from "../../../shared/table/converted-text.ts";
import { LEGACY_ENCODINGS } from "../../../shared/table/encodings.ts";
import { UserError } from "../../common/report-error.ts";
import { unsupportedReason } from "../../engine/platform.ts";
import type { Services, Workspace } from "../../services.ts";

/** What a quick fix hands over: which table, and whether the user says what it is encoded in. */
export type ConvertArgument = "lyrics" | "genreMap" | "lyrics, ask" | "genreMap, ask";

/**
 * Writes a table in UTF-8, on the disk: an editor that opened it as UTF-8 holds text that has lost what is to be kept. Its editor then shows the
 * new file. From the palette the user chooses the encoding.
 */
export async function convertTable({ workspace, engine }: Services, given: unknown): Promise<void> {
  const argument = isArgument(given) ? given : "lyrics, ask";
  const table = argument.startsWith("lyrics") ? "lyrics" : "genreMap";
  const unsupported = unsupportedReason();
  if (unsupported !== undefined) throw new UserError(unsupported);
  await workspace.ready;
  const { current, trusted } = workspace;
  if (current === undefined || !trusted) throw new UserError("Open a folder with songs that you trust first.");
  const encoding = argument.endsWith("ask") ? await askEncoding() : undefined;

  const file = table === "lyrics" ? current.lyricsFile : current.genreMap;
  await dropChanges(file);
  const converted = await engine.request("convertTable", { ...paramsOf(current), table, ...encoding });
  await showAsUtf8(file);
  void vscode.window.showInformationMessage(convertedText(converted));
}

function isArgument(given: unknown): given is ConvertArgument {
  return ["lyrics", "genreMap", "lyrics, ask", "genreMap, ask"].includes(given as string);
}

function paramsOf({ path, dataDir }: Workspace): { workspace: string; dataDir: string } {
  return { workspace: path, dataDir };
}

async function askEncoding(): Promise<{ encoding: string } | undefined> {
  const found = { label: "What the file seems to be", encoding: undefined };
  const others = Object.entries(LEGACY_ENCODINGS).map(([encoding, label]) => ({ label, encoding }));
  const picked = await vscode.window.showQuickPick([found, ...others], {
    title: "Convert to UTF-8",
    placeHolder: "What is the file encoded in now?",
  });
  if (picked === undefined) throw new vscode.CancellationError();
  return picked.encoding === undefined ? undefined : { encoding: picked.encoding };
}

/** @throws {vscode.CancellationError} if the user would rather keep the changes of the editor. */
async function dropChanges(file: vscode.Uri): Promise<void> {
  const document = openDocument(file);
  if (document?.isDirty !== true) return;
  const drop = "Drop the Changes and Convert";
  const detail =
    "What is converted is the file on the disk. The text in the editor may have lost characters already; its changes are not saved.";
  const message = "The editor has changes that are not saved.";
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, drop)) !== drop)
    throw new vscode.CancellationError();
  await vscode.window.showTextDocument(document, { preview: false });
  await vscode.commands.executeCommand("workbench.action.files.revert");
}

/** Has an editor that read the file in another encoding read it anew. */
async function showAsUtf8(file: vscode.Uri): Promise<void> {
  if (openDocument(file) !== undefined) await vscode.workspace.openTextDocument(file, { encoding: "utf8" });
}

function openDocument(file: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(({ uri, isClosed }) => !isClosed && uri.fsPath === file.fsPath);
}
