import { expect, test } from "vitest";
import { graphemes } from "../../src/shared/text/graphemes.ts";

const segmenter = new Intl.Segmenter();
const segmented = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

test("every character is counted as Unicode has it, whatever stands beside it", () => {
  const wrong: string[] = [];
  for (let code = 0; code < 0x2100; code++) {
    const character = String.fromCharCode(code);
    for (const text of [character, `a${character}`, `${character}β`, `–${character}${character}`, `\r${character}`])
      if (graphemes(text).join("|") !== segmented(text).join("|")) wrong.push(JSON.stringify(text));
  }
  expect(wrong).toEqual([]);
});

test.each(["β-VAE · K-Means …", "বাংলা গান", "e\u0301te\u0301", "👩‍👩‍👧 family", "日本語", ""])("%s", (text) => {
  expect(graphemes(text)).toEqual(segmented(text));
});
