import { cp, stat } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { DoctorResult, MergeGenresResult } from "../../shared/contract/rpc.ts";
import type { Documents } from "../common/documents.ts";
import type { Disposable } from "../common/disposable.ts";
import { UserError } from "../common/report-error.ts";
import { countOf, formatBytes } from "../common/words.ts";
import type { OwnedActivity } from "../tasks/activity.ts";
import { readyWorkspace } from "../tasks/preconditions.ts";
import type { CheckStore, EngineClient, RunStore } from "../services.ts";
import type { OwnedWorkspaceState } from "./state.ts";
import { checkPage } from "./check-page.ts";
import { folderSize } from "./folder-size.ts";

export interface DataParts {
  readonly workspace: OwnedWorkspaceState;
  readonly engine: EngineClient;
  readonly activity: OwnedActivity;
  readonly runs: RunStore;
  readonly documents: Documents;
  readonly checks: OwnedCheckStore;
}

export interface OwnedCheckStore extends CheckStore, Disposable {
  keep(result: DoctorResult): void;
}

export function createCheckStore(workspace: Pick<OwnedWorkspaceState, "current" | "onDidChange">): OwnedCheckStore {
  const changed = new vscode.EventEmitter<void>();
  let latest: { readonly path: string | undefined; readonly result: DoctorResult } | undefined;
  return {
    get latest() {
      return latest?.path === workspace.current?.path ? latest?.result : undefined;
    },
    onDidChange: changed.event,
    keep(result) {
      latest = { path: workspace.current?.path, result };
      changed.fire();
    },
    dispose: () => {
      changed.dispose();
    },
  };
}

/** Decodes every song, and shows what a run would stumble over. */
export async function checkData({ workspace, engine, activity, checks, documents }: DataParts): Promise<void> {
  const { path, dataDir, folder } = await readyWorkspace(workspace, { needsLyrics: false });
  const settings = workspace.settings();
  const result = await activity.run({
    title: "data check",
    task: null,
    ask: (token, cancellation) => engine.request("doctor", { workspace: path, dataDir, settings, token }, cancellation),
  });
  checks.keep(result);
  await documents.showMarkdown("Data check", checkPage(result, folder.name));
}

/** Writes the genres of `genre_map.csv` into `lyrics.csv`, after asking: it is the user's file. */
export async function mergeGenres({ workspace, engine }: DataParts): Promise<void> {
  const { path, dataDir, lyricsFile } = await readyWorkspace(workspace, { needsLyrics: true });
  const merge = "Merge";
  const pressed = await vscode.window.showInformationMessage(
    "Merge the genres of genre_map.csv into lyrics.csv?",
    {
      modal: true,
      detail: "Rows without a genre get the one of the map; every other byte of the file stays as it is.",
    },
    merge,
  );
  if (pressed !== merge) return;
  const result = await engine.request("mergeGenres", { workspace: path, dataDir, overwriteLyrics: true });
  const show = "Show lyrics.csv";
  if ((await vscode.window.showInformationMessage(mergedText(result), show)) === show)
    await vscode.window.showTextDocument(lyricsFile);
}

export function mergedText({
  lyricsChanged,
  fromMap,
  missing,
}: Pick<MergeGenresResult, "lyricsChanged" | "fromMap" | "missing">): string {
  const left = missing.length === 0 ? "" : ` ${countOf(missing.length, "song")} still without a genre.`;
  return lyricsChanged
    ? `${countOf(fromMap, "song")} of lyrics.csv now ${fromMap === 1 ? "has its" : "have their"} genre from the map.${left}`
    : `lyrics.csv had every genre of the map already.${left}`;
}

/** Trains with several β and compares them. */
export async function betaSweep({ workspace, engine, activity }: DataParts): Promise<void> {
  const { path, dataDir } = await readyWorkspace(workspace, { needsLyrics: true });
  const settings = workspace.settings();
  const { resultsDir } = await activity.run({
    title: "β sweep",
    task: null,
    ask: (token, cancellation) =>
      engine.request("betaSweep", { workspace: path, dataDir, settings, token }, cancellation),
  });
  const files = { "Open Picture": "beta_sweep.png", "Open Table": "beta_sweep.csv" };
  const buttons = Object.keys(files) as (keyof typeof files)[];
  const pressed = await vscode.window.showInformationMessage(
    "β sweep finished: reconstruction and clustering by β.",
    ...buttons,
  );
  if (pressed !== undefined)
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(join(resultsDir, files[pressed])));
}

/** Deletes what can be computed again, after saying how much it is. */
export async function clearCache({ workspace, engine }: DataParts): Promise<void> {
  const { path, dataDir } = await readyWorkspace(workspace, { needsLyrics: false });
  const sizes = await Promise.all(["cache", "checkpoints"].map((name) => folderSize(join(path, ".latentune", name))));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes === 0) {
    await vscode.window.showInformationMessage("The cache is empty.");
    return;
  }
  const clear = "Clear Cache";
  const pressed = await vscode.window.showWarningMessage(
    `Clear ${formatBytes(bytes)} of cached features, models and pictures?`,
    { modal: true, detail: "Kept runs and results stay. The next run computes everything anew." },
    clear,
  );
  if (pressed !== clear) return;
  const freed = await engine.request("clearCache", { workspace: path, dataDir });
  await vscode.window.showInformationMessage(`Cleared ${formatBytes(freed.bytes)}.`);
}

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
  if (
    await stat(target.fsPath).then(
      () => true,
      () => false,
    )
  ) {
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
