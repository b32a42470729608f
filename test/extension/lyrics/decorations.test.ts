import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type * as vscode from "vscode";
import type { ViewCluster } from "../../../src/shared/contract/view.ts";
import {
  MARK_SHAPES,
  MAX_MARKS,
  markAt,
  markOf,
  markSvg,
  marksOf,
  NOISE_MARK,
  OTHER_MARK,
} from "../../../src/extension/lyrics/clusters/cluster-marks.ts";
import { createClusterDecorations } from "../../../src/extension/lyrics/clusters/decorations.ts";
import type { ShownClusters } from "../../../src/extension/lyrics/clusters/shown-clusters.ts";
import { createTableIndex } from "../../../src/extension/lyrics/records/table-index.ts";
import { categoricalColours, groupStyle, neutral, SHAPES } from "../../../src/webview/colour/categorical.ts";
import type { Rgb } from "../../../src/shared/figures/rgb.ts";
import { EventEmitter, Uri } from "../fake-vscode/basics.ts";
import { FakeDocument, Range } from "../fake-vscode/editor.ts";
import { ColorThemeKind, FakeEditor, fakeWindow, window, type FakeDecorationType } from "../fake-vscode/window.ts";
import { shownOf } from "./run-view.ts";

const LIGHT: Rgb = [255, 255, 255];
const DARK: Rgb = [31, 31, 31];
const hex = (rgb: Rgb): string => `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;
const optionsOf = (type: FakeDecorationType): vscode.DecorationRenderOptions => type.options;
const cluster = (id: number, size: number): ViewCluster => ({ id, size, medoid: 0, terms: [], enriched: null });

describe("marks", () => {
  it.each([false, true])("are those of the map, colour and shape (high contrast: %s)", (highContrast) => {
    expect(MARK_SHAPES).toEqual(SHAPES);
    for (let position = 0; position < MAX_MARKS; position++) {
      const { shape, light, dark } = markAt(position, highContrast);
      expect({ shape, light, dark }).toEqual({
        shape: groupStyle(position, categoricalColours(LIGHT), highContrast).shape,
        light: hex(groupStyle(position, categoricalColours(LIGHT), highContrast).colour),
        dark: hex(groupStyle(position, categoricalColours(DARK), highContrast).colour),
      });
    }
    expect([NOISE_MARK.light, NOISE_MARK.dark]).toEqual([hex(neutral(LIGHT)), hex(neutral(DARK))]);
  });

  it("go by the cluster's place among the clusters; the smallest of very many share one, noise has its own", () => {
    const few = marksOf([cluster(7, 1), cluster(2, 9), cluster(-1, 5)], false);
    expect([markOf(few, 2), markOf(few, 7), markOf(few, -1)]).toEqual([markAt(0, false), markAt(1, false), NOISE_MARK]);
    const many = marksOf(
      Array.from({ length: 60 }, (_, id) => cluster(id, id < 3 ? 1 : 100 - id)),
      false,
    );
    expect(many.size).toBe(MAX_MARKS - 1);
    expect(markOf(many, 0)).toBe(OTHER_MARK);
    expect(markOf(many, 3)).toEqual(markAt(0, false));
  });

  it("are drawn in their colour, which every shape takes", () => {
    for (const shape of MARK_SHAPES) expect(markSvg(shape, "#123456")).toMatch(/^<svg [^>]*>.*<\/svg>$/);
    expect(markSvg("cross", "#123456")).toContain('stroke="#123456"');
    expect(markSvg("circle", "#123456")).toContain('fill="#123456"');
  });
});

describe("decorations", () => {
  const disposables: { dispose(): void }[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    for (const disposable of disposables.splice(0)) disposable.dispose();
    window.visibleTextEditors.length = 0;
    window.activeColorTheme.kind = ColorThemeKind.Dark;
    vi.useRealTimers();
  });

  async function setUp() {
    const document = new FakeDocument(
      Uri.file("/ws/data/lyrics/lyrics.csv"),
      'filename,lyrics\na.mp3,"x\ny"\nb.mp3,\nc.mp3,\nd.mp3,\na.mp3,again\n',
    );
    const editor = new FakeEditor(document);
    window.visibleTextEditors.push(editor);
    const songs = [
      { filename: "a.mp3", cluster: 0 },
      { filename: "b.mp3", cluster: 1 },
      { filename: "c.mp3", cluster: 0 },
      { filename: "d.mp3", cluster: -1 },
    ];
    const changed = new EventEmitter<void>();
    const shown = { current: await shownOf(songs), onDidChange: changed.event } as unknown as ShownClusters & {
      current: unknown;
    };
    const tables = createTableIndex();
    disposables.push(
      createClusterDecorations(tables, shown, (uri) => uri.fsPath === document.uri.fsPath),
      tables,
    );
    /** Lines (1-based) by colour of the dark theme. */
    const drawn = (): Record<string, number[]> =>
      Object.fromEntries(
        [...editor.decorations]
          .filter(([type, ranges]) => ranges.length > 0 && optionsOf(type).dark!.overviewRulerColor !== undefined)
          .map(([type, ranges]) => [
            optionsOf(type).dark!.overviewRulerColor as string,
            ranges.map(({ start }) => start.line + 1),
          ]),
      );
    return { document, editor, shown, changed, drawn };
  }

  it("mark the first line of each song's record in the colour of its cluster", async () => {
    const { drawn, editor } = await setUp();
    expect(drawn()).toEqual({ "#0072b2": [2, 5], "#e69f00": [4], "#8a8a8a": [6] });
    const [type] = editor.decorations.keys();
    const icon = (type!.options as unknown as vscode.DecorationRenderOptions).light!.gutterIconPath as vscode.Uri;
    expect(Buffer.from(icon.path.split("base64,")[1]!, "base64").toString()).toBe(markSvg("circle", "#0072b2"));
  });

  it("follow records that change, when typing rests", async () => {
    const { document, drawn } = await setUp();
    document.edit({ range: new Range(1, 0, 1, 0), text: "new.mp3,\n" });
    document.edit({ range: new Range(5, 0, 5, 5), text: "b.mp3" });
    vi.advanceTimersByTime(300);
    // The second row of b is no song's.
    expect(drawn()).toEqual({ "#0072b2": [3], "#e69f00": [5], "#8a8a8a": [7] });
  });

  it("go with the run, change with the theme and are given back", async () => {
    const { shown, changed, drawn, editor } = await setUp();
    window.activeColorTheme.kind = ColorThemeKind.HighContrast;
    fakeWindow.themeChanged.fire(undefined);
    expect(drawn()).toEqual({ "#0072b2": [2, 5], "#e69f00": [4], "#8a8a8a": [6] });
    const second = [...editor.decorations].find(
      ([type, [range]]) => range?.start.line === 3 && optionsOf(type).dark!.gutterIconPath !== undefined,
    )![0];
    const icon = (second.options as unknown as vscode.DecorationRenderOptions).dark!.gutterIconPath as vscode.Uri;
    expect(Buffer.from(icon.path.split("base64,")[1]!, "base64").toString()).toBe(markSvg("square", "#e69f00"));
    Object.assign(shown, { current: undefined });
    changed.fire();
    expect(drawn()).toEqual({});
    for (const disposable of disposables.splice(0)) disposable.dispose();
    expect(fakeWindow.decorationTypes.size).toBe(0);
  });

  it("of a long table are beside the lines around the screen, and in the ruler a few over the whole of it", async () => {
    const songs = Array.from({ length: 5000 }, (_, row) => ({ filename: `${row}.mp3`, cluster: row % 2 }));
    const text = ["filename", ...songs.map(({ filename }) => filename)].join("\n");
    const document = new FakeDocument(Uri.file("/ws/data/lyrics/lyrics.csv"), text);
    const editor = new FakeEditor(document, [new Range(2000, 0, 2030, 0)]);
    window.visibleTextEditors.push(editor);
    const shown = { current: await shownOf(songs), onDidChange: new EventEmitter<void>().event };
    const tables = createTableIndex();
    disposables.push(
      createClusterDecorations(tables, shown as unknown as ShownClusters, () => true),
      tables,
    );
    /** 1-based lines that have a mark in the gutter or in the ruler. */
    const lines = (place: "gutterIconPath" | "overviewRulerColor"): number[] =>
      [...editor.decorations]
        .filter(([type]) => optionsOf(type).dark![place] !== undefined)
        .flatMap(([, ranges]) => ranges.map(({ start }) => start.line + 1))
        .sort((a, b) => a - b);
    expect([lines("gutterIconPath")[0], lines("gutterIconPath").at(-1)]).toEqual([1881, 2151]);
    expect(lines("gutterIconPath")).toHaveLength(271);
    expect(lines("overviewRulerColor")).toEqual(Array.from({ length: 500 }, (_, at) => 2 + 10 * at));

    editor.visibleRanges = [new Range(2100, 0, 2130, 0)];
    fakeWindow.scrolled.fire({ textEditor: editor, visibleRanges: editor.visibleRanges });
    vi.advanceTimersByTime(300);
    expect([lines("gutterIconPath")[0], lines("gutterIconPath").at(-1)]).toEqual([1981, 2251]);
  });
});
