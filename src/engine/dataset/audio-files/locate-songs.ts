import { posix } from "node:path";
import { countOf } from "../../../shared/format.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { AudioFile, AudioIndex } from "./audio-index.ts";
import { diagnostic, rowPlace } from "../diagnostic.ts";
import { locateAudio } from "./locate-audio.ts";
import type { LyricsRecord, LyricsTable } from "../table/lyrics-table.ts";
import { suggesterOf, type Suggester } from "./suggest-name.ts";

/** Comparing names is quadratic: of more missing files than this, the rest get no "did you mean". */
const MOST_SUGGESTIONS = 200;

const suggestNothing: Suggester = () => undefined;

/** The rows of a table with their audio files. */
export interface LocatedSongs {
  /** The usable rows whose audio was found, with their index among the table's records. */
  readonly hits: readonly { readonly record: LyricsRecord; readonly index: number; readonly file: AudioFile }[];
  /** What is wrong with the audio of rows, at their lines. */
  readonly diagnostics: readonly Diagnostic[];
  /** The audio files that no row uses. */
  readonly unnamed: readonly AudioFile[];
}

/** Finds the audio of every usable row. Without an index there are neither hits nor diagnostics. */
export function locateSongs({ file: table, records }: LyricsTable, index: AudioIndex | undefined): LocatedSongs {
  if (index === undefined) return { hits: [], diagnostics: [], unnamed: [] };
  const rows = records.flatMap((record, at) =>
    record.usable ? [{ record, at, found: locateAudio(index, record.filename, suggestNothing) }] : [],
  );
  const hits = rows.flatMap(({ record, at, found: { file } }) =>
    file === undefined ? [] : [{ record, index: at, file }],
  );

  // A file that a row has already is not what a missing one was meant to be.
  const used = new Set(hits.map(({ file }) => file));
  const unnamed = index.files.filter((file) => file.kind === "audio" && !used.has(file));
  const suggest = suggesterOf(unnamed);
  let suggestions = 0;
  const diagnostics = rows.flatMap(({ record, found }): Diagnostic[] => {
    if (found.diagnostic === undefined) return [];
    const missing = found.diagnostic.code === "audio-missing" && suggestions++ < MOST_SUGGESTIONS;
    const told = (missing ? locateAudio(index, record.filename, suggest).diagnostic : undefined) ?? found.diagnostic;
    return [{ ...told, ...rowPlace(table, record) }];
  });
  return { hits, diagnostics, unnamed };
}

/** What is to be said about the audio folder itself: folders that were not searched, files that no row names. */
export function folderDiagnostics(index: AudioIndex, unnamed: readonly AudioFile[], folder: string): Diagnostic[] {
  const diagnostics = index.skipped.map(({ path, reason }) =>
    reason === "outside"
      ? diagnostic(
          "audio-folder-skipped",
          "This symbolic link leads out of the audio folder: its files are not used.",
          { file: posix.join(folder, path), remedy: "Put the folder itself into the audio folder." },
        )
      : diagnostic("audio-folder-skipped", `The folder cannot be searched (${reason}).`, {
          file: posix.join(folder, path),
          remedy: "Change its permissions.",
        }),
  );
  if (unnamed.length > 0) {
    const names = unnamed.slice(0, 3).map(({ path }) => path);
    const more = unnamed.length > names.length ? `${names.join(", ")}, …` : names.join(", ");
    const message = `${countOf(unnamed.length, "audio file")} that no row of lyrics.csv names: ${more}`;
    diagnostics.push(diagnostic("audio-unnamed", message, { file: folder }));
  }
  return diagnostics;
}
