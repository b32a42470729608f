import type { GenreParams } from "../../../shared/contract/rpc.ts";
import { mergeGenreFiles } from "../../dataset/genres/write-genres.ts";
import { convertTable } from "../../dataset/table/convert-table.ts";
import { checkData } from "../../tasks/check-data.ts";
import { runDoctor } from "../../tasks/doctor.ts";
import { makePlayable } from "../../tasks/playable.ts";
import type { Handlers } from "../request-context.ts";
import { withNotifier } from "../notifier.ts";
import { pathsOf, taskRequestOf } from "../workspace-of.ts";

export const dataRequests = {
  checkData(params, { signal }) {
    const { lyricsText } = params;
    const unsaved = lyricsText === undefined ? {} : { lyricsBytes: Buffer.from(lyricsText) };
    return checkData(pathsOf(params), { ...separatorOf(params), ...unsaved }, signal);
  },

  doctor: (params, context) =>
    withNotifier(context, params, async (request) => {
      const { machine, rows, cannotRun, languages, genres, diagnostics } = await runDoctor({
        ...taskRequestOf(params),
        ...request,
      });
      return { machine, rows, cannotRun, languages, genres, diagnostics };
    }),

  async mergeGenres(params, { signal }) {
    const { workspace, dataDir } = pathsOf(params);
    const { overwriteLyrics } = params;
    const options = { workspace, dataDir, ...separatorOf(params), overwriteLyrics };
    const result = await mergeGenreFiles(options, signal);
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

  convertTable({ table, encoding, ...params }) {
    const { workspace, dataDir } = pathsOf(params);
    return convertTable({ workspace, dataDir, table, ...(encoding === undefined ? {} : { encoding }) });
  },

  playable: async (params, { signal }) => ({ file: await makePlayable(pathsOf(params), params.audio, signal) }),
} satisfies Partial<Handlers>;

function separatorOf({ genreSeparator }: GenreParams): Pick<GenreParams, "genreSeparator"> {
  return genreSeparator === undefined ? {} : { genreSeparator };
}
