import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/shared/contract/diagnostic.ts";
import { equalDiagnostics, gatheredDiagnostics } from "../../src/shared/equal-diagnostics.ts";

const missing = (row: number): Diagnostic => ({
  code: "audio-missing",
  severity: "error",
  file: "lyrics.csv",
  line: row + 1,
  row,
  message: `There is no ${row}.mp3.`,
});
const empty = (row: number): Diagnostic => ({ ...missing(row), code: "lyrics-empty", message: "There are no lyrics." });
const rows = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe("what is said of very many rows", () => {
  it("is one diagnostic that counts, though each names another song", () => {
    const all = rows(1234).map(missing);
    expect(gatheredDiagnostics(all)).toEqual([
      { ...all[0], message: "There is no 1.mp3. (the first of 1,234 like it, at lines 2, 3, 4, 5, 6, …)" },
    ]);
    expect(equalDiagnostics(all)).toEqual([
      { first: all[0], count: 1234, times: "the first of 1,234 like it, at lines 2, 3, 4, 5, 6, …" },
    ]);
  });

  it("is one line for people where more are of a kind than are read one by one", () => {
    expect(equalDiagnostics(rows(10).map(missing))).toHaveLength(10);
    const eleven = rows(11).map((row) => ({ ...missing(row), filename: `${row}.mp3` }));
    expect(equalDiagnostics(eleven)).toEqual([
      { first: eleven[0], count: 11, times: "the first of 11 like it, at lines 2, 3, 4, 5, 6, …", song: "1.mp3" },
    ]);
    expect(gatheredDiagnostics(eleven)).toEqual(eleven);
  });

  it("stays with its rows up to a hundred, and kinds stay apart", () => {
    const hundred = rows(100).map(missing);
    expect(gatheredDiagnostics(hundred)).toEqual(hundred);
    const warned = rows(60).map((row): Diagnostic => ({ ...missing(row), severity: "warning" }));
    const mixed = [...hundred, ...warned, ...rows(100).map(empty)];
    expect(gatheredDiagnostics(mixed)).toEqual(mixed);
    expect(gatheredDiagnostics([...mixed, missing(101)]).map(({ message }) => message)).toEqual([
      "There is no 1.mp3. (the first of 101 like it, at lines 2, 3, 4, 5, 6, …)",
      ...warned.map(({ message }) => message),
      ...rows(100).map(() => "There are no lyrics."),
    ]);
  });

  it("is said with its number where the words are the same", () => {
    const all = [...rows(101).map(empty), missing(200)];
    expect(gatheredDiagnostics(all).map(({ message }) => message)).toEqual([
      "There are no lyrics. (101 times, at lines 2, 3, 4, 5, 6, …)",
      "There is no 200.mp3.",
    ]);
    expect(equalDiagnostics(all.slice(97)).map(({ count }) => count)).toEqual([4, 1]);
  });

  it("is not mixed with what is said of the file as a whole", () => {
    const whole = ({ line, row, ...rest }: Diagnostic): Diagnostic => rest;
    const all = [...rows(101).map(missing), whole(missing(0))];
    expect(gatheredDiagnostics(all)).toHaveLength(2);
    expect(gatheredDiagnostics(rows(101).map((row) => whole(missing(row))))[0]!.message).toBe(
      "There is no 1.mp3. (the first of 101 like it)",
    );
  });
});
