import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/shared/contract/diagnostic.ts";
import type { QuickFix } from "../../../src/extension/lyrics/problems/quick-fix.ts";
import { fixesOf, genreMapFixesOf } from "../../../src/extension/lyrics/problems/quick-fixes.ts";
import { readRecordLines } from "../../../src/extension/lyrics/records/record-lines.ts";
import { applyEdits, editorLines, source } from "./text-lines.ts";

const TABLE = 'filename,genre,lyrics\n"S0.WAV",pop,"a\nb"\nb.wav,Pop,x\nS1.WAV, Rock ,y\n';

const diagnostic: Diagnostic = {
  code: "audio-name-inexact",
  severity: "warning",
  message: "",
  row: 1,
  fixes: [
    { row: 1, column: "filename", from: "S0.WAV", text: "s0.wav" },
    { row: 3, column: "filename", from: "S1.WAV", text: "one, two.wav" },
    { row: 3, column: "genre", from: "Rock", text: "rock" },
  ],
};

function fixed(text: string, line: number, title: string, about = diagnostic, fixes = fixesOf): string | undefined {
  const lines = source(editorLines(text));
  const context = { hasGenreMap: false, transcribe: undefined };
  const found: readonly QuickFix[] = fixes(about, line, readRecordLines(lines), lines, context);
  const edits = found.find((fix) => fix.title === title)?.edits;
  return edits && applyEdits(text, edits);
}

describe("one step for all rows of a diagnostic", () => {
  it("rewrites their cells and nothing else", () => {
    expect(fixed(TABLE, 1, "Correct all 2 rows")).toBe(
      'filename,genre,lyrics\n"s0.wav",pop,"a\nb"\nb.wav,Pop,x\n"one, two.wav",rock,y\n',
    );
    expect(fixed(TABLE, 1, "Change to “s0.wav”")).toBe(TABLE.replace("S0.WAV", "s0.wav"));
  });

  it("finds its rows where records were inserted or deleted above them since the check", () => {
    const inserted = TABLE.replace("\n", '\nnew.wav,pop,"x\ny"\n');
    expect(fixed(inserted, 3, "Correct all 2 rows")).toBe(
      'filename,genre,lyrics\nnew.wav,pop,"x\ny"\n"s0.wav",pop,"a\nb"\nb.wav,Pop,x\n"one, two.wav",rock,y\n',
    );
  });

  it("leaves a cell alone that is another by now", () => {
    const changed = TABLE.replace("S1.WAV", "other.wav").replace("Rock", "jazz");
    expect(fixed(changed, 1, "Change to “s0.wav”")).toBe(changed.replace("S0.WAV", "s0.wav"));
    expect(fixed(changed, 1, "Correct all 2 rows")).toBeUndefined();
    expect(fixed(TABLE.replace("S0.WAV", "s0.wav"), 1, "Change to “s0.wav”")).toBeUndefined();
    // The row in between is gone: what is now row 3 is not what was meant.
    expect(fixed(TABLE.replace("b.wav,Pop,x\n", ""), 1, "Change to “s0.wav”")).toContain("s0.wav");
  });

  it("works in the genre map as well", () => {
    const map = "filename,genre\na.mp3,Pop\nb.mp3,pop\n";
    const about: Diagnostic = {
      ...diagnostic,
      fixes: [
        { row: 1, column: "genre", from: "Pop", text: "pop" },
        { row: 2, column: "genre", from: "pop", text: "Pop" },
      ],
    };
    expect(fixed(map, 1, "Correct all 2 rows", about, genreMapFixesOf)).toBe("filename,genre\na.mp3,pop\nb.mp3,Pop\n");
  });
});
