import type { PageData } from "../../../src/shared/report-page/page-data.ts";
import type { Report } from "../../../src/engine/report/model/report.ts";
import { searchText } from "../../../src/shared/search/fold-text.ts";
import { indexWords, packLists } from "../../../src/shared/report-page/word-index.ts";
import { packLabels } from "../../../src/shared/report-page/packed-labels.ts";
import { packPoints } from "../../../src/engine/report/page/page-songs.ts";

/** Names and lyrics as collections have them, and as they hope that nobody escapes them. */
export const HOSTILE = {
  title: `<img src=x onerror="document.title='owned'"> বাংলা গান`,
  arabic: "أغنية البحر",
  lyric: "</script><script>document.title='owned'</script> &amp;",
  genre: "<i>Folk</i>",
} as const;

const COORDINATES = [0, 0, 1, 0, 0, 2, 10, 10, 11, 10, 10, 12];
const ROWS = [0, 1, 2, 3, 4, 5];

const packed = (labels: readonly number[]): string => Buffer.from(packLabels(labels)).toString("base64");

/** Six songs in two clusters and one that is noise. */
export function smallPageData(audio: (song: number) => string = () => ""): PageData {
  const { title, arabic, lyric, genre } = HOSTILE;
  const points = packPoints(COORDINATES, ROWS);
  const titles = [title, arabic, "Café", "Délicat", "Song 10", "Song 9"];
  const lyrics = [`${lyric} second`, "موج", "", "la la\nLuna llena", "", ""];
  const { words, lists } = indexWords(titles.map((name, song) => searchText({ filename: name, genre: "", language: "", lyrics: lyrics[song]! }))); // prettier-ignore
  return {
    total: 6,
    songs: {
      title: titles,
      audio: ROWS.map(audio),
      genre: { names: [genre, "rock"], codes: [0, 0, 0, 1, 1, 1] },
      language: { names: ["bangla", "arabic", ""], codes: [0, 1, 2, 0, 0, 0] },
      lyric: [lyric, "موج", "", "la la", "", ""],
      words: { words: words.join(" "), songs: Buffer.from(packLists(lists)).toString("base64") },
    },
    sides: [
      {
        title: "",
        start: { representation: 0, map: 0, clustering: 0 },
        representations: [
          {
            label: "MusiCNN",
            maps: [{ label: "t-SNE", facts: "t-SNE · trustworthiness 0.99 (5 neighbours)", points }],
            clusterings: [
              { label: "K-Means", labels: packed([0, 0, 0, 1, 1, -1]), names: ["0 · calm", "1 · loud"] },
              { label: "Ward", labels: packed([0, 0, 1, 1, 2, 2]), names: ["0", "1", "2"] },
            ],
          },
          {
            label: "Lyrics",
            maps: [{ label: "PCA", facts: "PCA", points }],
            clusterings: [{ label: "K-Means", labels: packed([1, 1, 0, 0, 0, 0]), names: ["0", "1"] }],
          },
        ],
      },
    ],
    folders: ["./"],
  };
}

/** One of each kind of block. */
export function smallReport(): Report {
  return {
    runId: "20261122-hard",
    title: HOSTILE.title,
    byline: "Latentune, run 20261122-hard",
    abstract: [["The best is ", { text: "MusiCNN", value: "audio_musicnn", source: { from: "run", path: [] } }, "."]],
    doubts: [`Each genre is one recording: “${HOSTILE.genre}”.`],
    notes: [],
    sections: [
      {
        id: "results",
        title: "Results",
        blocks: [
          {
            kind: "paragraph",
            lead: "Maps.",
            sentences: [
              ["As ", { see: "scores" }, " and ", { see: "map" }, " show ", { cite: ["ward1963"] }, "."],
              ["See ", { code: "run.json" }, "."],
            ],
          },
          { kind: "formula", typst: "x", text: "x = 1 < 2" },
          {
            kind: "table",
            id: "scores",
            title: "Scores",
            caption: [["Scores of ", HOSTILE.genre, "."]],
            columns: [
              { label: "representation", numeric: false },
              { label: "ARI", numeric: true, better: "higher", meaning: "Agreement." },
            ],
            rows: [
              { cells: [{ text: "Lyrics" }, { text: "0.100", value: 0.1 }] },
              { cells: [{ text: "MusiCNN" }, { text: "0.900", value: 0.9, best: true }], best: true },
              { cells: [{ text: "Mean spectrum" }, { text: "–", value: null }] },
            ],
            notes: ["– means undefined."],
            wide: false,
          },
          {
            kind: "figure",
            id: "map",
            title: "MusiCNN",
            caption: [["MusiCNN by genre."]],
            panels: [
              {
                label: "By genre",
                plot: {
                  kind: "scatter",
                  input: {
                    coordinates: COORDINATES,
                    axes: "t-SNE",
                    title: "MusiCNN by genre",
                    groups: { kind: "category", name: "genre", labels: ["a", "a", "a", "b", "b", "b"] },
                  },
                },
              },
              {
                label: "",
                plot: {
                  kind: "distribution",
                  input: {
                    clusters: Int32Array.of(0, 0, 0, 1, 1, -1),
                    categories: ["a", "a", "b", "b", HOSTILE.genre, "b"],
                    name: "genre",
                    title: "Genres of the clusters",
                  },
                },
              },
            ],
            wide: true,
          },
        ],
      },
    ],
    references: [{ key: "ward1963", number: 1, text: "J. Ward. Hierarchical grouping.", url: "https://doi.org/1" }],
  };
}
