import { mergeGenreFiles } from "../../dataset/genres/write-genres.ts";
import { checkData as checkWorkspaceData } from "../../tasks/check-data.ts";
import { runDoctor } from "../../tasks/doctor.ts";
import type { Handler } from "../request-context.ts";
import { createTeller } from "../tell.ts";
import { pathsOf, taskRequestOf } from "../workspace-of.ts";

export const checkData: Handler<"checkData"> = (params, { signal }) =>
  checkWorkspaceData(pathsOf(params), params.lyricsText === undefined ? undefined : Buffer.from(params.lyricsText), signal);

export const doctor: Handler<"doctor"> = async (params, context) => {
  const teller = createTeller(context, params.token);
  try {
    const { machine, rows, languages, genres, findings } = await runDoctor({ ...taskRequestOf(params), ...teller, signal: context.signal });
    return { machine, rows, languages, genres, findings };
  } finally {
    teller.flush();
  }
};

export const mergeGenres: Handler<"mergeGenres"> = async (params, { signal }) => {
  const { workspace, dataDir } = pathsOf(params);
  const result = await mergeGenreFiles({ workspace, dataDir, overwriteLyrics: params.overwriteLyrics }, signal);
  const { counts, fromTable, fromMap, missing, metaFile, lyricsChanged, findings } = result;
  return {
    counts: Object.fromEntries(counts),
    fromTable,
    fromMap,
    missing: missing.map(({ filename }) => filename),
    metaFile,
    lyricsChanged,
    findings,
  };
};
