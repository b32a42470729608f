import { stat } from "node:fs/promises";
import { join } from "node:path";
import { RESULT_FILES } from "../../../shared/contract/result-files.ts";
import type { RunParams } from "../../../shared/contract/rpc.ts";
import type { ViewManifest } from "../../../shared/contract/view.ts";
import { openSongTable, type SongTable, type TunedNumbers } from "../../results/view/songs/song-table.ts";
import { requireRun } from "../../store/runs.ts";
import type { Handlers, RequestContext } from "../request-context.ts";
import { pathsOf } from "../workspace-of.ts";

type SongRequests = Pick<Handlers, "songsPage" | "songsInRows" | "songTexts">;

/** Requests about the songs of a run whose view has them in columns. The table of the last run is kept in memory. */
export function createSongRequests(
  prepareView: Handlers["prepareView"],
  tunedNumbers: (params: RunParams, ...asked: Parameters<TunedNumbers>) => ReturnType<TunedNumbers>,
): SongRequests {
  let latest: { readonly key: string; readonly table: Promise<SongTable> } | undefined;

  async function tableOf(params: RunParams, context: RequestContext): Promise<SongTable> {
    const runFolder = join(pathsOf(params).runs, params.runId);
    const key = await keyOf(runFolder);
    if (key !== undefined && latest?.key === key) return latest.table;
    // What was kept goes before the next is read.
    latest = undefined;
    await requireRun(pathsOf(params).runs, params.runId);
    const view: ViewManifest = await prepareView(params, context);
    const { runId, ...workspace } = params;
    const run: RunParams = { ...workspace, runId };
    const prepared = (await keyOf(runFolder)) ?? "";
    // Nothing is waited for between the two: a failure that nobody has asked for yet would end the process.
    const table = openSongTable(runFolder, view, (...asked) => tunedNumbers(run, ...asked));
    latest = { key: prepared, table };
    // What was asked for since stays.
    table.catch(() => {
      if (latest?.table === table) latest = undefined;
    });
    return table;
  }

  return {
    songsPage: async (params, context) => (await tableOf(params, context)).page(params),
    songsInRows: async (params, context) => (await tableOf(params, context)).inRows(params),
    songTexts: async (params, context) => (await tableOf(params, context)).texts(params.songs),
  };
}

/** Another one for a view that was made again, or has got a map; undefined where there is no view. */
async function keyOf(runFolder: string): Promise<string | undefined> {
  const path = join(runFolder, RESULT_FILES.view);
  const status = await stat(path).catch(() => undefined);
  return status && `${path} ${status.mtimeMs} ${status.size}`;
}
