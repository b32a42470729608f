import * as vscode from "vscode";
import type { Disposable } from "../../common/disposable.ts";
import { firstEndingAtOrBehind, type TableRecord } from "./record-lines.ts";
import type { TableIndex } from "./table-index.ts";
import { greatest, least } from "../../../shared/extremes.ts";

/** Tables of up to so many records are shown as a whole; of longer ones what is around the screen. */
const ALL_RECORDS = 1_000;
/** How many records above and below the screen are in a long table's window, and how near its end the next one is asked for. */
const AROUND = 120;
const NEAR_END = 40;

/** Records `first` up to but without `last`. */
export interface RecordWindow {
  readonly first: number;
  readonly last: number;
}

/** The records of tables that are worth drawing something at. */
export interface RecordWindows extends Disposable {
  /** The window of a document as its editors are scrolled now; from here on its end is watched. */
  of(document: vscode.TextDocument): RecordWindow;
}

/** @param onNearEnd called when an editor is scrolled near the end of the window that was given last. */
export function createRecordWindows(
  tables: TableIndex,
  isLyrics: (uri: vscode.Uri) => boolean,
  onNearEnd: () => void,
): RecordWindows {
  const windows = new WeakMap<vscode.TextDocument, RecordWindow>();
  const onScroll = ({ textEditor: { document }, visibleRanges }: vscode.TextEditorVisibleRangesChangeEvent): void => {
    const given = windows.get(document);
    if (given === undefined || !isLyrics(document.uri)) return;
    const { records } = tables.of(document);
    const [first, last] = recordsOn(records, visibleRanges);
    const nearStart = given.first > 0 && first < given.first + NEAR_END;
    const nearEnd = given.last < records.length && last > given.last - NEAR_END;
    if (nearStart || nearEnd) onNearEnd();
  };
  const scrolling = vscode.window.onDidChangeTextEditorVisibleRanges(onScroll);
  return {
    of(document) {
      const window = windowOf(document, tables.of(document).records);
      windows.set(document, window);
      return window;
    },
    dispose: () => void scrolling.dispose(),
  };
}

function windowOf(document: vscode.TextDocument, records: readonly TableRecord[]): RecordWindow {
  if (records.length <= ALL_RECORDS) return { first: 0, last: records.length };
  const editors = vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
  const [first, last] = recordsOn(
    records,
    editors.flatMap(({ visibleRanges }) => visibleRanges),
  );
  return { first: Math.max(0, first - AROUND), last: Math.min(records.length, last + AROUND) };
}

/** The records on screen: from the first of the topmost range to the last of the lowest. */
function recordsOn(records: readonly TableRecord[], ranges: readonly vscode.Range[]): readonly [number, number] {
  if (ranges.length === 0) return [0, 0];
  const first = firstEndingAtOrBehind(records, least(ranges.map(({ start }) => start.line)));
  const last = firstEndingAtOrBehind(records, greatest(ranges.map(({ end }) => end.line)));
  return [first, Math.min(records.length, last + 1)];
}
