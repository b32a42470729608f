import type { CheckDataResult } from "../../shared/contract/rpc.ts";
import type { Song } from "../../shared/contract/dataset.ts";
import { gatheredDiagnostics } from "../../shared/equal-diagnostics.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import type { Dataset, DatasetOptions } from "../dataset/dataset.ts";
import { diagnoseDataset } from "../dataset/diagnose.ts";
import { inReadingOrder } from "../dataset/diagnostic.ts";
import { knownAudioDiagnostics } from "../steps/audio-diagnostics.ts";
import { findFfmpeg } from "../audio/decode/ffmpeg.ts";
import type { WorkspacePaths } from "../store/paths.ts";
import { atRow, lyricRows } from "../steps/song-set.ts";
import { orDiagnostic } from "./checks/or-diagnostic.ts";
import { FFMPEG_MISSING, whyNoTask } from "./checks/why-no-task.ts";

/**
 * What can be said about the data without decoding: the table, its rows' audio files, genres and labels, and what earlier
 * decodings said about files that have not changed since. What is said of very many rows is said once.
 * @param given what to read in place of the table's file, and how; an ffmpeg that is set
 * @throws {CancelledError}
 */
export async function checkData(
  { workspace, dataDir, audioRoots, cache }: WorkspacePaths,
  { ffmpegPath, ...given }: Pick<DatasetOptions, "lyricsBytes" | "genreSeparator"> & { readonly ffmpegPath?: string },
  signal?: AbortSignal,
): Promise<CheckDataResult> {
  const { dataset, diagnostics } = await diagnoseDataset({ workspace, dataDir, audioRoots, ...given }, signal);
  const { diagnostics: machine } = await orDiagnostic(FFMPEG_MISSING, async () => {
    if (ffmpegPath !== undefined) await findFfmpeg(ffmpegPath);
  });
  const heard = await knownAudioDiagnostics(cache, dataset.songs);
  const { paths, counts } = dataset;
  const { rows, songs, withoutLyrics, withoutGenre } = counts;
  const isUnusable = (song: Song): boolean => (heard.get(song) ?? []).some(({ severity }) => severity === "error");
  const usable = dataset.songs.filter((song) => !isUnusable(song));
  return {
    cannotRun: whyNoTask({ usable: usable.length, lyricsAlone: lyricRows(dataset) !== null, machine }),
    lyricsFile: paths.lyricsTable,
    diagnostics: gatheredDiagnostics(inReadingOrder([...machine, ...diagnostics, ...placed(heard, dataset)])),
    counts: { rows, songs, withoutLyrics, withoutGenre },
  };
}

function placed(heard: ReadonlyMap<Song, readonly Diagnostic[]>, dataset: Dataset): Diagnostic[] {
  return [...heard].flatMap(([song, diagnostics]) => diagnostics.map((diagnostic) => atRow(diagnostic, song, dataset)));
}
