import { describe, expect, it } from "vitest";
import { isMissingText, present } from "../../src/shared/missing.ts";

/** `sorted(pandas._libs.parsers.STR_NA_VALUES)` of pandas 2.2. */
const PANDAS = [
  ...["", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A"],
  ...["NA", "NULL", "NaN", "None", "n/a", "nan", "null"],
];

describe("isMissingText", () => {
  it.each(PANDAS)("is pandas' %j, blanks around it or not, in any case", (text) => {
    for (const written of [text, ` ${text}\t`, text.toLowerCase(), text.toUpperCase(), `\u00a0${text}\n`])
      expect([written, isMissingText(written)]).toEqual([written, true]);
  });

  it.each([
    "-",
    "--",
    "–",
    "—",
    "\u2212",
    "?",
    "???",
    "unknown",
    "Unknown",
    "undefined",
    "und",
    "#REF!",
    "nil",
    "n.a.",
    "\\N",
  ])("is %s", (text) => {
    expect(isMissingText(text)).toBe(true);
  });

  it.each([
    "0",
    "no",
    "none of us",
    "nan nan",
    "na na na",
    "-a-",
    "?!",
    "🎵",
    "Nauru",
    "Min Nan",
    "rock",
    "xx",
    "...la",
  ])("is not %s", (text) => {
    expect(isMissingText(text)).toBe(false);
  });

  it("leaves all other texts as they are", () => {
    expect([present(" la la \n"), present(" nan "), present("   ")]).toEqual([" la la \n", "", ""]);
  });
});
