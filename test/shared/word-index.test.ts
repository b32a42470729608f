import { describe, expect, it } from "vitest";
import { indexWords, packLists, unpackLists } from "../../src/shared/report-page/word-index.ts";

describe("an index of words", () => {
  it("has every word once, in order, with the texts that hold it", () => {
    expect(indexWords(["la luna la", "", "luna mar"])).toEqual({
      words: ["la", "luna", "mar"],
      lists: [[0], [0, 2], [2]],
    });
  });

  it("packs ascending numbers, a byte for each distance below 128", () => {
    const lists = [[0], [], [5, 132, 260, 20_000], Array.from({ length: 300 }, (_, place) => 3 * place)];
    const bytes = packLists(lists);
    expect(unpackLists(bytes)).toEqual(lists);
    expect([...packLists([[0, 1], [200]])]).toEqual([2, 0, 1, 1, 200, 1]);
    expect(unpackLists(packLists([]))).toEqual([]);
  });
});
