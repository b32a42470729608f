import * as vscode from "vscode";
import type { Handler } from "./common/commands.ts";
import { reportError } from "./common/report-error.ts";
import { COMMANDS, type CommandId } from "./ids.ts";
import { openingCommands } from "./opening/commands.ts";
import { rowCommands } from "./lyrics/row-commands.ts";
import { runCommands } from "./runs/commands.ts";
import type { Services } from "./services.ts";
import { taskCommands } from "./tasks/commands.ts";
import { transcriptionCommands } from "./transcription/commands.ts";
import { workspaceCommands } from "./workspace/commands.ts";

/** Commands that a part registers where it keeps their state. */
type OwnElsewhere = typeof COMMANDS.groupSongs | typeof COMMANDS.openMetrics;

/** Registers every command; its failures are reported once, with words for people, and in the log. */
export function registerCommands(parts: Services): vscode.Disposable {
  const register = ([id, run]: [string, Handler]): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      parts.engine.retry();
      try {
        await run(...args);
      } catch (error) {
        await reportError(error, parts.log, parts.workspace.current?.path);
      }
    });
  return vscode.Disposable.from(...Object.entries(commandsOf(parts)).map(register));
}

/** Names every command, or does not compile. */
function commandsOf(parts: Services): Readonly<Record<Exclude<CommandId, OwnElsewhere>, Handler>> {
  return {
    ...taskCommands(parts),
    ...workspaceCommands(parts),
    ...openingCommands(parts),
    ...transcriptionCommands(parts),
    ...runCommands(parts),
    ...rowCommands(parts),
    [COMMANDS.openPanel]: () => parts.panel.open(),
    [COMMANDS.showLog]: () => {
      parts.log.show();
      return Promise.resolve();
    },
  };
}
