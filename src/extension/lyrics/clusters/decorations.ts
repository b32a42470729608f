import * as vscode from "vscode";
import { debounce } from "../../../shared/throttle.ts";
import type { Disposable } from "../../common/disposable.ts";
import { markOf, marksOf, markSvg, type Mark } from "./cluster-marks.ts";
import { recordNamed, type RecordLines } from "../records/record-lines.ts";
import type { ShownClustering, ShownClusters } from "./shown-clusters.ts";
import type { TableIndex } from "../records/table-index.ts";

/** An edit moves what is drawn by itself; what it made of the records is drawn when typing rests. */
const REST_MS = 200;

/** Marks every record of visible editors with the colour and shape of its cluster: in the gutter and the overview ruler. */
export function createClusterDecorations(
  tables: TableIndex,
  shown: ShownClusters,
  isLyrics: (uri: vscode.Uri) => boolean,
): Disposable {
  const types = new Map<string, vscode.TextEditorDecorationType>();

  const typeOf = (key: string, mark: Mark): vscode.TextEditorDecorationType => {
    const known = types.get(key);
    if (known !== undefined) return known;
    const type = vscode.window.createTextEditorDecorationType(decorationOf(mark));
    types.set(key, type);
    return type;
  };
  const draw = (): void => {
    drawSoon.dispose();
    for (const editor of vscode.window.visibleTextEditors.filter(({ document }) => isLyrics(document.uri))) {
      const { current } = shown;
      const groups =
        current === undefined
          ? new Map<string, Group>()
          : groupRecords(tables.of(editor.document), current, isHighContrast());
      for (const [key, { mark, lines }] of groups) {
        editor.setDecorations(
          typeOf(key, mark),
          lines.map((line) => new vscode.Range(line, 0, line, 0)),
        );
      }
      for (const [key, type] of types) if (!groups.has(key)) editor.setDecorations(type, []);
    }
  };
  const drawSoon = debounce(REST_MS, draw);
  const subscriptions = vscode.Disposable.from(
    drawSoon,
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

/** The records of the songs of a run, by their mark. Of records with one name only the first is the song's. */
export function groupRecords(
  table: RecordLines,
  { view, clustering, labels }: ShownClustering,
  highContrast: boolean,
): Map<string, Group> {
  const marks = marksOf(clustering.clusters, highContrast);
  const groups = new Map<string, { readonly mark: Mark; readonly lines: number[] }>();
  table.records.forEach(({ filename, firstLine }, index) => {
    const song = view.songNamed(filename);
    if (song === undefined || recordNamed(table, filename) !== index) return;
    const mark = markOf(marks, labels[song]!);
    const key = `${mark.shape} ${mark.dark}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { mark, lines: [firstLine] });
    else group.lines.push(firstLine);
  });
  return groups;
}

function decorationOf({ shape, light, dark }: Mark): vscode.DecorationRenderOptions {
  const themed = (colour: string): vscode.ThemableDecorationRenderOptions => ({
    gutterIconPath: vscode.Uri.parse(
      `data:image/svg+xml;base64,${Buffer.from(markSvg(shape, colour)).toString("base64")}`,
    ),
    overviewRulerColor: colour,
  });
  return {
    gutterIconSize: "contain",
    overviewRulerLane: vscode.OverviewRulerLane.Left,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    light: themed(light),
    dark: themed(dark),
  };
}

function isHighContrast(): boolean {
  const { kind } = vscode.window.activeColorTheme;
  return kind === vscode.ColorThemeKind.HighContrast || kind === vscode.ColorThemeKind.HighContrastLight;
}
