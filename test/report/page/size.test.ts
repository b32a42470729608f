import { describe, expect, it } from "vitest";
import { createRng } from "../../../src/engine/core/rng.ts";
import { packPoints } from "../../../src/engine/report/page/page-songs.ts";
import { reportPage } from "../../../src/engine/report/page/report-page.ts";
import { packLabels } from "../../../src/shared/report-page/packed-labels.ts";
import { MOST_INDEX_CHARACTERS } from "../../../src/shared/report-page/page-data.ts";
import { smallPageData, smallReport } from "./small-page.ts";

const SONGS = 10_000;
const rng = createRng(7, "page");
const rows = Array.from({ length: SONGS }, (_, song) => song);
const coordinates = Float32Array.from({ length: 2 * SONGS }, () => rng.normal());
const clusters = Int32Array.from(rows, () => rng.integer(24) - 1);

describe("the page of 10,000 songs", () => {
  it("of thirteen representations by ten methods, with the largest index of words, stays under 10 MB", async () => {
    const title = rows.map((song) => `Artist ${song % 700} - The name of a song as they are ${song}`);
    const words = { words: "", songs: "A".repeat(MOST_INDEX_CHARACTERS) };
    const points = packPoints(coordinates, rows);
    const labels = Buffer.from(packLabels(clusters)).toString("base64");
    const names = Array.from({ length: 24 }, (_, id) => `${id} · two words`);
    const representation = {
      label: "MusiCNN",
      maps: ["t-SNE", "UMAP", "PCA"].map((label) => ({ label, facts: "", points })),
      clusterings: Array.from({ length: 10 }, (_, method) => ({ label: `Method ${method}`, labels, names })),
    };
    const start = { representation: 0, map: 0, clustering: 0 };
    const sides = [{ title: "", start, representations: Array.from({ length: 13 }, () => representation) }];
    const codes = rows.map((song) => song % 10);
    const columns = { names: Array.from({ length: 10 }, (_, name) => `label ${name}`), codes };
    const songs = { title, audio: title.map((name) => `data/audio/${name}.mp3`), genre: columns, language: columns, lyric: title, words }; // prettier-ignore
    const plot = { kind: "scatter", input: { coordinates, axes: "t-SNE", title: "Map", groups: { kind: "cluster", labels: clusters } } } as const; // prettier-ignore
    const report = smallReport();
    const figure = { kind: "figure", id: "maps", title: "Maps", caption: [], wide: true } as const;
    const maps = Array.from({ length: 14 }, () => ({ label: "Map", plot }));
    const further = Array.from({ length: 12 }, (_, at) => ({ ...figure, id: `further-${at}`, panels: maps.slice(0, 2), appendix: true })); // prettier-ignore
    const [results] = report.sections;
    const sections = [{ ...results!, blocks: [...results!.blocks, { ...figure, panels: maps }, ...further] }];
    const page = await reportPage({ ...report, sections }, { ...smallPageData(), total: SONGS, songs, sides });

    expect(page.length).toBeLessThan(10_000_000);
    expect(page).not.toContain("Further maps");
  });
});
