import { describe, expect, it } from "vitest";
import { chooseK } from "../../../src/engine/analysis/clustering/sweep/choose-k.ts";
import { canJudge } from "../../../src/engine/analysis/doubts/label-doubts.ts";
import { runDoubts } from "../../../src/engine/analysis/doubts/run-doubts.ts";
import { matrixFromRows } from "../../../src/engine/core/matrix.ts";
import type { Task } from "../../../src/shared/contract/settings.ts";

const SONGS = ["a", "b", "c", "d", "e", "f"].map((name) => ({
  filename: `${name}.mp3`,
  audioRelative: `data/audio/${name}.mp3`,
  lyrics: `words of ${name}`,
}));
const FINE = {
  songs: SONGS,
  hashes: SONGS.map(({ filename }) => filename),
  languages: ["en", "en", "en", "bn", "bn", "bn"],
  genres: ["pop", "folk", "pop", "folk", "pop", "folk"],
};
const different = matrixFromRows(SONGS.map((_, row) => [row, row * row]));
const representation = { label: "Audio", matrix: different, holdsLabel: null };
const kmeans = { label: "K-Means", labels: Int32Array.of(0, 0, 0, 1, 1, 1) };
const noise = { label: "DBSCAN, ε = 0.5", labels: new Int32Array(6).fill(-1) };

const CLUSTERED = [{ representation, methods: [kmeans] }];

interface Run {
  readonly task?: Task;
  readonly k?: number;
  readonly clustered?: Parameters<typeof runDoubts>[3];
}

function doubts(songs: Partial<typeof FINE> = {}, { task = "hard", k = 2, clustered = CLUSTERED }: Run = {}): string[] {
  return runDoubts(task, { ...FINE, ...songs }, k, clustered).map(
    ({ code, severity, message, remedy }) =>
      `${severity} ${code}: ${message}${remedy === undefined ? " without remedy" : ""}`,
  );
}

describe("doubts about a run", () => {
  it("are none where there is nothing to doubt", () => {
    expect(doubts()).toEqual([]);
    expect(doubts({}, { task: "medium" })).toEqual([]);
  });

  it("has more clusters than half of the songs, which is never chosen by itself", async () => {
    expect(doubts({}, { k: 4, task: "easy" })).toEqual([
      "warning clusters-many: 4 clusters of 6 songs: most clusters hold one or two songs, and scores rise with their number alone.",
    ]);
    const remedy = (songs: number, k: number) =>
      runDoubts("easy", { ...FINE, songs: SONGS.slice(0, songs) }, k, [])[0]?.remedy;
    expect(remedy(6, 4)).toBe("Set --k to 3 or less, or add songs.");
    expect(remedy(5, 3)).toBe("Set --k to 2 or less, or add songs.");
    expect(remedy(3, 2)).toBe("Add songs.");
    for (const songs of [4, 5, 6]) {
      const pairs = matrixFromRows(SONGS.slice(0, songs).map((_, at) => [100 * (at >> 1) ** 2]));
      expect(remedy(songs, await chooseK(pairs, { seed: 42, stream: "test" }))).toBeUndefined();
    }
  });

  it("has labels that all songs, or no two songs, share; of the labels that the task scores against", () => {
    const one = { languages: SONGS.map(() => "en"), genres: SONGS.map(({ filename }) => filename) };
    expect(doubts(one).map((text) => text.split(":")[0])).toEqual(["warning label-single", "warning label-unshared"]);
    expect(doubts(one, { task: "medium" }).map((text) => text.split(":")[0])).toEqual(["warning label-single"]);
    expect(doubts(one, { task: "easy" })).toEqual([]);
    expect(doubts(one)[0]).toContain("All songs have the language “en”");
    expect(doubts({ languages: SONGS.map(() => ""), genres: SONGS.map(() => "") })).toEqual([]);
  });

  it("of labels that all songs share is one by which nothing is best", () => {
    expect([["a", "a"], ["", ""], ["a", ""], ["a", "b"]].map(canJudge)).toEqual([false, false, true, true]); // prettier-ignore
  });

  it("has clusterings that call all songs noise, in one sentence", () => {
    const clustered = [
      { representation, methods: [kmeans, noise] },
      { representation, methods: [noise, kmeans] },
    ];
    expect(doubts({}, { clustered })).toEqual([
      "warning noise-only: All songs are noise in 2 of 4 clusterings (DBSCAN, ε = 0.5): there are no clusters to score.",
    ]);
  });

  it("has files that are equal, by name; their equal rows are no second doubt", () => {
    const hashes = ["x", "x", "c", "y", "y", "y"];
    const rows = [[1], [1], [2], [3], [3], [3]];
    const clustered = [{ representation: { ...representation, matrix: matrixFromRows(rows) }, methods: [kmeans] }];
    const found = doubts({ hashes }, { clustered });
    expect(found).toHaveLength(2);
    expect(found[0]).toContain("2 files are the same recording, byte by byte: “a.mp3”, “b.mp3”.");
    expect(found[1]).toContain("“d.mp3”, “e.mp3”, “f.mp3”");
  });

  it("has equal rows of different files: info for songs without lyrics, a warning for others; once for all representations", () => {
    const rows = [[0], [0], [1], [2], [2], [3]];
    const one = { representation: { ...representation, matrix: matrixFromRows(rows) }, methods: [kmeans] };
    const clustered = [one, { ...one, representation: { ...one.representation, label: "Lyrics" } }];
    const songs = SONGS.map((song, index) => (index < 2 ? { ...song, lyrics: " " } : song));
    expect(doubts({ songs }, { clustered })).toEqual([
      "info lyrics-missing-identical: 2 songs without lyrics have equal rows and are one group to every method (Audio; Lyrics): “a.mp3”, “b.mp3”.",
      "warning rows-identical: 2 songs have equal rows (Audio; Lyrics): “d.mp3”, “e.mp3”.",
    ]);
    // Of an embedding's songs nothing but the name is known.
    const named = SONGS.map(({ filename }) => ({ filename, audioRelative: "" }));
    const unknown = runDoubts("hard", { ...FINE, songs: named, hashes: [] }, 2, [one]);
    expect(unknown.map(({ code }) => code)).toEqual(["rows-identical", "rows-identical"]);
  });

  it("names no more than six songs", () => {
    expect(doubts({ hashes: SONGS.map(() => "x") })[0]).not.toContain("more");
    const songs = [...SONGS, { ...SONGS[0]!, filename: "g.mp3" }];
    const found = doubts({ songs, hashes: songs.map(() => "x"), languages: [...FINE.languages, "en"], genres: [...FINE.genres, "pop"] }); // prettier-ignore
    expect(found.find((text) => text.includes("audio-identical"))).toContain("“f.mp3” and 1 more");
  });

  it("has representations that contain the genre", () => {
    const holding = { ...representation, label: "Audio + genre", holdsLabel: "genre" as const };
    const clustered = [
      { representation, methods: [kmeans] },
      { representation: holding, methods: [kmeans] },
    ];
    expect(doubts({}, { clustered })).toEqual([
      expect.stringMatching(/^warning label-contained: .*: Audio \+ genre\.$/),
    ]);
  });
});
