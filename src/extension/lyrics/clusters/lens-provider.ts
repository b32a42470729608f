import * as vscode from "vscode";
import type { Disposable } from "../../common/disposable.ts";
import { firstEndingAtOrBehind } from "../records/record-lines.ts";
import { lensesOf } from "./record-lenses.ts";
import type { ShownClusters } from "./shown-clusters.ts";
import { linesOf, type TableIndex } from "../records/table-index.ts";

/** Tables of up to so many records have lenses all over; longer ones have them around what is on screen. */
const ALL_RECORDS = 1_000;
/** How many records above and below the screen have lenses in a long table, and how near its end the next ones are asked for. */
const AROUND = 300;
const NEAR_END = 100;

/** Lenses above the records of `lyrics.csv`. */
export interface LensProvider extends vscode.CodeLensProvider, Disposable {
  readonly onDidChangeCodeLenses: vscode.Event<void>;
}

interface Parts {
  readonly tables: TableIndex;
  readonly shown: ShownClusters;
  readonly isLyrics: (uri: vscode.Uri) => boolean;
  /** The command that transcribes a row; undefined where there is none. */
  readonly transcribe: () => string | undefined;
}

export function createLensProvider({ tables, shown, isLyrics, transcribe }: Parts): LensProvider {
  const changed = new vscode.EventEmitter<void>();
  const windows = new WeakMap<vscode.TextDocument, RecordWindow>();
  const refresh = (): void => {
    changed.fire();
  };
  const onScroll = ({ textEditor: { document }, visibleRanges }: vscode.TextEditorVisibleRangesChangeEvent): void => {
    const given = windows.get(document);
    if (given === undefined || !isLyrics(document.uri)) return;
    const { records } = tables.of(document);
    const [first, last] = recordsOn(records, visibleRanges);
    const nearStart = given.first > 0 && first < given.first + NEAR_END;
    const nearEnd = given.last < records.length && last > given.last - NEAR_END;
    if (nearStart || nearEnd) refresh();
  };
  const subscriptions = vscode.Disposable.from(
    changed,
    shown.onDidChange(refresh),
    vscode.window.onDidChangeTextEditorVisibleRanges(onScroll),
  );

  return {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      if (!isLyrics(document.uri)) return [];
      const table = tables.of(document);
      const window = windowOf(document, table.records);
      windows.set(document, window);
      const lines = linesOf(document);
      const context = { shown: shown.current, transcribe: transcribe() };
      const lenses: vscode.CodeLens[] = [];
      for (let index = window.first; index < window.last; index++) {
        const line = table.records[index]!.firstLine;
        const range = new vscode.Range(line, 0, line, 0);
        for (const { title, tooltip, command, filename } of lensesOf(table, index, lines, context)) {
          const about = tooltip === undefined ? {} : { tooltip };
          lenses.push(new vscode.CodeLens(range, { title, command, arguments: [filename], ...about }));
        }
      }
      return lenses;
    },
    dispose() {
      subscriptions.dispose();
    },
  };
}

/** Records `first` up to but without `last`. */
interface RecordWindow {
  readonly first: number;
  readonly last: number;
}
type Records = ReturnType<TableIndex["of"]>["records"];

function windowOf(document: vscode.TextDocument, records: Records): RecordWindow {
  const editors = vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
  if (records.length <= ALL_RECORDS) return { first: 0, last: records.length };
  const [first, last] = recordsOn(
    records,
    editors.flatMap(({ visibleRanges }) => visibleRanges),
  );
  return { first: Math.max(0, first - AROUND), last: Math.min(records.length, last + AROUND) };
}

/** The records on screen: from the first of the topmost range to the last of the lowest. */
function recordsOn(records: Records, ranges: readonly vscode.Range[]): readonly [number, number] {
  if (ranges.length === 0) return [0, 0];
  const first = firstEndingAtOrBehind(records, Math.min(...ranges.map(({ start }) => start.line)));
  const last = firstEndingAtOrBehind(records, Math.max(...ranges.map(({ end }) => end.line)));
  return [first, Math.min(records.length, last + 1)];
}
