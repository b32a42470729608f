import * as vscode from "vscode";
import { reportError, UserError } from "../common/report-error.ts";
import type { Disposable } from "../common/disposable.ts";
import { COMMANDS } from "../ids.ts";
import type { Services } from "../services.ts";
import { showRecord } from "../workspace/show-record.ts";
import { OPEN_RECORD } from "./clusters/record-lenses.ts";
import { recordAt } from "./records/record-lines.ts";
import type { TableIndex } from "./records/table-index.ts";

/** Commands about one row: of lenses and hovers with its file name, from the palette for the record at the cursor. */
export function registerRowCommands({ panel, workspace, records, log }: Services, tables: TableIndex): Disposable {
  const register = (id: string, act: (filename: string) => Promise<unknown>): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (given?: unknown) => {
      try {
        // A menu of the editor hands over its file's URI.
        await act(typeof given === "string" ? given : nameAtCursor());
      } catch (error) {
        await reportError(error, log, workspace.current?.path);
      }
    });
  const nameAtCursor = (): string => {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || !workspace.isLyrics(editor.document.uri)) {
      throw new UserError("Put the cursor into a row of lyrics.csv first.");
    }
    const table = tables.of(editor.document);
    const filename = table.records[recordAt(table, editor.selection.active.line)]?.filename ?? "";
    if (filename === "") throw new UserError("The cursor is in no row with a file name.");
    return filename;
  };
  return vscode.Disposable.from(
    register(COMMANDS.revealRow, (filename) => panel.act(filename, "select")),
    register(COMMANDS.playSong, (filename) => panel.act(filename, "play")),
    register(OPEN_RECORD, async (filename) => {
      const { current } = workspace;
      if (current !== undefined) await showRecord(current.lyricsFile, records, filename, { focus: true });
    }),
  );
}
