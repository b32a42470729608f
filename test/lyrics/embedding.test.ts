import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { embedLyricsBySvd, tfidfSvdEmbedder } from "../../src/engine/lyrics/embedding.ts";
import { measuredRow } from "../analysis/metrics/measured-row.ts";
import { DEFAULT_SETTINGS } from "../../src/shared/contract/settings.ts";
import { standardise } from "../../src/engine/analysis/representations/standardise.ts";
import { allClusterings } from "../analysis/clustering/all-clusterings.ts";
import { golden } from "../golden/load.ts";
import { type SongTable, readSongs, songs30 } from "./songs.ts";

type Scores = Readonly<Record<"kmeans" | "ward", Readonly<Record<string, number>>>>;

/** The metric rows of K-Means and Ward on the standardised lyric embedding. */
async function lyricRows({ lyrics, languages, genres }: SongTable, k: number): Promise<Scores> {
  const { matrix } = standardise(embedLyricsBySvd(lyrics, 42).matrix);
  const input = { matrix, k, seed: 42, stream: "lyrics_embed" };
  const found = await allClusterings(input, DEFAULT_SETTINGS);
  const [kmeans, ward] = await Promise.all(
    found.map(async (clustering) => {
      const { row } = await measuredRow("hard", matrix, clustering, { languages, genres });
      return row.values as Readonly<Record<string, number>>;
    }),
  );
  return { kmeans: kmeans!, ward: ward! };
}

const SHOWN = ["silhouette", "davies_bouldin", "ARI_language", "NMI_language", "ARI_genre", "NMI_genre"];

function printed(row: Readonly<Record<string, number>>, digits: readonly number[]): string[] {
  return SHOWN.map((column, at) => row[column]!.toFixed(digits[at]));
}

const SEED29 = new URL("../../../shared/data/seed29/", import.meta.url);

describe.skipIf(!existsSync(SEED29))(
  "published numbers of 29 songs (skipped where ../shared/data/seed29 is missing)",
  () => {
    const songs = () => readSongs(new URL("lyrics.csv", SEED29), new URL("genre_map.csv", SEED29));
    const DIGITS = [7, 6, 6, 6, 6, 6];

    it("has 29 columns for 29 songs", () => {
      expect(embedLyricsBySvd(songs().lyrics, 42).matrix).toMatchObject({ rows: 29, cols: 29 });
    });

    it("equals the table for two clusters, K-Means and Ward", async () => {
      for (const row of Object.values(await lyricRows(songs(), 2))) {
        expect(printed(row, DIGITS).slice(1)).toEqual(["3.984061", "0.861851", "0.808364", "0.337366", "0.467150"]);
        // Published from float32 arithmetic: 0.02115854. scikit-learn in float64 gives 0.02115856, and so do we.
        expect(Math.abs(row["silhouette"]! - 0.0211585)).toBeLessThan(1e-7);
        expect(row["silhouette"]).toBeCloseTo(0.0211585584489, 11);
      }
    });

    it("equals the table for six clusters, Ward, to all printed digits", async () => {
      const { ward } = await lyricRows(songs(), 6);
      expect(printed(ward, DIGITS)).toEqual(["0.0043947", "2.521465", "0.405250", "0.596609", "0.208079", "0.497245"]);
    });
  },
);

describe("lyrics of songs30", () => {
  it("equals scikit-learn's Ward row where the two null columns (two songs have no lyrics) are zero", async () => {
    const { songs30: expected } = golden("tfidf") as { songs30: { wardWithNullColumnsZero: readonly number[] } };
    const { kmeans, ward } = await lyricRows(songs30(), 4);
    const columns = ["silhouette", "ARI_language", "NMI_language", "ARI_genre", "NMI_genre"] as const;
    columns.forEach((column, at) => {
      expect(ward[column]).toBeCloseTo(expected.wardWithNullColumnsZero[at]!, 9);
      expect(kmeans[column]).toBeCloseTo(expected.wardWithNullColumnsZero[at]!, 9);
    });
  });

  it("names the songs without lyrics and leaves their rows zero", () => {
    const { matrix, emptyRows } = embedLyricsBySvd(songs30().lyrics, 42);
    expect(emptyRows).toEqual([3, 6]);
    expect(matrix.data.subarray(3 * matrix.cols, 4 * matrix.cols).every((value) => value === 0)).toBe(true);
    // Rank 28: the last two columns are null, to the bit.
    expect(Array.from({ length: 60 }, (_, at) => matrix.data[Math.floor(at / 2) * 30 + 28 + (at % 2)])).toEqual(
      new Array(60).fill(0),
    );
  });
});

describe("embedLyricsBySvd", () => {
  it("has no column where there is nothing to embed", () => {
    const nothing = embedLyricsBySvd(["", "ab", "   "], 1);
    expect(nothing.matrix).toMatchObject({ rows: 3, cols: 0 });
    expect(nothing.emptyRows).toEqual([0, 1, 2]);
    expect(nothing.description).toBe("no lyrics to embed");
    // One n-gram: features − 1 = 0 components.
    expect(embedLyricsBySvd(["abc", ""], 1).matrix.cols).toBe(0);
  });

  it("has at most 64 columns", () => {
    const texts = Array.from({ length: 90 }, (_, row) => `song number ${row * row} of ninety`);
    expect(embedLyricsBySvd(texts, 1).matrix).toMatchObject({ rows: 90, cols: 64 });
  });

  it("is behind the interface that other embedders share", async () => {
    const texts = ["la la la", "lo lo lo", ""];
    const { matrix } = await tfidfSvdEmbedder(7).embed(texts.map((lyrics) => ({ lyrics, language: "french" })));
    expect(matrix.data).toEqual(embedLyricsBySvd(texts, 7).matrix.data);
  });
});
