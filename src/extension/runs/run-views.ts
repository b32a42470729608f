import { setImmediate } from "node:timers/promises";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import type { KeptRun } from "../../shared/contract/rpc.ts";
import type { ViewManifest } from "../../shared/contract/view.ts";
import { filesOfView, isViewManifest } from "../../shared/contract/view-files.ts";
import { decodeViewArray, type ViewArray } from "../../shared/npy.ts";
import { FILE_LIMITS } from "../../shared/regular-file.ts";
import { indexNames } from "../../shared/search/text-column.ts";
import type { EngineClient, RunView, RunViewStore, WorkspaceState } from "../services.ts";
import { checkRunFiles, readRunFile } from "./run-files.ts";
import { readRunSongs } from "./run-songs.ts";

/** How many views are kept: the shown run, and those it is compared with. */
const KEPT = 4;

/** Views of kept runs, read once each. */
export function createRunViewStore(engine: EngineClient, workspace: WorkspaceState): RunViewStore {
  const views = new Map<string, Promise<RunView | undefined>>();

  async function load(run: KeptRun): Promise<RunView | undefined> {
    const manifest = (await readManifest(run.runDir)) ?? (await make(run));
    return manifest === undefined ? undefined : await openView(run, manifest);
  }
  async function make({ manifest: { runId } }: KeptRun): Promise<ViewManifest | undefined> {
    const { current, trusted } = workspace;
    if (current === undefined || !trusted) return undefined;
    return await engine.request("prepareView", { workspace: current.path, dataDir: current.dataDir, runId });
  }

  return {
    async get(run) {
      const known = views.get(run.runDir);
      if (known !== undefined) {
        // The last used one is the last to go.
        views.delete(run.runDir);
        views.set(run.runDir, known);
        return await known;
      }
      const loading = load(run);
      views.set(run.runDir, loading);
      const [oldest] = views.keys();
      if (views.size > KEPT && oldest !== undefined) views.delete(oldest);
      const forget = (): void => {
        if (views.get(run.runDir) === loading) views.delete(run.runDir);
      };
      // What is missing now may be there the next time.
      loading.then((view) => {
        if (view === undefined) forget();
      }, forget);
      return await loading;
    },
  };
}

/**
 * The view's manifest; undefined if there is none of this version.
 * @throws {Error} if a file that it names is not in the run's folder.
 */
export async function readManifest(runDir: string): Promise<ViewManifest | undefined> {
  try {
    const manifest: unknown = JSON.parse((await readRunFile(runDir, RESULT_FILES.view, FILE_LIMITS.json)).toString());
    return isViewManifest(manifest) ? manifest : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Reads the names of a view's songs; arrays follow when they are asked for. */
export async function openView(run: KeptRun, manifest: ViewManifest): Promise<RunView> {
  await checkRunFiles(run.runDir, filesOfView(manifest));
  const arrays = new Map<string, Promise<ViewArray>>();
  const array = (file: string): Promise<ViewArray> => {
    const reading =
      arrays.get(file) ??
      readRunFile(run.runDir, file, FILE_LIMITS.array).then((bytes) => decodeViewArray(bytes, file));
    arrays.set(file, reading);
    return reading;
  };
  const songs = await readRunSongs(run.runDir, manifest, array);
  const songNamed = await indexNames(songs.filename, setImmediate);
  return { run, manifest, songs, songNamed, array };
}
