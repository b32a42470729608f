import { describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../src/shared/contract/progress.ts";
import { createProgressLine, progressText } from "../../src/engine/cli/progress-line.ts";
import { displayWidth } from "../../src/engine/cli/display-width.ts";
import { textTable } from "../../src/engine/cli/text-table.ts";

const event = (changes: Partial<ProgressEvent>): ProgressEvent => ({
  step: "train",
  label: "Training β-VAE",
  stepNumber: 4,
  stepCount: 11,
  stepFraction: 0.5,
  fraction: 0.384,
  secondsLeft: 52.2,
  ...changes,
});

describe("progress on the command line", () => {
  it("says what, how far and how long still", () => {
    expect(progressText(event({ detail: "epoch 120/400" }))).toBe(
      "[4/11] 38 % Training β-VAE: epoch 120/400 · about 50 s left",
    );
    expect(progressText(event({ secondsLeft: null }))).toBe("[4/11] 38 % Training β-VAE");
  });

  it("cuts what is done, not the time left, by the columns that it takes", () => {
    const detail = "ある歌の長い名前 🎵🎵🎵🎵.mp3, and more words than the line has room for";
    const text = progressText(event({ detail }), 79);
    expect(text).toBe("[4/11] 38 % Training β-VAE: ある歌の長い名前 🎵🎵🎵🎵.mp3, a… · about 50 s left");
    expect(displayWidth(text)).toBe(79);
    expect(displayWidth(progressText(event({ detail: "あ".repeat(40) }), 79))).toBeLessThanOrEqual(79);
    expect(displayWidth(progressText(event({}), 20))).toBe(20);
  });

  it("takes a terminal that says it has no columns for one of 80", () => {
    const written: string[] = [];
    createProgressLine({ isTTY: true, columns: 0, write: (text) => written.push(text) }, () => 0).update(event({}));
    expect(written.join("")).toContain("about 50 s left");
  });

  it("rewrites one line in a terminal and clears it at the end", () => {
    let clock = 0;
    const written: string[] = [];
    const line = createProgressLine({ isTTY: true, columns: 40, write: (text) => written.push(text) }, () => clock);
    line.update(event({}));
    line.update(event({ fraction: 0.39 }));
    clock = 1;
    line.update(event({ fraction: 0.4 }));
    line.end();
    expect(written).toEqual([
      "\r\u001b[K[4/11] 38 % Training… · about 50 s left",
      "\r\u001b[K[4/11] 40 % Training… · about 50 s left",
      "\r\u001b[K",
    ]);
  });

  it("prints a plain line now and then, and at each step, where it is no terminal", () => {
    let clock = 0;
    const written: string[] = [];
    const line = createProgressLine({ write: (text) => written.push(text) }, () => clock);
    for (clock = 0; clock < 11; clock++) line.update(event({ secondsLeft: null, fraction: clock / 100 }));
    line.update(event({ secondsLeft: null, step: "draw", label: "Drawing", fraction: 0.9 }));
    expect(written.map((text) => text.trim().slice(6))).toEqual([
      "  0 % Training β-VAE",
      "  5 % Training β-VAE",
      " 10 % Training β-VAE",
      " 90 % Drawing",
    ]);
  });
});

describe("textTable", () => {
  it("pads and cuts by the columns that characters take", () => {
    const rows = [
      ["歌", "1", "音楽の名前はとても長い"],
      ["song", "12", "x"],
    ];
    expect(textTable(["name", "n", "of"], rows, [], 24)).toBe(
      ["name  n   of", "────  ──  ─────────────", "歌    1   音楽の名前は…", "song  12  x"].join("\n"),
    );
  });

  it("pads by what a person counts as a character", () => {
    expect(
      textTable(
        ["name", "n"],
        [
          ["गीत", "1"],
          ["song", "12"],
        ],
        [false, true],
      ),
    ).toBe(
      // Three code points, two characters: padded by two to the width of "song".
      ["name   n", "────  ──", "गीत     1", "song  12"].join("\n"),
    );
  });
});
