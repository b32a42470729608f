import { describe, expect, it } from "vitest";
import type { SongPageParams, SongQuery } from "../../../src/shared/contract/scale/song-table.ts";
import { rowsFromHost, rowsInMemory, songsOfSet } from "../../../src/webview/data/song-rows.ts";
import { FILTER, SORT } from "../../../src/webview/panel/state/choices.ts";

const QUERY: SongQuery = {
  representation: "mel",
  method: "ward",
  model: null,
  sort: SORT.fresh,
  filter: FILTER.fresh,
  among: null,
};

/** A host whose table has 1,000 rows, of songs 999 … 0. */
function host({ fails = false } = {}) {
  const asked: SongPageParams[] = [];
  let arrivals = 0;
  const rows = rowsFromHost(QUERY, {
    page: (params) => {
      asked.push(params);
      if (fails) return Promise.reject(new Error("No engine here."));
      const { from, count, find } = params;
      const page = Array.from({ length: Math.min(count, 1_000 - from) }, (_, row) => 999 - from - row);
      return Promise.resolve({
        total: 1_000,
        rows: page.map((song) => ({ song, filename: "", language: "", genre: "", audio: "", row: 0 })),
        found: find === undefined ? null : 999 - find,
      });
    },
    inRows: ({ from, count }) => Promise.resolve({ songs: btoa(String.fromCharCode(from, count)) }),
    arrived: () => (arrivals += 1),
  });
  return { rows, asked, arrivals: () => arrivals };
}

describe("rows that come in pages", () => {
  it("are asked for once, when one looks at them", async () => {
    const { rows, asked, arrivals } = host();
    expect(rows.count).toBeNull();
    expect([rows.songAt(3), rows.songAt(150)]).toEqual([null, null]);
    await expect.poll(arrivals).toBe(1);
    expect(rows.count).toBe(1_000);
    expect([rows.songAt(3), rows.songAt(150), rows.rowOf(996)]).toEqual([996, 849, 3]);
    expect(asked.map(({ from }) => from)).toEqual([0]);
    expect(await rows.load(450)).toBe(549);
    expect(await rows.load(1_200)).toBeNull();
    expect(asked.map(({ from, find }) => [from, find])).toEqual([
      [0, undefined],
      [400, undefined],
      [1_200, undefined],
    ]);
  });

  it("find the row of a song that is on none of the pages, once", async () => {
    const { rows, asked, arrivals } = host();
    expect([rows.rowOf(7), rows.rowOf(7)]).toEqual([null, null]);
    await expect.poll(arrivals).toBe(1);
    expect(rows.rowOf(7)).toBe(992);
    expect(asked.map(({ find }) => find)).toEqual([7]);
  });

  it("say why there are none, and do not ask again with every frame", async () => {
    const { rows, asked, arrivals } = host({ fails: true });
    rows.songAt(0);
    await expect.poll(arrivals).toBe(1);
    expect(rows.problem).toBe("No engine here.");
    rows.songAt(0);
    expect(await rows.load(1)).toBeNull();
    expect(asked).toHaveLength(1);
  });

  it("are read out of a set of bits", async () => {
    expect(songsOfSet(btoa("\u0005\u0080"))).toEqual([0, 2, 15]);
    expect(await host().rows.range(1, 4)).toEqual([0, 8, 9]);
  });
});

describe("rows in memory", () => {
  it("know their songs, and songs their rows", async () => {
    const rows = rowsInMemory(Uint32Array.of(2, 0, 1));
    expect([0, 1, 2, 3].map((row) => rows.songAt(row))).toEqual([2, 0, 1, null]);
    expect([0, 1, 2].map((song) => rows.rowOf(song))).toEqual([1, 2, 0]);
    expect([...(await rows.range(1, 3))]).toEqual([0, 1]);
    expect(await rows.load(9)).toBeNull();
  });
});
