import { describe, expect, it } from "vitest";
import type { ViewManifest } from "../../../src/shared/contract/view.ts";
import { coded, songsInMemory } from "../../../src/webview/data/run-songs.ts";
import { tagsInMemory } from "../../../src/webview/data/song-tags.ts";
import type { Shown } from "../../../src/webview/data/shown.ts";
import { agreement } from "../../../src/webview/model/agreement.ts";
import { distribution } from "../../../src/webview/model/distribution.ts";
import {
  BORDERLINE,
  countOfBorderline,
  dimmedSongs,
  matchesFirst,
  matchingSongs,
} from "../../../src/webview/model/filter.ts";
import { lyricLines } from "../../../src/webview/model/lyric-lines.ts";
import {
  metricColumns,
  metricRows,
  metricText,
  metricValue,
  tableValues,
} from "../../../src/webview/model/metric-table.ts";
import { searchText } from "../../../src/shared/search/fold-text.ts";
import { inRange, parseRange } from "../../../src/shared/search/number-range.ts";
import { selectionCsv } from "../../../src/webview/model/selection-csv.ts";
import { songOrder } from "../../../src/webview/model/song-order.ts";
import type { SongFilter } from "../../../src/shared/contract/scale/song-table.ts";
import { FILTER } from "../../../src/webview/panel/state/choices.ts";

/** The parts of a shown run that the functions under test look at. */
const shown = {
  run: {
    songCount: 4,
    songs: songsInMemory({
      filename: ["Emoción.mp3", "b 10.mp3", "b 9.mp3", '=SUM(1,2)".mp3'],
      language: ["spanish", "french", "", "french"],
      genre: ["folk", "pop", "pop", "folk"],
      firstLyric: ["soy", "", "je suis", "a, b"],
      search: [
        { filename: "Emoción.mp3", language: "spanish", genre: "folk", lyrics: "soy\nuna Niña\nsoy" },
        { filename: "b 10.mp3", language: "french", genre: "pop", lyrics: "" },
        { filename: "b 9.mp3", language: "", genre: "pop", lyrics: "je suis\nl'été" },
        { filename: '=SUM(1,2)".mp3', language: "french", genre: "folk", lyrics: "a, b" },
      ].map(searchText),
      row: [1, 2, 3, 4],
      audio: ["", "", "", ""],
    }),
    manifest: { models: [{ name: "ae", label: "AE" }] },
  },
  representation: { name: "audio" },
  clustering: { method: "ward" },
  labels: Int32Array.of(1, 0, -1, 0),
  silhouette: Float32Array.of(0.5, -0.25, NaN, 0.125),
  points: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
  errors: new Map([["ae", Float32Array.of(0.25, 0.5, 0.125, 1)]]),
  tags: null,
  coAssignment: null,
  own: null,
} as unknown as Shown;

const textOf = (song: number) => shown.run.songs.text(song)!;

describe("filters", () => {
  const matches = (filter: Partial<SongFilter>) => {
    const dimmed = dimmedSongs(shown, { ...FILTER.fresh, ...filter }, "ae");
    return dimmed === null ? "all" : [...matchingSongs(dimmed)];
  };

  it("look for every word in title, genre, language and lyrics, without minding accents and case", () => {
    expect(matches({ text: "  emocion FOLK " })).toEqual([0]);
    expect(matches({ text: "suis" })).toEqual([2]);
    expect(matches({ text: "nina" })).toEqual([0]);
    expect(matches({ text: "ETE je" })).toEqual([2]);
    expect(matches({ text: "folk pop" })).toEqual([]);
    expect(matches({ text: " " })).toBe("all");
  });

  it("go by columns, an empty label too, and together", () => {
    expect(matches({ language: "french" })).toEqual([1, 3]);
    expect(matches({ language: "" })).toEqual([2]);
    expect(matches({ cluster: 0, silhouette: "> 0" })).toEqual([3]);
    expect(matches({ cluster: -1 })).toEqual([2]);
    expect(matches({ error: "0.2–0.5" })).toEqual([0, 1]);
    expect(matches({ silhouette: "nonsense" })).toBe("all");
  });
});

it("counts the borderline songs that its filter finds", () => {
  const { silhouette } = shown;
  expect(countOfBorderline(silhouette)).toBe(1);
  const dimmed = dimmedSongs(shown, { ...FILTER.fresh, silhouette: BORDERLINE }, "ae")!;
  expect([...matchingSongs(dimmed)]).toEqual([1]);
  expect(countOfBorderline(Float32Array.of(0, NaN, -0, 1))).toBe(0);
});

describe("the rows of the table", () => {
  it("have what a filter leaves first, both parts in their order", () => {
    const dimmed = dimmedSongs(shown, { ...FILTER.fresh, text: "pop" }, "ae")!;
    expect([...matchesFirst(Uint32Array.of(3, 2, 0, 1), dimmed)]).toEqual([2, 1, 3, 0]);
    expect([...matchesFirst(Uint32Array.of(3, 2, 0, 1), null)]).toEqual([3, 2, 0, 1]);
  });
});

describe("ranges", () => {
  it.each([
    ["< 0.2", 0.2, false],
    ["<=0.2", 0.2, true],
    ["≥ −0.5", -0.5, true],
    ["> ,5", 0.5, false],
    ["0.1", 0.1, true],
    ["-0.2 - 0.3", -0.2, true],
    ["0.1..0.3", 0.31, false],
    ["", NaN, true],
    ["< 1", NaN, false],
  ])("%j holds %d: %j", (text, value, holds) => {
    expect(inRange(value, parseRange(text)!)).toBe(holds);
  });

  it("say when they are not understood", () => {
    expect(parseRange("about 3")).toBeUndefined();
    expect(parseRange("1 2")).toBeUndefined();
  });
});

describe("the order of the table", () => {
  const order = (column: "title" | "language" | "cluster" | "silhouette" | "error" | null, descending = false) => [
    ...songOrder(shown, { column, descending }, "ae"),
  ];

  it("is that of the file, of words with numbers in them, or of numbers; undefined comes last both ways", () => {
    expect(order(null)).toEqual([0, 1, 2, 3]);
    expect(order("title").filter((song) => song === 1 || song === 2)).toEqual([2, 1]);
    expect(order("language")).toEqual([1, 3, 0, 2]);
    expect(order("language", true)).toEqual([0, 1, 3, 2]);
    expect(order("silhouette")).toEqual([1, 3, 0, 2]);
    expect(order("silhouette", true)).toEqual([0, 3, 1, 2]);
    expect(order("cluster")).toEqual([1, 3, 0, 2]);
    expect(order("error", true)).toEqual([3, 1, 0, 2]);
    expect([...songOrder(shown, { column: "error", descending: false }, null)]).toEqual([0, 1, 2, 3]);
  });
});

describe("the distribution", () => {
  it("counts songs, puts noise and unknown last, and measures purity and entropy", () => {
    const table = distribution(Int32Array.of(0, 0, 0, 0, 2, 2, -1), coded(["a", "b", "a", "b", "b", "b", " "]));
    expect(table.categories).toEqual(["b", "a", "unknown"]);
    expect(table.clusters.map(({ id, size, purity, entropy }) => ({ id, size, purity, entropy }))).toEqual([
      { id: 0, size: 4, purity: 0.5, entropy: 1 },
      { id: 2, size: 2, purity: 1, entropy: 0 },
      { id: -1, size: 1, purity: 1, entropy: 0 },
    ]);
    expect(table.clusters.map(({ counts }) => counts)).toEqual([
      [2, 2, 0],
      [2, 0, 0],
      [0, 0, 1],
    ]);
    expect([0, 1, 2].map((column) => [...table.members(0, column)])).toEqual([[1, 3], [0, 2], []]);
    expect([...table.members(1, 0)]).toEqual([4, 5]);
    expect([...table.members(2, 2)]).toEqual([6]);
    expect([...table.countsOf([0, 1, 5, 6])]).toEqual([1, 1, 0, 1, 0, 0, 0, 0, 1]);
  });
});

describe("agreement of sound and words", () => {
  it("counts what both have among their nearest, against what chance would give", () => {
    expect(agreement([1, 2, 3], [3, 9, 8], 10)).toEqual({ neighbours: 3, shared: 1, expected: 1, verdict: "chance" });
    expect(agreement([1, 2, 3], [3, 1, 2], 10)?.verdict).toBe("agree");
    expect(agreement([1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 12)).toMatchObject({ shared: 0, verdict: "disagree" });
  });

  it("has the mean and the spread of drawing songs at random", () => {
    // Every way to draw 3 of 9 songs, with 3 marked ones: hypergeometric by counting.
    let [total, sum, squares] = [0, 0, 0];
    for (let a = 0; a < 9; a++)
      for (let b = a + 1; b < 9; b++)
        for (let c = b + 1; c < 9; c++) {
          const hits = [a, b, c].filter((song) => song < 3).length;
          [total, sum, squares] = [total + 1, sum + hits, squares + hits * hits];
        }
    const mean = sum / total;
    expect(agreement([1, 2, 3], [3, 2, 9], 10)!.expected).toBeCloseTo(mean);
    const deviation = Math.sqrt(squares / total - mean * mean);
    expect(2 > mean + deviation).toBe(agreement([1, 2, 3], [3, 2, 9], 10)!.verdict === "agree");
  });

  it("compares as many as both sides have, and nothing where there is no choice", () => {
    expect(agreement([1, 2, 3], [3], 10)?.neighbours).toBe(1);
    expect(agreement([1, 2], [2, 1], 3)).toBeUndefined();
    expect(agreement([], [], 1)).toBeUndefined();
  });
});

describe("the metrics table", () => {
  const clustering = (method: string, silhouette: number | null) => ({
    method,
    label: method,
    metrics: { silhouette, davies_bouldin: 1 },
    reasons: {},
    best: false,
  });
  const manifest = {
    metricColumns: ["silhouette", "davies_bouldin", "ARI_genre", "ARI_genre_dropNoise"],
    representations: [
      { label: "B", clusterings: [clustering("x", 0.5), clustering("y", null)] },
      { label: "A", clusterings: [clustering("z", 0.75)] },
    ],
  } as unknown as ViewManifest;
  const methods = (column: string | null, descending: boolean) =>
    metricRows(manifest, { column, descending }).map((row) => row.clustering.method);

  it("shows agreement once, with or without noise, and says which way is better", () => {
    expect(metricColumns(manifest, false).map(({ key }) => key)).toEqual(["silhouette", "davies_bouldin", "ARI_genre"]);
    expect(metricColumns(manifest, true).map(({ key }) => key)).toEqual([
      "silhouette",
      "davies_bouldin",
      "ARI_genre_dropNoise",
    ]);
    expect(metricColumns(manifest, false).map(({ better }) => better)).toEqual(["higher", "lower", "higher"]);
  });

  it("have the label that a representation contains in their rows", () => {
    const [first, second] = manifest.representations;
    const rows = metricRows(
      { ...manifest, representations: [{ ...first!, holdsLabel: "genre" }, second!] },
      { column: null, descending: false },
    );
    expect(rows.map((row) => tableValues(row)["leaks"])).toEqual(["genre", "genre", null]);
    expect(tableValues(rows[0]!)).toMatchObject({ silhouette: 0.5, davies_bouldin: 1 });
  });

  it("have mean ± deviation, and the stability, in a run of several seeds", () => {
    const clustering = {
      ...manifest.representations[0]!.clusterings[0]!,
      metrics: { ARI_genre: 0.5, silhouette: null, k: 4 },
      spread: { ARI_genre: { mean: 0.5, deviation: 0.0312 }, k: { mean: 4, deviation: 0 } },
      stability: 0.25,
    };
    const metricKeys = ["k", "silhouette", "ARI_genre"];
    const seeded = {
      ...manifest,
      metricColumns: metricKeys,
      representations: [{ ...manifest.representations[0]!, clusterings: [clustering] }],
    };
    expect(metricColumns(seeded, false).map(({ key }) => key)).toEqual(["k", "stability", "silhouette", "ARI_genre"]);
    expect(["ARI_genre", "silhouette", "k", "stability"].map((key) => metricText(clustering, key))).toEqual([
      "0.500 ± 0.031",
      "–",
      "4",
      "0.250",
    ]);
    const uneven = {
      ...clustering,
      spread: { k: { mean: 4.5, deviation: 0.5 }, ARI_genre: { mean: 1, deviation: 0 } },
    };
    expect(["k", "ARI_genre"].map((key) => metricText(uneven, key))).toEqual(["4.50 ± 0.50", "1 ± 0"]);
    expect(metricValue(clustering, "stability")).toBe(0.25);
  });

  it("sorts by numbers with the undefined last, by names, or as the run has it", () => {
    expect(methods(null, false)).toEqual(["x", "y", "z"]);
    expect(methods("silhouette", true)).toEqual(["z", "x", "y"]);
    expect(methods("silhouette", false)).toEqual(["x", "z", "y"]);
    expect(methods("representation", false)).toEqual(["z", "x", "y"]);
  });
});

describe("a selection as CSV", () => {
  it("quotes what needs it, leaves undefined numbers empty, and disarms formulas", () => {
    expect(selectionCsv(shown, [2, 3], textOf).split("\r\n")).toEqual([
      "\u{FEFF}filename,title,language,genre,row,representation,method,cluster,silhouette,x,y,error_ae",
      "b 9.mp3,b 9,,pop,3,audio,ward,-1,,4,5,0.125",
      `"'=SUM(1,2)"".mp3","'=SUM(1,2)""",french,folk,4,audio,ward,0,0.125,6,7,1`,
      "",
    ]);
  });

  it("has the songs' tags last, in a run with tags", () => {
    const tags = tagsInMemory(["jazz", "sad"], Float32Array.of(0, 0, 0.5, 0.75, 0.25, 0.01, 0, 0));
    const lines = selectionCsv({ ...shown, tags }, [1, 2], textOf).split("\r\n");
    expect(lines.map((line) => line.split(",").at(-1))).toEqual(["tags", "sad; jazz", "jazz", ""]);
  });
});

describe("lyrics", () => {
  const plain = { lyrics: "one\r\n\r\ntwo\nthree\nfour", timedLines: [], lines: null };
  const timed = {
    ...plain,
    timedLines: ["a", "b", "c", "d"].map((text, index) => ({ text, start: 10 * index, end: 10 * index + 5 })),
  };
  const texts = (...args: Parameters<typeof lyricLines>) =>
    lyricLines(...args).lines.map(({ text, sung }) => (sung ? `[${text}]` : text));

  it("shows the first three lines that say something, and how many more there are", () => {
    expect(texts(plain, 3, false)).toEqual(["one", "two", "three"]);
    expect(lyricLines(plain, 3, false).more).toBe(1);
    expect(texts(plain, null, true)).toHaveLength(4);
    expect(texts({ ...plain, lyrics: null }, null, false)).toEqual([]);
  });

  it("lights the line that is sung and keeps it in the middle", () => {
    expect(texts(timed, 2, false)).toEqual(["[a]", "b", "c"]);
    expect(texts(timed, 21, false)).toEqual(["b", "[c]", "d"]);
    expect(texts(timed, 17, false)).toEqual(["b", "c", "d"]);
    expect(texts(timed, 99, false)).toEqual(["b", "c", "d"]);
    expect(texts(timed, null, false)).toEqual(["a", "b", "c"]);
  });
});
