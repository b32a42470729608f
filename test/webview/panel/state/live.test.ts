import { expect, it } from "vitest";
import { NOTHING_LIVE, withEpoch, type Live } from "../../../../src/webview/panel/live.ts";
import type { HostMessage } from "../../../../src/webview/protocol.ts";

type Epoch = Extract<HostMessage, { readonly type: "epoch" }>;

const told = (live: Live, model: string, ...epochs: number[]): Live =>
  withEpoch(live, {
    type: "epoch",
    model,
    label: model,
    reports: epochs.map((epoch) => ({ epoch })),
  } as unknown as Epoch);

it("lists the curves of models that are trained at once as a run does, whichever comes first", () => {
  const live = [
    ["contrastive", 1],
    ["ae", 1],
    ["contrastive", 2],
    ["beta-vae", 1],
  ] as const;
  const { curves } = live.reduce((state, [model, epoch]) => told(state, model, epoch), NOTHING_LIVE);
  expect([...curves.keys()]).toEqual(["beta-vae", "ae", "contrastive"]);
  expect(curves.get("contrastive")!.points.map(({ epoch }) => epoch)).toEqual([1, 2]);
});

it("begins a model's curve again where its training goes on from an earlier epoch", () => {
  const live = [1, 2, 3, 2].reduce((state, epoch) => told(state, "mlp-vae", epoch), NOTHING_LIVE);
  expect(live.curves.get("mlp-vae")!.points.map(({ epoch }) => epoch)).toEqual([1, 2]);
});

it("takes those of a checkpoint at once", () => {
  const live = told(told(told(NOTHING_LIVE, "mlp-vae", 1, 2, 3), "mlp-vae", 4), "mlp-vae", 3, 4, 5);
  expect(live.curves.get("mlp-vae")!.points.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
});
