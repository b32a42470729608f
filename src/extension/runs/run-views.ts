import { nameKey } from "../../shared/names.ts";
import { join } from "node:path";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import type { KeptRun } from "../../shared/contract/rpc.ts";
import { VIEW_SCHEMA_VERSION, type ViewManifest, type ViewSongs } from "../../shared/contract/view.ts";
import { decodeViewArray, type ViewArray } from "../../shared/npy.ts";
import { FILE_LIMITS, readGivenFile } from "../common/given-file.ts";
import type { EngineClient, RunView, RunViewStore, WorkspaceState } from "../services.ts";

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

/** The view's manifest; undefined if there is none of this version. */
export async function readManifest(runDir: string): Promise<ViewManifest | undefined> {
  try {
    const manifest = JSON.parse(
      (await readGivenFile(join(runDir, RESULT_FILES.view), "The view", FILE_LIMITS.json)).toString(),
    ) as ViewManifest | null;
    // What the file says of its version is not known to be true before it is read.
    return (manifest?.schemaVersion as number | undefined) === VIEW_SCHEMA_VERSION
      ? (manifest ?? undefined)
      : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Reads the names of a view's songs; arrays follow when they are asked for. */
export async function openView(run: KeptRun, manifest: ViewManifest): Promise<RunView> {
  const songs = JSON.parse(
    (await readGivenFile(join(run.runDir, manifest.songs), "The list of songs", FILE_LIMITS.songJson)).toString(),
  ) as ViewSongs;
  const byName = new Map(songs.filename.map((name, song) => [nameKey(name), song]));
  const arrays = new Map<string, Promise<ViewArray>>();
  return {
    run,
    manifest,
    songs,
    songNamed: (filename) => byName.get(nameKey(filename)),
    async array(file) {
      const known = arrays.get(file);
      if (known !== undefined) return await known;
      const reading = readGivenFile(join(run.runDir, file), "The array", FILE_LIMITS.array).then((bytes) =>
        decodeViewArray(bytes, file),
      );
      arrays.set(file, reading);
      return await reading;
    },
  };
}
