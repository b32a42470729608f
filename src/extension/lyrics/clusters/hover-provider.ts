import * as vscode from "vscode";
import { recordAt, recordNamed } from "../records/record-lines.ts";
import { factsOf, type ShownClusters } from "./shown-clusters.ts";
import { HOVER_COMMANDS, hoverMarkdown } from "./song-hover.ts";
import type { TableIndex } from "../records/table-index.ts";

/** On the first line of a record: its song's metrics and neighbours in the shown run. */
export function createHoverProvider(
  tables: TableIndex,
  shown: ShownClusters,
  isLyrics: (uri: vscode.Uri) => boolean,
): vscode.HoverProvider {
  return {
    provideHover(document, position) {
      const { current } = shown;
      if (current === undefined || !isLyrics(document.uri)) return undefined;
      const table = tables.of(document);
      const index = recordAt(table, position.line);
      const record = table.records[index];
      if (record?.firstLine !== position.line || recordNamed(table, record.filename) !== index) return undefined;
      const facts = factsOf(current, record.filename);
      if (facts === undefined) return undefined;
      const content = new vscode.MarkdownString(hoverMarkdown(record.filename, facts, current));
      content.isTrusted = { enabledCommands: HOVER_COMMANDS };
      return new vscode.Hover(content, document.lineAt(record.firstLine).range);
    },
  };
}
