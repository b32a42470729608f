import { describe, expect, it } from "vitest";
import { audioDoubts, equalRows, rowDoubts } from "../../../src/engine/analysis/doubts/equal-rows.ts";
import { matrix, matrixFromRows } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";

describe("equal rows", () => {
  it("are those whose numbers are all equal, in the order of their first rows", () => {
    const rng = createRng(3, "rows");
    const rows = Array.from({ length: 400 }, () => [rng.integer(9), rng.integer(9), rng.integer(3)]);
    const groups = new Map<string, number[]>();
    for (const [row, values] of rows.entries()) groups.set(values.join(), [...(groups.get(values.join()) ?? []), row]);
    const expected = [...groups.values()].filter(({ length }) => length > 1);
    expect(expected.length).toBeGreaterThan(50);
    expect(equalRows(matrixFromRows(rows))).toEqual(expected);
    expect(equalRows(matrixFromRows([[0], [1], [2]]))).toEqual([]);
    expect(equalRows(matrix(3, 0))).toEqual([[0, 1, 2]]);
  });
});

/** So many pairs of equal rows; of each, the songs `2p` and `2p + 1`. */
function pairs(count: number, lyrics: (song: number) => string = (song) => `words ${song}`) {
  const songs = Array.from({ length: 2 * count }, (_, song) => ({ filename: `${song}.mp3`, lyrics: lyrics(song) }));
  const points = matrixFromRows(songs.map((_, song) => [Math.floor(song / 2), 1]));
  return {
    songs,
    hashes: songs.map(({ filename }) => filename),
    representations: [{ label: "Audio", matrix: points }],
  };
}

describe("doubts about equal rows", () => {
  const told = ({ songs, hashes, representations }: ReturnType<typeof pairs>): string[] =>
    rowDoubts(songs, hashes, representations).map(({ code, message }) => `${code}: ${message}`);

  it("are told one by one up to twenty groups, and by their number above", () => {
    expect(told(pairs(20))).toHaveLength(20);
    expect(told(pairs(21))).toEqual([
      "rows-identical: 42 songs have rows equal to others', in 21 groups (Audio): “0.mp3”, “2.mp3”, “4.mp3”, “6.mp3”, “8.mp3”, “10.mp3” and 15 more.",
    ]);
  });

  it("tell songs without lyrics by themselves all the same", () => {
    const [first, second] = told(pairs(22, (song) => (song < 2 ? " " : "words")));
    expect(first).toContain("lyrics-missing-identical: 2 songs without lyrics have equal rows");
    expect(second).toContain("42 songs have rows equal to others', in 21 groups");
  });

  it("leave out songs of one recording, which are told by their number as well", () => {
    const many = pairs(21);
    const hashes = many.hashes.map((_, song) => String(Math.floor(song / 2)));
    expect(told({ ...many, hashes })).toEqual([]);
    expect(audioDoubts(many.songs, hashes)).toHaveLength(1);
    expect(audioDoubts(many.songs, hashes)[0]!.message).toContain("42 files are one of 21 recordings");
    expect(audioDoubts(many.songs, hashes.with(0, "other").with(1, "another"))).toHaveLength(20);
  });
});
