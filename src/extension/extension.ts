import * as vscode from "vscode";
import { createCheckStore } from "./workspace/check-data.ts";
import { registerCommands } from "./commands.ts";
import { createDocuments } from "./common/documents.ts";
import { createEngineClient } from "./engine/client.ts";
import { CONTEXTS } from "./ids.ts";
import { registerLyricsFeatures } from "./lyrics/index.ts";
import { createOpening } from "./opening/folder-survey.ts";
import { createPanelHost } from "./panel/panel-host.ts";
import { unsupportedReason } from "./engine/platform.ts";
import { registerReport } from "./report/index.ts";
import { createActivity } from "./tasks/activity.ts";
import { createStatusItem } from "./tasks/status-item.ts";
import { createRunStore } from "./runs/run-store.ts";
import { createRunViewStore } from "./runs/run-views.ts";
import type { Services } from "./services.ts";
import { createRunsTree } from "./runs/runs-tree.ts";
import { createSongsTree } from "./workspace/songs-tree.ts";
import { createModels } from "./models/models.ts";
import { createProposals } from "./transcription/proposals.ts";
import { registerTaskProvider } from "./tasks/task-provider.ts";
import { createTableIndex } from "./lyrics/records/table-index.ts";
import { createRecordIndex } from "./workspace/records.ts";
import { createWorkspaceState } from "./workspace/state.ts";

/** Puts the parts together. Nothing is computed, read in bulk or started here: that waits until it is asked for. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, workspaceState: memory } = context;
  const own = <T extends { dispose(): unknown }>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };

  // 1. What the others write to, and the engine's process behind its requests (forked by the first one).
  const log = own(vscode.window.createOutputChannel("Latentune", { log: true }));
  const modulePath = vscode.Uri.joinPath(extensionUri, "dist", "engine-server.js").fsPath;
  const engine = own(
    createEngineClient({
      start: async () => {
        const { forkEngine } = await import("./engine/process.ts");
        return forkEngine(modulePath, (line) => {
          log.info(`The engine printed: ${line}`);
        });
      },
      log,
    }),
  );

  // 2. What there is: the folder with its settings, its records, its kept runs and their views.
  const workspace = own(createWorkspaceState(memory));
  const opening = own(createOpening({ engine, workspace, log }));
  const tables = own(createTableIndex());
  const records = createRecordIndex(tables);
  const runs = own(createRunStore(workspace));
  const views = createRunViewStore(engine, workspace);
  const checks = own(createCheckStore(workspace));

  // 3. What goes on, and where it is seen.
  const activity = own(createActivity(engine, log));
  own(createStatusItem(activity));
  const storage = vscode.Uri.joinPath(context.globalStorageUri, "models").fsPath;
  const models = createModels({ engine, workspace, activity, memory: context.globalState, storage });
  const panel = own(
    createPanelHost({ extensionUri, memory, log, engine, workspace, opening, records, runs, views, activity, models }),
  );
  const documents = own(createDocuments());
  const proposals = own(createProposals());

  // 4. The editor's own surfaces: side bar, lyrics.csv, reports, tasks; and commands, which bring all of it together.
  const shared = {
    extensionUri,
    memory,
    log,
    engine,
    workspace,
    opening,
    records,
    runs,
    views,
    activity,
    panel,
    checks,
  };
  const services: Services = { ...shared, documents, models, proposals };
  own(createRunsTree(services));
  own(createSongsTree(services));
  own(registerLyricsFeatures(services, tables));
  own(registerReport(extensionUri));
  own(registerTaskProvider(extensionUri, workspace));
  own(registerCommands(services));
  void vscode.commands.executeCommand("setContext", CONTEXTS.supported, unsupportedReason() === undefined);
}
