import { expect, it } from "vitest";
import { foldText, searchText, searchWords } from "../../../src/shared/search/fold-text.ts";
import { createRng } from "../../../src/engine/core/rng.ts";

it("finds a word in a song's words exactly where the whole folded texts have it", () => {
  const rng = createRng(7, "search text");
  const pick = <T>(items: readonly T[]): T => items[Math.floor(rng.uniform() * items.length)]!;
  const letters = ["a", "b", "é", "Ñ", " ", "\n", "’", "д", "Д", "愛", " ", ",", "𝄞"];
  const text = (most: number): string =>
    Array.from({ length: Math.floor(rng.uniform() * most) }, () => pick(letters)).join("");
  for (let round = 0; round < 400; round++) {
    const song = { filename: `${text(8)}.mp3`, genre: text(4), language: text(4), lyrics: text(40) };
    const whole = foldText(`${song.filename.slice(0, -4)} ${song.genre} ${song.language} ${song.lyrics}`);
    const index = searchText(song);
    for (const word of searchWords(text(3)))
      expect([song, word, index.includes(word)]).toEqual([song, word, whole.includes(word)]);
  }
});

it("keeps a word once, whatever its case and accents", () => {
  const song = { filename: "Río.mp3", genre: "Pop", language: "", lyrics: "rio RÍO\n\ntristeza  tristeza," };
  expect(searchText(song)).toBe("rio pop tristeza tristeza,");
});
