import { beforeEach, describe, expect, it } from "vitest";
import * as vscode from "vscode";
import { createLensProvider } from "../../../src/extension/lyrics/clusters/lens-provider.ts";
import { createHoverProvider } from "../../../src/extension/lyrics/clusters/hover-provider.ts";
import type { ShownClustering, ShownClusters } from "../../../src/extension/lyrics/clusters/shown-clusters.ts";
import { createTableIndex } from "../../../src/extension/lyrics/records/table-index.ts";
import { FakeDocument, Range } from "../fake-vscode/editor.ts";
import { EventEmitter, Uri, type MarkdownString } from "../fake-vscode/basics.ts";
import { fakeWorkspace } from "../fake-vscode/workspace.ts";
import { FakeEditor, fakeWindow, window } from "../fake-vscode/window.ts";
import { shownOf } from "./run-view.ts";

const TABLE =
  'filename,language,lyrics\na.mp3,en,"one\n\ntwo"\nb.mp3,en,\n\nc.mp3,en,la\nnew.mp3,en,la\na.mp3,en,again\n';
const SONGS = [
  { filename: "a.mp3", cluster: 0, silhouette: 0.42, error: 0.1234 },
  { filename: "b.mp3", cluster: 1, silhouette: -0.2 },
  { filename: "c.mp3", cluster: -1 },
];

beforeEach(() => {
  window.visibleTextEditors.length = 0;
});

function setUp(text: string, shown: ShownClustering | undefined, transcribe?: string) {
  const document = new FakeDocument(Uri.file("/ws/data/lyrics/lyrics.csv"), text);
  const tables = createTableIndex();
  const changed = new EventEmitter<void>();
  const clusters = { current: shown, onDidChange: changed.event, dispose: () => undefined } as ShownClusters;
  const isLyrics = (uri: vscode.Uri): boolean => uri.fsPath === document.uri.fsPath;
  const lenses = createLensProvider({ tables, shown: clusters, isLyrics, transcribe: () => transcribe });
  const hovers = createHoverProvider(tables, clusters, isLyrics);
  const asDocument = document as unknown as vscode.TextDocument;
  return {
    document,
    tables,
    changed,
    lenses,
    /** Every lens as `line: title → command argument`, lines 1-based. */
    titles: (): string[] => {
      const given = lenses.provideCodeLenses(asDocument, {} as vscode.CancellationToken) as vscode.CodeLens[];
      return given.map(({ range, command }) => {
        const does =
          command?.command === "" ? "" : ` → ${command?.command} ${((command?.arguments ?? []) as string[]).join(" ")}`;
        return `${range.start.line + 1}: ${command?.title}${does}`;
      });
    },
    hover: (line: number): MarkdownString | undefined => {
      const hover = hovers.provideHover(asDocument, new vscode.Position(line, 0), {} as vscode.CancellationToken);
      return (hover as unknown as { readonly contents: MarkdownString } | undefined)?.contents;
    },
  };
}

describe("lenses", () => {
  it("say of clusters that are tuned in the panel that they are", async () => {
    const { titles, hover } = setUp(TABLE, {
      ...(await shownOf(SONGS)),
      tuned: true,
      name: "Audio, Ward, k = 7 (tuned)",
    });
    expect(titles()[2]).toBe("2: cluster 0 (tuned) · nearest: b → latentune.openRecord b.mp3");
    expect(hover(1)?.value).toContain("By Audio\\, Ward\\, k \\= 7 \\(tuned\\)");
  });

  it("stand on the first line of each song's record and say its cluster and the nearest song", async () => {
    const { titles } = setUp(TABLE, await shownOf(SONGS));
    expect(titles()).toEqual([
      "2: Show in map → latentune.revealRow a.mp3",
      "2: Play → latentune.playSong a.mp3",
      "2: cluster 0 · nearest: b → latentune.openRecord b.mp3",
      "5: Show in map → latentune.revealRow b.mp3",
      "5: Play → latentune.playSong b.mp3",
      "5: cluster 1 · nearest: c → latentune.openRecord c.mp3",
      "7: Show in map → latentune.revealRow c.mp3",
      "7: Play → latentune.playSong c.mp3",
      "7: noise · nearest: a → latentune.openRecord a.mp3",
      "8: not in the shown run",
    ]);
  });

  it("are not there where the setting turns them off, and come back with it", async () => {
    const { titles, lenses } = setUp(TABLE, await shownOf(SONGS));
    let changes = 0;
    lenses.onDidChangeCodeLenses(() => (changes += 1));
    fakeWorkspace.settings.set("latentune.editor.lenses", false);
    fakeWorkspace.changedSettings.fire({ affectsConfiguration: (section) => section === "latentune.editor.lenses" });
    expect([changes, titles()]).toEqual([1, []]);
    fakeWorkspace.settings.clear();
    expect(titles()).not.toEqual([]);
  });

  it("stay with their records while lines are inserted and quotes are opened and closed", async () => {
    const { document, titles, tables } = setUp(TABLE, await shownOf(SONGS));
    tables.of(document as unknown as vscode.TextDocument);
    const playing = (): string[] => titles().filter((title) => title.includes("Play"));
    document.edit({ range: new Range(2, 0, 2, 0), text: "more\nlines\n" });
    expect(playing()).toEqual([
      "2: Play → latentune.playSong a.mp3",
      "7: Play → latentune.playSong b.mp3",
      "9: Play → latentune.playSong c.mp3",
    ]);
    // A quote opens a cell of b that swallows c.
    document.edit({ range: new Range(6, 9, 6, 9), text: '"' });
    expect(playing()).toEqual(["2: Play → latentune.playSong a.mp3", "7: Play → latentune.playSong b.mp3"]);
    document.edit({ range: new Range(6, 9, 6, 10), text: "" }, { range: new Range(0, 0, 0, 0), text: "\n" });
    expect(playing()).toEqual([
      "3: Play → latentune.playSong a.mp3",
      "8: Play → latentune.playSong b.mp3",
      "10: Play → latentune.playSong c.mp3",
    ]);
  });

  it("offer to transcribe rows without lyrics, also before there is a run", () => {
    const { titles } = setUp(TABLE, undefined, "latentune.transcribeRow");
    expect(titles()).toEqual(["5: Transcribe → latentune.transcribeRow b.mp3"]);
    expect(setUp("filename\na.mp3\n", undefined, "latentune.transcribeRow").titles()).toEqual([]);
  });

  it("of a long table stand around what is on screen, and come again before it is scrolled out of", async () => {
    const songs = Array.from({ length: 5000 }, (_, row) => ({ filename: `${row}.mp3`, cluster: 0 }));
    const text = ["filename", ...songs.map(({ filename }) => filename)].join("\n");
    const { document, titles, lenses } = setUp(text, await shownOf(songs));
    const editor = new FakeEditor(document, [new Range(2000, 0, 2030, 0)]);
    window.visibleTextEditors.push(editor);
    const lines = (): number[] =>
      titles()
        .filter((title) => title.includes("Play"))
        .map((title) => Number.parseInt(title, 10));
    expect([lines()[0], lines().at(-1), lines().length]).toEqual([1881, 2151, 271]);

    let asked = 0;
    lenses.onDidChangeCodeLenses(() => asked++);
    const scrollTo = (line: number): void => {
      editor.visibleRanges = [new Range(line, 0, line + 30, 0)];
      fakeWindow.scrolled.fire({ textEditor: editor, visibleRanges: editor.visibleRanges });
    };
    scrollTo(2050);
    expect(asked).toBe(0);
    scrollTo(2100);
    expect(asked).toBe(1);
    expect([lines()[0], lines().at(-1)]).toEqual([1981, 2251]);
  });

  it("are asked for again when another run is shown", async () => {
    const { lenses, changed } = setUp(TABLE, await shownOf(SONGS));
    let asked = 0;
    lenses.onDidChangeCodeLenses(() => asked++);
    changed.fire();
    expect(asked).toBe(1);
  });
});

describe("hover", () => {
  it("tells a song's metrics and its neighbours with links, on the first line of its record alone", async () => {
    const { hover } = setUp(TABLE, await shownOf(SONGS));
    const text = hover(1)!.value;
    expect(text).toContain("**a** — cluster 0 of 1 song, its medoid");
    expect(text).toContain("Silhouette: 0.420 (inside its cluster)");
    expect(text).toContain(String.raw`Reconstruction error, β\-VAE: 0.123`);
    expect(text).toContain(
      "1. [b](command:latentune.openRecord?%5B%22b.mp3%22%5D) — 0.250, cluster 1 · [play](command:latentune.playSong?%5B%22b.mp3%22%5D)",
    );
    expect(text).toContain("2. [c]");
    expect(text).toContain(String.raw`Words of its cluster: night, sea\_\[x\]\(y\)`);
    expect(text).not.toContain("Tags");
    const tagged = setUp(TABLE, await shownOf(SONGS, ["jazz", "a_b"]));
    expect(tagged.hover(1)!.value).toContain(String.raw`Tags of its cluster: jazz, a\_b`);
    expect(hover(4)!.value).toContain("nearer to another cluster than to its own");
    expect(hover(6)!.value).toContain("Silhouette: undefined for noise");
    // Inside the lyrics, the header, a blank line, a song of no run, the second record of one name.
    expect([2, 0, 5, 7, 8].map((line) => hover(line))).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it("lets no text of the table become markup, a link or a command", async () => {
    const evil = "[x](command:evil) <img src=https://a.b/> `*_$(x)_*` '\"!&amp;.mp3";
    const { hover } = setUp(
      `filename\n"${evil.replaceAll('"', '""')}"\nb.mp3\n`,
      await shownOf([
        { filename: evil, cluster: 0 },
        { filename: "b.mp3", cluster: 0 },
      ]),
    );
    const own = hover(1)!;
    expect(own.isTrusted).toEqual({
      enabledCommands: ["latentune.openRecord", "latentune.revealRow", "latentune.playSong"],
    });
    expect(own.supportHtml).not.toBe(true);
    const markdown = `${own.value}\n${hover(2)!.value}`;
    // Every command of the Markdown is ours, and its argument is one name.
    const targets = [...markdown.matchAll(/\]\((command:[^)]*)\)/g)].map((match) => match[1]!);
    expect(targets.length).toBeGreaterThan(4);
    for (const target of targets) {
      const [, command, argument] = /^command:(latentune\.(?:openRecord|revealRow|playSong))\?(.*)$/.exec(target)!;
      expect(command).toBeDefined();
      expect([evil, "b.mp3"]).toContain((JSON.parse(decodeURIComponent(argument!)) as string[])[0]);
    }
    // Outside of link targets no mark of the name stands without its backslash.
    const outside = markdown.replaceAll(/\]\(command:[^)]*\)/g, "]");
    expect(outside).not.toMatch(/(?<!\\)(?:<|`|!\[|\$\(|&)/);
    expect(outside).toContain(String.raw`\[x\]\(command\:evil\)`);
    expect(outside).toContain(String.raw`sea\_\[x\]\(y\)`);
  });
});
