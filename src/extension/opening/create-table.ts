import * as vscode from "vscode";
import { FEWEST_SONGS, type FolderSurvey } from "../../shared/contract/dataset.ts";
import type { TablePlan, WrittenTable } from "../../shared/contract/new-table.ts";
import { countOf } from "../../shared/format.ts";
import { UserError } from "../common/report-error.ts";
import { COMMANDS } from "../ids.ts";
import type { Services, Workspace } from "../services.ts";
import { OPEN_FOLDER, readyWorkspace, SAMPLE } from "../tasks/preconditions.ts";
import { askFolders } from "./folder-questions.ts";
import { createLabel, spreadsheetRemedy, useLabel } from "../../shared/opening.ts";
import { useTable } from "./use-table.ts";

type TableParts = Pick<Services, "workspace" | "engine" | "activity">;

/** Makes lyrics.csv from the songs of the folder, or takes one that lies elsewhere; where there is one, adds songs to it. */
export async function createTable(parts: TableParts): Promise<void> {
  const { workspace, engine } = parts;
  const current = await readyWorkspace(workspace, { needsLyrics: false });
  await workspace.refresh();
  if (workspace.current?.hasLyrics === true) {
    await addSongs(parts);
    return;
  }
  const { path, dataDir, folder } = current;
  const survey = await engine.request("surveyFolder", { workspace: path, dataDir });
  if (survey.songs === 0 && survey.tables.length === 0) {
    const [spreadsheet] = survey.spreadsheets;
    if (spreadsheet !== undefined) {
      const remedy = spreadsheetRemedy("data/lyrics/lyrics.csv");
      throw new UserError(`${spreadsheet} is a spreadsheet, which is not read. ${remedy}`, OPEN_FOLDER);
    }
    throw new UserError(
      `There are no songs in “${folder.name}”. Put some into it, or open the folder that holds them.`,
      OPEN_FOLDER,
      SAMPLE,
    );
  }
  const table = survey.tables.length === 0 ? undefined : await chooseTable(survey);
  if (table !== undefined) await useTable(workspace, table);
  else await writeRows(parts, current, false);
}

/** Adds the songs that no row names to lyrics.csv. */
export async function addSongs(parts: TableParts): Promise<void> {
  const current = await readyWorkspace(parts.workspace, { needsLyrics: true });
  await writeRows(parts, current, true);
}

/** One of the tables elsewhere; undefined where a new one is wanted. */
async function chooseTable(survey: FolderSurvey): Promise<FolderSurvey["tables"][number] | undefined> {
  const items = [
    ...survey.tables.map((table) => ({
      label: useLabel(table),
      description: `sets the data folder to ${table.dataDir}`,
      table,
    })),
    ...(survey.songs === 0 ? [] : [{ label: createLabel(survey), description: "a new one", table: undefined }]),
  ];
  const picked = await vscode.window.showQuickPick(items, { title: "There is a lyrics.csv in this folder already" });
  if (picked === undefined) throw new vscode.CancellationError();
  return picked.table;
}

async function writeRows({ workspace, engine, activity }: TableParts, current: Workspace, add: boolean): Promise<void> {
  const { path, dataDir, audioRoots } = current;
  const params = { workspace: path, dataDir, audioRoots, add };
  const plan = await activity.run<TablePlan>({
    title: "search for songs",
    task: null,
    ask: (token, cancellation) => engine.request("planTable", { ...params, token }, cancellation),
  });
  const labels = await askFolders(plan);
  const written = await engine.request("writeTable", { ...params, labels, token: "write-table" });
  await workspace.refresh();

  const run = written.songs < FEWEST_SONGS && !add ? [] : ["Run Hard Task"];
  const open = "Open lyrics.csv";
  const pressed = await vscode.window.showInformationMessage(writtenText(written, add), ...run, open);
  if (pressed === open) await vscode.window.showTextDocument(vscode.Uri.file(written.path));
  else if (pressed !== undefined) await vscode.commands.executeCommand(COMMANDS.runHard);
}

/** `Created data/lyrics/lyrics.csv: 128 songs, 5 genres, 2 languages, 100 songs with lyrics.` */
export function writtenText({ file, songs, withLyrics, genres, languages }: WrittenTable, add: boolean): string {
  const counts = [
    countOf(songs, "song"),
    kinds(Object.keys(genres).length, "genre"),
    kinds(Object.keys(languages).length, "language"),
    `${withLyrics === 0 ? "none" : withLyrics === songs ? "all" : String(withLyrics)} with lyrics`,
  ].join(", ");
  const few = songs < FEWEST_SONGS && !add ? ` Tasks need at least ${FEWEST_SONGS} songs.` : "";
  return `${add ? "Added to" : "Created"} ${file}: ${counts}.${few}`;
}

function kinds(count: number, noun: string): string {
  return count === 0 ? `no ${noun}s` : countOf(count, noun);
}
