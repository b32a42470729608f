import * as vscode from "vscode";
import { TASKS, TASK_LABELS, type Task } from "../../shared/contract/settings.ts";
import { MEMORY_OPTIONS } from "../../shared/engine/process-memory.ts";
import { engineEnvironment } from "../engine/environment.ts";
import { unsupportedReason } from "../engine/platform.ts";
import type { WorkspaceState } from "../services.ts";
import { taskArguments } from "./task-arguments.ts";

const TASK_TYPE = "latentune";

/**
 * The tasks for VS Code's own task runner: `{ "type": "latentune", "task": "hard" }` in tasks.json runs the command line
 * with the host's node and the settings of the editor. Further arguments come in `args`.
 */
export function registerTaskProvider(extensionUri: vscode.Uri, workspace: WorkspaceState): vscode.Disposable {
  const cli = vscode.Uri.joinPath(extensionUri, "dist", "cli.js").fsPath;

  function make(
    task: Task,
    args: readonly string[],
    definition: vscode.TaskDefinition,
    scope: vscode.TaskScope | vscode.WorkspaceFolder,
  ): vscode.Task {
    const folder = typeof scope === "object" ? scope.uri.fsPath : (workspace.current?.path ?? ".");
    const execution = new vscode.ProcessExecution(
      process.execPath,
      [...MEMORY_OPTIONS, cli, ...taskArguments(task, folder, workspace.settings()), ...args],
      { cwd: folder, env: definedOnly(engineEnvironment({})) },
    );
    return new vscode.Task(definition, scope, TASK_LABELS[task], TASK_TYPE, execution, "$latentune");
  }

  return vscode.tasks.registerTaskProvider(TASK_TYPE, {
    provideTasks() {
      const { current } = workspace;
      if (current?.hasLyrics !== true || unsupportedReason() !== undefined) return [];
      return TASKS.map((task) => make(task, [], { type: TASK_TYPE, task }, current.folder));
    },
    resolveTask({ definition, scope }) {
      const { task, args } = definition as { readonly task?: unknown; readonly args?: unknown };
      const known = TASKS.find((name) => name === task);
      if (known === undefined) return undefined;
      const strings = Array.isArray(args) ? args.filter((item): item is string => typeof item === "string") : [];
      return make(known, strings, definition, scope ?? workspace.current?.folder ?? vscode.TaskScope.Workspace);
    },
  });
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
