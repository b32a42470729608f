import { mergeGenreFiles } from "../../dataset/genres/write-genres.ts";
import { checkData } from "../../tasks/check-data.ts";
import { runDoctor } from "../../tasks/doctor.ts";
import { makePlayable } from "../../tasks/playable.ts";
import type { Handlers } from "../request-context.ts";
import { withNotifier } from "../notifier.ts";
import { pathsOf, taskRequestOf } from "../workspace-of.ts";

export const dataRequests = {
  checkData(params, { signal }) {
    const { lyricsText } = params;
    return checkData(pathsOf(params), lyricsText === undefined ? undefined : Buffer.from(lyricsText), signal);
  },

  doctor: (params, context) =>
    withNotifier(context, params, async (request) => {
      const { machine, rows, languages, genres, diagnostics } = await runDoctor({
        ...taskRequestOf(params),
        ...request,
      });
      return { machine, rows, languages, genres, diagnostics };
    }),

  async mergeGenres(params, { signal }) {
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
  },

  playable: async (params, { signal }) => ({ file: await makePlayable(pathsOf(params), params.audio, signal) }),
} satisfies Partial<Handlers>;
