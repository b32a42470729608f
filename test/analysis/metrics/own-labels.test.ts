import { describe, expect, it } from "vitest";
import { createRng } from "../../../src/engine/core/rng.ts";
import { chanceColumn, metricColumn, metricTable, OWN_COLUMNS } from "../../../src/shared/contract/metrics.ts";
import { measuredRow } from "./measured-row.ts";

const rng = createRng(11, "own-labels");
const SONGS = 24;
const pick = (count: number): number => Math.floor(rng.uniform() * count);
const matrix = { rows: SONGS, cols: 2, data: Float64Array.from({ length: 2 * SONGS }, () => rng.uniform()) };
const labels = Int32Array.from({ length: SONGS }, () => pick(4) - 1);
const genres = Array.from({ length: SONGS }, () => ["folk", "pop", "jazz"][pick(3)]!);
const languages = Array.from({ length: SONGS }, () => "english");
const clusteringOf = (of: Int32Array) =>
  ({ method: "kmeans", label: "K-Means", labels: of, parameters: {}, marksNoise: true, drawn: true }) as const;

/** The scores of one row against a label, by the column's name without the label's: `ARI`, `ARI_dropNoise`. */
function against(values: Readonly<Record<string, unknown>>, label: "genre" | "own"): Record<string, unknown> {
  const scores = Object.entries(values).filter(([key]) => metricColumn(key)?.against === label);
  return Object.fromEntries(scores.map(([key, value]) => [key.replace(`_${label}`, ""), value]));
}

describe("scores against the user's own labels", () => {
  it("are those against the genre where every song has its genre as label", async () => {
    const { row } = await measuredRow("hard", matrix, clusteringOf(labels), { languages, genres, own: genres });
    expect(against(row.values, "own")).toEqual(against(row.values, "genre"));
    expect(Object.keys(against(row.values, "own"))).toHaveLength(16);
    expect(row.values["n_own"]).toBe(SONGS);
  });

  it("are those of the songs that have one: as if the others were not there", async () => {
    const own = genres.map((genre, song) => (song % 3 === 0 ? "" : genre));
    const kept = Array.from(own.keys()).filter((song) => own[song] !== "");
    const { row } = await measuredRow("hard", matrix, clusteringOf(labels), { languages, genres, own });
    const data = Float64Array.from(kept.flatMap((song) => [...matrix.data.subarray(2 * song, 2 * song + 2)]));
    const few = await measuredRow(
      "hard",
      { rows: kept.length, cols: 2, data },
      clusteringOf(labels.filter((_, song) => own[song] !== "")),
      { languages: kept.map(() => "english"), genres: kept.map((song) => genres[song]!) },
    );
    expect(against(row.values, "own")).toEqual(against(few.row.values, "genre"));
    expect(row.values["n_own"]).toBe(16);
    // Other columns are as without own labels.
    const plain = await measuredRow("hard", matrix, clusteringOf(labels), { languages, genres });
    const { values } = plain.row;
    expect(Object.fromEntries(Object.keys(values).map((key) => [key, row.values[key]]))).toEqual(values);
    expect(Object.keys(values).filter((key) => OWN_COLUMNS.includes(key))).toEqual([]);
  });

  it("say how often chance reaches them, and why there are none", async () => {
    const own = Array.from(labels, (label) => (label < 0 ? "" : `cluster ${label}`));
    const found = await measuredRow("medium", matrix, clusteringOf(labels), { languages, genres, own });
    expect(found.row.values).toMatchObject({ ARI_own: 1, NMI_own: 1, purity_own: 1, ARI_own_p: 1 / 1001 });
    const none = await measuredRow("medium", matrix, clusteringOf(labels), {
      languages,
      genres,
      own: genres.map(() => ""),
    });
    expect(none.row.values).toMatchObject({ n_own: 0, ARI_own: null, ARI_own_p: null });
    expect(none.row.reasons).toMatchObject({
      ARI_own: "no song has an own label",
      ARI_own_p: "no song has an own label",
    });
    const noise = await measuredRow("medium", matrix, clusteringOf(labels.map(() => -1)), { languages, genres, own });
    expect(noise.row.reasons["purity_own"]).toBe("all songs are noise");
  });

  it("stand behind all other columns, each with a name and a sentence", () => {
    for (const task of ["medium", "hard"] as const) {
      expect(metricTable(task, true)).toEqual([...metricTable(task, false), ...OWN_COLUMNS]);
      expect(metricTable(task, false).filter((key) => key.includes("own"))).toEqual([]);
    }
    expect(metricColumn("NMI_own_dropNoise")).toMatchObject({ label: "NMI own label (without noise)", against: "own" });
    expect(chanceColumn("AMI_own_p")).toMatchObject({ of: "AMI_own", against: "own" });
  });
});
