import * as vscode from "vscode";
import type { Disposable } from "../common/disposable.ts";
import type { DoctorResult } from "../../shared/contract/rpc.ts";
import type { CheckStore, Services, WorkspaceState } from "../services.ts";
import { readyWorkspace } from "../tasks/preconditions.ts";
import { checkPage } from "./check-page.ts";

type CheckParts = Pick<Services, "workspace" | "engine" | "activity" | "documents" | "checks">;

export function createCheckStore(workspace: WorkspaceState): CheckStore & Disposable {
  const changed = new vscode.EventEmitter<void>();
  let latest: { readonly path: string | undefined; readonly result: DoctorResult } | undefined;
  return {
    get latest() {
      return latest?.path === workspace.current?.path ? latest?.result : undefined;
    },
    onDidChange: changed.event,
    keep(result) {
      latest = { path: workspace.current?.path, result };
      changed.fire();
    },
    dispose: () => {
      changed.dispose();
    },
  };
}

/** Decodes every song, and shows what a run would stumble over. */
export async function checkData({ workspace, engine, activity, checks, documents }: CheckParts): Promise<void> {
  const { path, dataDir, folder } = await readyWorkspace(workspace, { needsLyrics: false });
  const settings = workspace.settings();
  const result = await activity.run({
    title: "data check",
    task: null,
    ask: (token, cancellation) => engine.request("doctor", { workspace: path, dataDir, settings, token }, cancellation),
  });
  checks.keep(result);
  await documents.showMarkdown("Data check", checkPage(result, folder.name));
}
