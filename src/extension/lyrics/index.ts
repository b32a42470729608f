import * as vscode from "vscode";
import { OF_FOLDER } from "../common/uri.ts";
import { COMMANDS } from "../ids.ts";
import { unsupportedReason } from "../engine/platform.ts";
import type { Services } from "../services.ts";
import { createDataCheck } from "./problems/data-check.ts";
import { createClusterDecorations } from "./clusters/decorations.ts";
import { createEncodingNotice } from "./encoding/encoding-notice.ts";
import { createFixProvider } from "./problems/fix-provider.ts";
import { createHoverProvider } from "./clusters/hover-provider.ts";
import { reportLargeTable } from "./problems/large-table.ts";
import { createLensProvider } from "./clusters/lens-provider.ts";
import { createProblems } from "./problems/problems.ts";
import { createShownClusters } from "./clusters/shown-clusters.ts";
import type { TableIndex } from "./records/table-index.ts";

/** Everything that the editor of `lyrics.csv` shows of runs and diagnostics. */
export function registerLyricsFeatures(services: Services, tables: TableIndex): vscode.Disposable {
  const { workspace } = services;
  const shown = createShownClusters(services);
  const check = createDataCheck(services, tables);
  const problems = createProblems(check, tables, workspace);
  const isLyrics = (uri: vscode.Uri): boolean => workspace.isLyrics(uri);
  const transcribe = (): string | undefined =>
    workspace.trusted && unsupportedReason() === undefined ? COMMANDS.transcribeRow : undefined;
  const lenses = createLensProvider({ tables, shown, isLyrics, transcribe });

  const lyrics: vscode.DocumentSelector = { ...OF_FOLDER, pattern: "**/lyrics/lyrics.csv" };
  const genreMap: vscode.DocumentSelector = { ...OF_FOLDER, pattern: "**/genre_map.csv" };
  return vscode.Disposable.from(
    vscode.languages.registerCodeLensProvider(lyrics, lenses),
    vscode.languages.registerHoverProvider(lyrics, createHoverProvider(tables, shown, isLyrics)),
    vscode.languages.registerCodeActionsProvider(
      [lyrics, genreMap].flat(),
      createFixProvider({ problems, tables, workspace, transcribe }),
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
    createClusterDecorations(tables, shown, isLyrics),
    reportLargeTable(workspace),
    lenses,
    createEncodingNotice(check, workspace),
    problems,
    check,
    shown,
  );
}
