import { expect, it } from "vitest";
import { ownLabelDiagnostics } from "../../src/engine/dataset/labels/own-labels.ts";

it("warns where own labels were asked for and no song has one, with the file and what helps", () => {
  const paths = { workspace: "/songs", dataDir: "/songs/data" };
  expect(ownLabelDiagnostics(paths, { own: ["", ""] })).toEqual([
    {
      code: "own-labels-none",
      severity: "warning",
      message: "No song has a label of your own: nothing is scored against them.",
      file: "data/annotations.csv",
      remedy: expect.stringMatching(/^Label songs in the panel.*columns filename and label/) as string,
    },
  ]);
  expect(ownLabelDiagnostics(paths, { own: ["", "calm"] })).toEqual([]);
  expect(ownLabelDiagnostics(paths, {})).toEqual([]);
});
