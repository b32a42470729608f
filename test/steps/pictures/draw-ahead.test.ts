import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import type { Plot } from "../../../src/engine/report/plots/index.ts";
import { drawAhead } from "../../../src/engine/steps/pictures/draw-ahead.ts";
import { drawPictures } from "../../../src/engine/steps/pictures/draw-pictures.ts";
import { distributionPictures } from "../../../src/engine/steps/pictures/representation-pictures.ts";

const songs = { genres: ["rock", "pop", "rock"], languages: ["", "", ""] };
const method = (name: string, drawn: boolean) => ({ method: name, label: name, drawn, labels: Int32Array.of(0, 1, 0) });
const clustered = (drawn: "always" | { readonly bestOf: string }) =>
  ({ representation: { name: "vae", label: "VAE", drawn }, methods: [method("kmeans", true), method("gmm", false)] }) as never; // prettier-ignore

it("begins with the pictures that need no map, under the keys by which they are asked for, but for those that are kept", async () => {
  const out = await mkdtemp(join(tmpdir(), "latentune-ahead-"));
  const begin = vi.fn<(key: string, plot: Plot) => void>();
  const draw = vi.fn(() => Promise.resolve(Uint8Array.of(1)));
  const reportThreads = { begin, draw, load: vi.fn() };
  const contextOf = (seeds: number) => ({ settings: { seeds }, paths: { cache: join(out, "cache") }, out, reportThreads, warn: vi.fn() }) as never; // prettier-ignore
  try {
    const onClustered = drawAhead(contextOf(1), songs as never)!;
    await onClustered(clustered({ bestOf: "vae" }));
    expect(begin).not.toHaveBeenCalled();
    await onClustered(clustered("always"));
    const planned = distributionPictures(clustered("always"), songs);
    expect(planned.map(({ path }) => path)).toEqual(["plots/vae_cluster_vs_genre_kmeans.png"]);
    expect(begin.mock.calls.map(([, plot]) => plot)).toEqual(planned.map(({ plot }) => plot));
    const told = { fraction: vi.fn(), note: vi.fn(), made: vi.fn(), reused: vi.fn(), damaged: vi.fn() };
    await drawPictures.run(planned, contextOf(1), told as never);
    expect(draw.mock.calls).toEqual([[planned[0]!.plot, undefined, begin.mock.calls[0]![0]]]);
    await onClustered(clustered("always"));
    expect(begin).toHaveBeenCalledTimes(1);
    expect(drawAhead(contextOf(2), songs as never)).toBeUndefined();
  } finally {
    await rm(out, { recursive: true });
  }
});
