import type { KeptRun } from "../../shared/contract/rpc.ts";
import { searchesOf } from "../../shared/contract/panel/meaning.ts";
import { filesOfView } from "../../shared/contract/view-files.ts";
import type { PanelParams, PanelResult, RunChoice, RunSource } from "../../webview/protocol.ts";
import { UserError } from "../common/report-error.ts";
import { checkRunFiles } from "../runs/run-files.ts";
import { readManifest } from "../runs/run-views.ts";
import type { Services, Workspace } from "../services.ts";

/** What the panel lists of a run. */
export function choiceOf({ manifest: { runId, task, startedAt }, annotation }: KeptRun): RunChoice {
  return { runId, task, startedAt, name: annotation.name ?? null };
}

/** A run, and where the page reads its files. @param uriOf the page's address of a path */
export function sourceOf(run: KeptRun, uriOf: (path: string) => string): RunSource {
  return { ...choiceOf(run), searches: searchesOf(run.manifest.files), baseUri: uriOf(run.runDir) };
}

/** Compares the shown clustering with another one, and lets the page read the other's run. */
export async function compareShown(
  { engine, runs }: Pick<Services, "engine" | "runs">,
  { path, dataDir, audioRoots }: Workspace,
  shownRun: string,
  { a, b, projection }: PanelParams<"compare">,
  uriOf: (path: string) => string,
): Promise<PanelResult<"compare">> {
  const run = runs.all.find(({ manifest }) => manifest.runId === b.runId);
  if (run === undefined) throw new UserError("The run that was compared is not there any more. Choose another one.");
  const comparison = await engine.request("compare", {
    workspace: path,
    dataDir,
    audioRoots,
    a: { runId: shownRun, ...a },
    b,
    projection,
    token: "compare",
  });
  const manifest = await readManifest(run.runDir);
  if (manifest !== undefined) await checkRunFiles(run.runDir, filesOfView(manifest));
  return { comparison, run: sourceOf(run, uriOf) };
}
