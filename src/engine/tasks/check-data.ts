import type { CheckDataResult } from "../../shared/contract/rpc.ts";
import { FEWEST_SONGS, type Song } from "../../shared/contract/dataset.ts";
import { gatheredDiagnostics } from "../../shared/equal-diagnostics.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import type { Dataset, DatasetOptions } from "../dataset/dataset.ts";
import { diagnoseDataset } from "../dataset/diagnose.ts";
import { inReadingOrder } from "../dataset/diagnostic.ts";
import { knownAudioDiagnostics } from "../steps/audio-diagnostics.ts";
import type { WorkspacePaths } from "../store/paths.ts";
import { atRow, lyricRows } from "../steps/song-set.ts";

/**
 * What can be said about the data without decoding: the table, its rows' audio files, genres and labels, and what earlier
 * decodings said about files that have not changed since. What is said of very many rows is said once.
 * @param given what to read in place of the table's file, and how
 * @throws {CancelledError}
 */
export async function checkData(
  { workspace, dataDir, audioRoots, cache }: WorkspacePaths,
  given: Pick<DatasetOptions, "lyricsBytes" | "genreSeparator">,
  signal?: AbortSignal,
): Promise<CheckDataResult> {
  const { dataset, diagnostics } = await diagnoseDataset({ workspace, dataDir, audioRoots, ...given }, signal);
  const heard = await knownAudioDiagnostics(cache, dataset.songs);
  const { paths, counts } = dataset;
  const { rows, songs, withoutLyrics, withoutGenre } = counts;
  const isUnusable = (song: Song): boolean => (heard.get(song) ?? []).some(({ severity }) => severity === "error");
  const usable = dataset.songs.filter((song) => !isUnusable(song));
  return {
    canRun: usable.length >= FEWEST_SONGS || lyricRows(dataset) !== null,
    lyricsFile: paths.lyricsTable,
    diagnostics: gatheredDiagnostics(inReadingOrder(diagnostics.concat(placed(heard, dataset)))),
    counts: { rows, songs, withoutLyrics, withoutGenre },
  };
}

function placed(heard: ReadonlyMap<Song, readonly Diagnostic[]>, dataset: Dataset): Diagnostic[] {
  return [...heard].flatMap(([song, diagnostics]) => diagnostics.map((diagnostic) => atRow(diagnostic, song, dataset)));
}
