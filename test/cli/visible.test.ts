import { describe, expect, it } from "vitest";
import { diagnosticLines } from "../../src/engine/cli/diagnostic-line.ts";
import { jsonLine, visible, visibleLine } from "../../src/engine/cli/visible.ts";

describe("text for a terminal", () => {
  it("shows control characters instead of sending them", () => {
    expect(visibleLine("a\u001b[2Jb\u0007\u0000\u007f\u009b0m\r\n\tनी")).toBe("a␛[2Jb␇␀␡\ufffd0m␍␊␉नी");
    expect(visible("one\ntwo\r\u001b]0;title\u0007")).toBe("one\ntwo␍␛]0;title␇");
  });

  it("keeps a diagnostic on its line, whatever its song is called", () => {
    const missing = {
      code: "audio-missing",
      severity: "error",
      file: "data/lyrics/lyrics.csv",
      line: 7,
      filename: "x\u001b]8;;http://evil\u0007\n.mp3",
      message: "There is no such file.",
    } as const;
    expect(diagnosticLines([missing])).toEqual([
      "error: data/lyrics/lyrics.csv:7: “x␛]8;;http://evil␇␊.mp3”: There is no such file.",
    ]);
  });

  it("says once what is said about many rows", () => {
    const empty = (line: number) =>
      ({ code: "e", severity: "info", file: "a.csv", line, filename: `${line}.mp3`, message: "No lyrics." }) as const;
    const other = { ...empty(3), severity: "warning", message: "Other.", remedy: "Do it." } as const;
    const rows = [2, 3, 4, 5, 6, 7, 8].map(empty);
    expect(diagnosticLines([rows[0]!, other, ...rows.slice(1)])).toEqual([
      "info: a.csv:2: No lyrics. (7 times, at lines 2, 3, 4, 5, 6, …)",
      "warning: a.csv:3: “3.mp3”: Other. Do it.",
    ]);
    expect(diagnosticLines(rows.slice(0, 3))).toHaveLength(3);
    expect(diagnosticLines([...rows.slice(0, 3), { ...empty(9), file: "b.csv" }])).toHaveLength(4);
  });

  it("says once what is said about many rows, each with another song, and of which song", () => {
    const rows = Array.from({ length: 30 }, (_, row) => {
      const filename = `${row}.mp3`;
      const message = "The audio file is not there.";
      return { code: "e", severity: "error", file: "a.csv", line: row + 2, filename, message, remedy: `Is it ${row}.ogg?` } as const; // prettier-ignore
    });
    expect(diagnosticLines(rows)).toEqual([
      "error: a.csv:2: “0.mp3”: The audio file is not there. (the first of 30 like it, at lines 2, 3, 4, 5, 6, …) Is it 0.ogg?",
    ]);
  });

  it("escapes them in JSON, which reads back the same", () => {
    const value = { name: "a\u001b\u007f\u009bनी\n" };
    const text = jsonLine(value);
    expect(text).toBe(String.raw`{"name":"a\u001b\u007f\u009bनी\n"}`);
    expect(JSON.parse(text)).toEqual(value);
  });
});
