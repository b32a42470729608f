import { mergeGenreFiles } from "../../dataset/genres/write-genres.ts";
import { checkData as checkWorkspaceData } from "../../tasks/check-data.ts";
import { runDoctor } from "../../tasks/doctor.ts";
import type { Handler } from "../request-context.ts";
import { createNotifier } from "../notifier.ts";
import { pathsOf, taskRequestOf } from "../workspace-of.ts";

export const checkData: Handler<"checkData"> = (params, { signal }) =>
  checkWorkspaceData(
    pathsOf(params),
    params.lyricsText === undefined ? undefined : Buffer.from(params.lyricsText),
    signal,
  );

export const doctor: Handler<"doctor"> = async (params, context) => {
  const notifier = createNotifier(context, params.token);
  try {
    const { machine, rows, languages, genres, diagnostics } = await runDoctor({
      ...taskRequestOf(params),
      ...notifier,
      signal: context.signal,
    });
    return { machine, rows, languages, genres, diagnostics };
  } finally {
    notifier.flush();
  }
};

export const mergeGenres: Handler<"mergeGenres"> = async (params, { signal }) => {
  const { workspace, dataDir } = pathsOf(params);
  const result = await mergeGenreFiles({ workspace, dataDir, overwriteLyrics: params.overwriteLyrics }, signal);
  const { counts, fromTable, fromMap, missing, metaFile, lyricsChanged, diagnostics } = result;
  return {
    counts: Object.fromEntries(counts),
    fromTable,
    fromMap,
    missing: missing.map(({ filename }) => filename),
    metaFile,
    lyricsChanged,
    diagnostics,
  };
};
