import * as vscode from "vscode";
import { debounce } from "../../../shared/throttle.ts";
import type { Disposable } from "../../common/disposable.ts";
import { markOf, marksOf, markSvg, type Mark } from "./cluster-marks.ts";
import { recordNamed, type RecordLines } from "../records/record-lines.ts";
import { createRecordWindows, type RecordWindow } from "../records/record-window.ts";
import type { ShownClustering, ShownClusters } from "./shown-clusters.ts";
import type { TableIndex } from "../records/table-index.ts";

/** An edit moves what is drawn by itself; what it made of the records is drawn when typing rests. */
const REST_MS = 200;

/** Marks in the overview ruler, which has fewer lines than a long table: of those only every second, third … record. */
const MOST_IN_RULER = 500;

/** Where a mark is drawn: as its shape beside the line, and as its colour in the overview ruler. */
const PLACES = ["gutter", "ruler"] as const;
type Place = (typeof PLACES)[number];

/**
 * Marks the records of visible editors with the colour and shape of their clusters: in the gutter those around the screen, in
 * the overview ruler the whole table. What an editor has to move with every key is few, however long the table is.
 */
export function createClusterDecorations(
  tables: TableIndex,
  shown: ShownClusters,
  isLyrics: (uri: vscode.Uri) => boolean,
): Disposable {
  const types = new Map<string, vscode.TextEditorDecorationType>();

  const typeOf = (key: string, mark: Mark, place: Place): vscode.TextEditorDecorationType => {
    const known = types.get(key);
    if (known !== undefined) return known;
    const type = vscode.window.createTextEditorDecorationType(decorationOf(mark, place));
    types.set(key, type);
    return type;
  };
  const drawIn = (editor: vscode.TextEditor, current: ShownClustering | undefined): void => {
    const table = tables.of(editor.document);
    const drawn = new Set<string>();
    for (const place of current === undefined ? [] : PLACES) {
      const records = place === "gutter" ? inWindow(windows.of(editor.document)) : spreadOver(table.records.length);
      for (const [name, { mark, lines }] of groupRecords(table, current!, isHighContrast(), records)) {
        const key = `${place} ${name}`;
        drawn.add(key);
        editor.setDecorations(
          typeOf(key, mark, place),
          lines.map((line) => new vscode.Range(line, 0, line, 0)),
        );
      }
    }
    for (const [key, type] of types) if (!drawn.has(key)) editor.setDecorations(type, []);
  };
  const draw = (): void => {
    drawSoon.dispose();
    for (const editor of vscode.window.visibleTextEditors.filter(({ document }) => isLyrics(document.uri)))
      drawIn(editor, shown.current);
  };
  const drawSoon = debounce(REST_MS, draw);
  const windows = createRecordWindows(tables, isLyrics, drawSoon);
  const subscriptions = vscode.Disposable.from(
    drawSoon,
    windows,
    shown.onDidChange(draw),
    tables.onDidChange(({ document }) => {
      if (isLyrics(document.uri)) drawSoon();
    }),
    vscode.window.onDidChangeVisibleTextEditors(draw),
    vscode.window.onDidChangeActiveColorTheme(draw),
  );
  draw();
  return {
    dispose() {
      subscriptions.dispose();
      for (const type of types.values()) type.dispose();
    },
  };
}

/** The records that share a mark, by their first lines. */
interface Group {
  readonly mark: Mark;
  readonly lines: readonly number[];
}

function* inWindow({ first, last }: RecordWindow): Generator<number> {
  for (let record = first; record < last; record++) yield record;
}

function* spreadOver(records: number): Generator<number> {
  for (let record = 0; record < records; record += Math.ceil(records / MOST_IN_RULER)) yield record;
}

/** Some records of the songs of a run, by their mark. Of records with one name only the first is the song's. */
function groupRecords(
  table: RecordLines,
  { view, clustering, labels }: ShownClustering,
  highContrast: boolean,
  records: Iterable<number>,
): Map<string, Group> {
  const marks = marksOf(clustering.clusters, highContrast);
  const groups = new Map<string, { readonly mark: Mark; readonly lines: number[] }>();
  for (const index of records) {
    const { filename, firstLine } = table.records[index]!;
    const song = view.songNamed(filename);
    if (song === undefined || recordNamed(table, filename) !== index) continue;
    const mark = markOf(marks, labels[song]!);
    const key = `${mark.shape} ${mark.dark}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { mark, lines: [firstLine] });
    else group.lines.push(firstLine);
  }
  return groups;
}

function decorationOf({ shape, light, dark }: Mark, place: Place): vscode.DecorationRenderOptions {
  const { ClosedClosed: rangeBehavior } = vscode.DecorationRangeBehavior;
  if (place === "ruler") {
    const themed = (overviewRulerColor: string): vscode.ThemableDecorationRenderOptions => ({ overviewRulerColor });
    const overviewRulerLane = vscode.OverviewRulerLane.Left;
    return { rangeBehavior, overviewRulerLane, light: themed(light), dark: themed(dark) };
  }
  const themed = (colour: string): vscode.ThemableDecorationRenderOptions => ({
    gutterIconPath: vscode.Uri.parse(
      `data:image/svg+xml;base64,${Buffer.from(markSvg(shape, colour)).toString("base64")}`,
    ),
  });
  return { rangeBehavior, gutterIconSize: "contain", light: themed(light), dark: themed(dark) };
}

function isHighContrast(): boolean {
  const { kind } = vscode.window.activeColorTheme;
  return kind === vscode.ColorThemeKind.HighContrast || kind === vscode.ColorThemeKind.HighContrastLight;
}
