import { describe, expect, it } from "vitest";
import { diagnosticLine } from "../../src/engine/cli/diagnostic-line.ts";
import { jsonLine, visible, visibleLine } from "../../src/engine/cli/visible.ts";

describe("text for a terminal", () => {
  it("shows control characters instead of sending them", () => {
    expect(visibleLine("a\u001b[2Jb\u0007\u0000\u007f\u009b0m\r\n\tनी")).toBe("a␛[2Jb␇␀␡\ufffd0m␍␊␉नी");
    expect(visible("one\ntwo\r\u001b]0;title\u0007")).toBe("one\ntwo␍␛]0;title␇");
  });

  it("keeps a diagnostic on its line, whatever its song is called", () => {
    const line = diagnosticLine({
      code: "audio-missing",
      severity: "error",
      file: "data/lyrics/lyrics.csv",
      line: 7,
      filename: "x\u001b]8;;http://evil\u0007\n.mp3",
      message: "There is no such file.",
    });
    expect(line).toBe("error: data/lyrics/lyrics.csv:7: “x␛]8;;http://evil␇␊.mp3”: There is no such file.");
  });

  it("escapes them in JSON, which reads back the same", () => {
    const value = { name: "a\u001b\u007f\u009bनी\n" };
    const text = jsonLine(value);
    expect(text).toBe(String.raw`{"name":"a\u001b\u007f\u009bनी\n"}`);
    expect(JSON.parse(text)).toEqual(value);
  });
});
