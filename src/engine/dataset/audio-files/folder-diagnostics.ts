import { dirname, parse, posix } from "node:path";
import { countOf } from "../../../shared/format.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { diagnostic, rowPlace } from "../diagnostic.ts";
import type { LyricsTable } from "../table/lyrics-table.ts";
import { takesRows } from "../table/table-edits.ts";
import type { AudioFile, AudioIndex } from "./audio-index.ts";
import { GET_LINKED, type NamedRow } from "./locate-audio.ts";
import { isInside } from "./reachable.ts";

/** One diagnostic for all rows whose file is a link that leads out of the workspace, at the first of them. */
export function outsideDiagnostics(table: LyricsTable, rows: readonly NamedRow[]): Diagnostic[] {
  const outside = rows.flatMap(({ record, found: { refused } }) =>
    refused?.kind === "outside" ? [{ record, file: refused }] : [],
  );
  const [first] = outside;
  if (first === undefined) return [];
  const folder = commonFolder(outside.map(({ file }) => dirname(file.real)));
  const many = outside.length > 1;
  const message = `${countOf(outside.length, "row")} ${many ? "name links that lead" : "names a link that leads"} out of the workspace, such as ${first.file.path} to ${first.file.real}; ${many ? "they are" : "it is"} left out.`;
  return [diagnostic("audio-outside", message, { ...rowPlace(table.file, first.record), ...allow(folder) })];
}

/** That there are audio files which no row names. A table that takes no rows says itself what is wrong with it. */
export function unnamedDiagnostics(table: LyricsTable, unnamed: readonly AudioFile[], folder: string): Diagnostic[] {
  if (unnamed.length === 0) return [];
  const names = unnamed.slice(0, 3).map(({ path }) => path);
  const more = unnamed.length > names.length ? `${names.join(", ")}, …` : names.join(", ");
  const message = `${countOf(unnamed.length, "audio file")} that no row of lyrics.csv names: ${more}.`;
  const first = takesRows(table) ? "To add a row for each" : "First correct the table, then add a row for each";
  const remedy = `${first}: latentune init --add, in VS Code “Latentune: Add Songs to lyrics.csv…”.`;
  return [diagnostic("audio-unnamed", message, { file: folder, remedy })];
}

/** Where what is said of an audio folder stands. */
interface FolderPlace {
  /** The folder's name. */
  readonly folder: string;
  /** For links that lead out: in the table, where what is done about them can be offered; in the folder where there is none. */
  readonly links: Pick<Diagnostic, "file" | "line">;
}

/** Folders that are not searched. */
export function skippedDiagnostics({ skipped }: AudioIndex, { folder, links }: FolderPlace): Diagnostic[] {
  return skipped.map(({ path, real, reason }) => {
    const file = posix.join(folder, path);
    if (reason === "outside") {
      const message = `${file} is a link that leads out of the workspace, to ${real}: its files are not used.`;
      return diagnostic("audio-folder-skipped", message, { ...links, ...allow(real) });
    }
    if (reason === "limit") {
      return diagnostic(
        "audio-folder-skipped",
        "There are more files than are looked at; this folder is not searched.",
        {
          file,
          remedy: "Choose the folder that holds the songs: --data-dir, in VS Code the setting latentune.dataDir.",
        },
      );
    }
    return diagnostic("audio-folder-skipped", `The folder cannot be searched (${reason}).`, {
      file,
      remedy: "Change its permissions.",
    });
  });
}

/** Links to songs that are not used and that no row is told of, each kind once: those that lead out of the workspace, and those that lead nowhere. */
export function linkDiagnostics(unused: readonly AudioFile[], { folder, links }: FolderPlace): Diagnostic[] {
  const [outside, broken] = (["outside", "broken"] as const).map((wanted) =>
    unused.filter(({ kind }) => kind === wanted),
  ) as [AudioFile[], AudioFile[]];
  const said = ({ length }: readonly AudioFile[], where: string, example: string): string =>
    `${countOf(length, "link")} ${length === 1 ? "leads" : "lead"} ${where}, such as ${example}: ${length === 1 ? "it is" : "they are"} not used.`;
  const told: Diagnostic[] = [];
  if (outside.length > 0) {
    const example = `${outside[0]!.path} to ${outside[0]!.real}`;
    const common = commonFolder(outside.map(({ real }) => dirname(real)));
    const message = said(outside, "out of the workspace", example);
    told.push(diagnostic("audio-link-unused", message, { ...links, ...allow(common) }));
  }
  if (broken.length > 0) {
    const message = said(broken, "nowhere", broken[0]!.path);
    told.push(diagnostic("audio-link-unused", message, { file: folder, remedy: GET_LINKED }));
  }
  return told;
}

function allow(folder: string): Pick<Diagnostic, "remedy" | "setting"> {
  return {
    remedy: `Allow the folder: --audio-roots ${JSON.stringify(folder)}, in VS Code the setting latentune.audioRoots.`,
    setting: { name: "audioRoots", value: folder },
  };
}

/** The nearest folder that all lie in; that of the first alone where it would be a whole disk. */
function commonFolder(folders: readonly string[]): string {
  let common = folders[0]!;
  for (const folder of folders)
    while (!isInside(folder, common) && dirname(common) !== common) common = dirname(common);
  return parse(common).root === common ? folders[0]! : common;
}
