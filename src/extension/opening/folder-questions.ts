import * as vscode from "vscode";
import type { FolderLabels, FolderLevel, TablePlan } from "../../shared/contract/new-table.ts";
import { countOf, formatNumber, have } from "../../shared/format.ts";

interface LevelItem extends vscode.QuickPickItem {
  readonly level: number | null;
}

/**
 * Asks which folders name the labels that tags lack; asks nothing where tags have them all, or where all songs lie in one folder.
 * @throws {vscode.CancellationError} if the user went back
 */
export async function askFolders({ songs, withGenre, withLanguage, levels }: TablePlan): Promise<FolderLabels> {
  const language = await ask("language", songs - withLanguage, songs, levels);
  const others = levels.filter(({ level }) => level !== language);
  return { language, genre: await ask("genre", songs - withGenre, songs, others) };
}

async function ask(
  label: "genre" | "language",
  without: number,
  songs: number,
  levels: readonly FolderLevel[],
): Promise<number | null> {
  if (without === 0 || levels.length === 0) return null;
  const picked = await vscode.window.showQuickPick(levelItems(label, levels), {
    title: `Which folders name the ${label}?`,
    placeHolder: `${formatNumber(without)} of ${countOf(songs, "song")} ${have(without)} no ${label} in ${without === 1 ? "its" : "their"} tags.`,
  });
  if (picked === undefined) throw new vscode.CancellationError();
  return picked.level;
}

/** The likeliest answer first: folders called as languages are for the language, and for nothing else. */
export function levelItems(label: "genre" | "language", levels: readonly FolderLevel[]): readonly LevelItem[] {
  const none = { label: "None", description: `leave the ${label} empty`, level: null };
  const likely = levels.filter(({ languages }) => languages && label === "language").map(levelItem);
  const others = levels.filter(({ languages }) => !languages || label !== "language").map(levelItem);
  return label === "language" ? [...likely, none, ...others] : [...others, none];
}

function levelItem({ level, names, count, songs }: FolderLevel): LevelItem {
  const more = count > names.length ? `, and ${formatNumber(count - names.length)} more` : "";
  return { label: `${names.join(", ")}${more}`, description: `level ${level}, ${countOf(songs, "song")}`, level };
}
