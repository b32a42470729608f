import { describe, expect, it } from "vitest";
import type { ChartTheme } from "../../../src/shared/figures/chart-theme.ts";
import { trainingChart, type Curve } from "../../../src/webview/charts/training-chart.ts";
import type { RunView } from "../../../src/webview/data/run-view.ts";
import { loadSongMels } from "../../../src/webview/data/song-mels.ts";
import { pictures } from "../../../src/webview/views/song/pictures.ts";

describe("songs held out from training", () => {
  const point = (epoch: number) => ({ epoch, reconstruction: 1 / epoch, kl: 0, total: 1 / epoch, beta: 0 });
  const look = { colour: "#123456", dash: [], heldOutDash: [1, 3] };
  const seen: Curve = { ...look, label: "AE", points: [1, 2].map(point) };
  const held: Curve = {
    ...look,
    label: "VAE",
    points: [1, 2].map((epoch) => ({ ...point(epoch), validation: epoch })),
  };
  const theme = { titleFont: null } as ChartTheme;

  it("have a line of their own beside the reconstruction error, in no other chart", () => {
    const lines = trainingChart("reconstruction", [seen, held], false, theme).data.datasets;
    expect(lines.map(({ label }) => label)).toEqual(["AE", "VAE", "VAE, held out"]);
    expect(lines[2]).toMatchObject({ borderColor: "#123456", borderDash: [1, 3] });
    expect(lines[2]!.data).toEqual([1, 2].map((epoch) => ({ x: epoch, y: epoch })));
    expect(trainingChart("total", [seen, held], false, theme).data.datasets).toHaveLength(2);
  });

  it("are marked in the reconstructions of the network that did not see them", async () => {
    const mel = { shape: [2, 1], data: Float32Array.of(1, 2) };
    const models = [
      { name: "a", label: "A", heldOut: [3] },
      { name: "b", label: "B" },
    ];
    const run = {
      manifest: { models, mel: { seconds: 1, frames: 1 } },
      array: () => Promise.resolve(mel),
      forget: () => undefined,
    } as unknown as RunView;
    const reconstructions = { a: { file: "a", error: 0.5 }, b: { file: "b", error: 0.25 } };
    const notes = async (song: number) => {
      const loaded = await loadSongMels(run, song, { original: "o", reconstructions, seconds: 1 });
      return pictures(loaded, null, false).map(({ title, note }) => `${title}: ${note}`);
    };
    expect(await notes(3)).toEqual(["Original: ", "A − original: ", "A: error 0.500 · held out", "B: error 0.250"]);
    expect((await notes(0))[2]).toBe("A: error 0.500 · seen in training");
  });
});
