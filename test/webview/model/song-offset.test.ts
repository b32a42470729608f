import { describe, expect, it } from "vitest";
import type { RunView } from "../../../src/webview/data/run-view.ts";
import { loadSongMels } from "../../../src/webview/data/song-mels.ts";

describe("spectrograms of a run with an offset", () => {
  const started = async (mel: object) => {
    const run = {
      manifest: { models: [], mel: { seconds: 30, frames: 3000, ...mel } },
      array: () => Promise.resolve({ shape: [1, 1], data: Float32Array.of(1) }),
      forget: () => undefined,
    } as unknown as RunView;
    const { start, seconds, frames } = await loadSongMels(run, 0, { original: "o", reconstructions: {}, seconds: 7 });
    return { start, seconds, frames };
  };

  it("begin where the run began to hear, and last as long as there is sound", async () => {
    expect(await started({ offset: 30 })).toEqual({ start: 30, seconds: 7, frames: 700 });
    expect(await started({})).toEqual({ start: 0, seconds: 7, frames: 700 });
  });
});
