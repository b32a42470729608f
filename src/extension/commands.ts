import * as vscode from "vscode";
import type { KeptRun } from "../shared/contract/rpc.ts";
import { reportError, UserError } from "./common/report-error.ts";
import { COMMANDS, type CommandId } from "./ids.ts";
import { askOptions } from "./tasks/options-flow.ts";
import { readyWorkspace } from "./tasks/preconditions.ts";
import { runTask, type TaskParts } from "./tasks/run-task.ts";
import type { PanelControl, RecordIndex } from "./services.ts";
import type { RunNode } from "./runs/runs-tree.ts";
import type { SongNode } from "./workspace/songs-tree.ts";
import { showRecord } from "./workspace/show-record.ts";
import { transcribeMissing, transcribeRow, type SpeechParts } from "./transcription/transcribe.ts";
import {
  betaSweep,
  checkData,
  clearCache,
  createSample,
  mergeGenres,
  type DataParts,
} from "./workspace/data-commands.ts";
import { compareRuns, deleteRuns, mark, openReport, renameRun, type RunParts } from "./runs/run-commands.ts";

export interface CommandParts extends Omit<TaskParts, "models">, DataParts, RunParts, SpeechParts {
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly memory: vscode.Memento;
  readonly records: RecordIndex;
  readonly panel: PanelControl;
}

/** Commands that a part registers where it keeps their state. */
type OwnElsewhere =
  typeof COMMANDS.groupSongs | typeof COMMANDS.revealRow | typeof COMMANDS.playSong | typeof COMMANDS.openMetrics;
type Handler = (...args: unknown[]) => Promise<unknown>;

/** Every command, and how its failures are told: once, with words for people, and in the log. */
export function registerCommands(parts: CommandParts): vscode.Disposable {
  const register = ([id, run]: [string, Handler]): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        await run(...args);
      } catch (error) {
        await reportError(error, parts.log, parts.workspace.current?.path);
      }
    });
  return vscode.Disposable.from(...Object.entries(handlersOf(parts)).map(register));
}

/** Names every command, or does not compile. */
function handlersOf(parts: CommandParts): Readonly<Record<Exclude<CommandId, OwnElsewhere>, Handler>> {
  const { workspace, activity, panel, runs, log, records, memory } = parts;
  return {
    // Tasks.
    [COMMANDS.runEasy]: () => runTask(parts, "easy"),
    [COMMANDS.runMedium]: () => runTask(parts, "medium"),
    [COMMANDS.runHard]: () => runTask(parts, "hard"),
    [COMMANDS.runHardWithOptions]: async () => {
      await readyWorkspace(workspace, { needsLyrics: true });
      const options = await askOptions("hard", workspace.settings(), memory);
      if (options !== undefined) await runTask(parts, "hard", options);
    },
    [COMMANDS.betaSweep]: () => betaSweep(parts),
    [COMMANDS.cancelRun]: async () => {
      if (!activity.cancel()) await vscode.window.showInformationMessage("Nothing is running in this window.");
    },
    // Data.
    [COMMANDS.checkData]: () => checkData(parts),
    [COMMANDS.mergeGenres]: () => mergeGenres(parts),
    [COMMANDS.createSample]: () => createSample(parts.extensionUri),
    [COMMANDS.clearCache]: () => clearCache(parts),
    [COMMANDS.transcribeMissing]: () => transcribeMissing(parts),
    [COMMANDS.transcribeRow]: (filename) => transcribeRow(parts, filename),
    [COMMANDS.chooseModel]: async (kind) => {
      await readyWorkspace(workspace, { needsLyrics: false });
      await parts.models.choose(kind === "embedding" ? "embedding" : "speech");
    },
    [COMMANDS.proposalApply]: () => Promise.resolve(parts.proposals.decide(true)),
    [COMMANDS.proposalDiscard]: () => Promise.resolve(parts.proposals.decide(false)),
    [COMMANDS.chooseFolder]: () => workspace.choose(),
    [COMMANDS.showLog]: () => {
      log.show();
      return Promise.resolve();
    },
    // Results.
    [COMMANDS.openPanel]: () => panel.open(),
    [COMMANDS.openReport]: (runId) => openReport(parts, typeof runId === "string" ? runId : undefined),
    // Items of the side bar: each comes with its node, and with all selected ones.
    [COMMANDS.compareRuns]: () => compareRuns(parts, []),
    [COMMANDS.refreshRuns]: () => runs.refresh(),
    [COMMANDS.runOpen]: (node) => {
      const run = runOf(node);
      runs.show(runs.all[0]?.manifest.runId === run.manifest.runId ? undefined : run.manifest.runId);
      return panel.open();
    },
    [COMMANDS.runReport]: (node) => openReport(parts, runOf(node).manifest.runId),
    [COMMANDS.runCompare]: (node, selected) => compareRuns(parts, runsOf(node, selected)),
    [COMMANDS.runRename]: (node) => renameRun(parts, runOf(node)),
    [COMMANDS.runPin]: (node) => mark(parts, runOf(node), { pinned: true }),
    [COMMANDS.runUnpin]: (node) => mark(parts, runOf(node), { pinned: false }),
    [COMMANDS.runDelete]: (node, selected) => deleteRuns(parts, runsOf(node, selected)),
    [COMMANDS.runReveal]: async (node) => {
      // The desktop's own explorer knows only files of its own machine.
      const local = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
      await vscode.commands.executeCommand(
        local ? "revealFileInOS" : "revealInExplorer",
        vscode.Uri.file(runOf(node).runDir),
      );
    },
    [COMMANDS.songOpen]: async (node) => {
      const filename = filenameOf(node);
      if (filename !== undefined && workspace.current !== undefined)
        await showRecord(workspace.current.lyricsFile, records, filename, { focus: false });
    },
    [COMMANDS.songPlay]: async (node) => {
      const filename = filenameOf(node);
      if (filename !== undefined) await panel.act(filename, "play");
    },
  };
}

function filenameOf(node: unknown): string | undefined {
  const candidate = node as Partial<SongNode> | undefined;
  return candidate?.kind === "song" && "song" in candidate ? candidate.song.filename : undefined;
}

function runOf(node: unknown): KeptRun {
  const run = nodeRun(node);
  if (run === undefined) throw new UserError("Choose a run in the Latentune side bar first.");
  return run;
}

function runsOf(node: unknown, selected: unknown): KeptRun[] {
  const nodes: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [node];
  return nodes.map(nodeRun).filter((run) => run !== undefined);
}

function nodeRun(node: unknown): KeptRun | undefined {
  const candidate = node as Partial<RunNode> | undefined;
  return candidate?.kind === "run" && "run" in candidate ? candidate.run : undefined;
}
