import { expect, it, vi } from "vitest";
import type { SongLabels } from "../../../src/webview/data/run-songs.ts";
import { ownNames } from "../../../src/webview/model/colour-encoding.ts";
import type { RequestClient } from "../../../src/webview/panel/host/client.ts";
import { Labelling } from "../../../src/webview/panel/own-labels.ts";
import type { OwnLabelChange } from "../../../src/webview/protocol.ts";

/** A host that keeps labels as a plain list. */
function keeping(labels: string[]) {
  let fails = false;
  const request = vi.fn((_method: string, params: { readonly changes: readonly OwnLabelChange[] } | null) => {
    if (fails) return Promise.reject(new Error("The disk is full."));
    for (const { songs, label } of params?.changes ?? []) for (const song of songs) labels[song] = label;
    const names = [...new Set(labels)].filter((label) => label !== "");
    const songs = [...labels.keys()].filter((song) => labels[song] !== "");
    return Promise.resolve({ names, songs, codes: songs.map((song) => names.indexOf(labels[song]!)) });
  });
  let shown: SongLabels = { names: [""], codes: new Int32Array() };
  const failed = vi.fn();
  const labelling = new Labelling({ request } as unknown as RequestClient, (own) => (shown = own), failed);
  return {
    labelling,
    failed,
    now: () => [...shown.codes].map((code) => shown.names[code]),
    fail: (fail: boolean) => (fails = fail),
  };
}

it("labels songs, and takes each change back to what every song had before", async () => {
  const { labelling, now } = keeping(["", "slow", "", "sad"]);
  await labelling.open(4);
  expect([now(), labelling.canUndo]).toEqual([["", "slow", "", "sad"], false]);
  await labelling.label([0, 1, 3], "bolero");
  await labelling.label([1], "");
  expect(now()).toEqual(["bolero", "", "", "bolero"]);
  await labelling.undo();
  expect(now()).toEqual(["bolero", "bolero", "", "bolero"]);
  await labelling.undo();
  expect([now(), labelling.canUndo]).toEqual([["", "slow", "", "sad"], false]);
});

it("reports a change that failed, which cannot be taken back; one that could not be taken back can still be", async () => {
  const { labelling, now, failed, fail } = keeping(["", ""]);
  await labelling.open(2);
  fail(true);
  await labelling.label([0], "x");
  expect([failed.mock.calls.length, now(), labelling.canUndo]).toEqual([1, ["", ""], false]);
  fail(false);
  await labelling.label([0], "x");
  fail(true);
  await labelling.undo();
  expect(labelling.canUndo).toBe(true);
});

it("calls a cluster by the label that more than half of its songs have", () => {
  const own = { names: ["", "bolero", "pop"], codes: Int32Array.of(1, 1, 0, 2, 1, 0, 2) };
  const labels = Int32Array.of(0, 0, 0, 1, 1, -1, -1);
  expect(ownNames({ labels, own })).toEqual(new Map([[0, ["bolero"]]]));
  expect(ownNames({ labels, own: null }).size).toBe(0);
});

it("reads what somebody else has written, and still takes its own changes back", async () => {
  const labels = ["", "slow"];
  const { labelling, now } = keeping(labels);
  await labelling.refresh();
  expect(now()).toEqual([]);
  await labelling.open(2);
  await labelling.label([0], "sad");
  labels[1] = "bolero";
  await labelling.refresh();
  expect([now(), labelling.canUndo]).toEqual([["sad", "bolero"], true]);
  await labelling.undo();
  expect(now()).toEqual(["", "bolero"]);
});

it("leaves a label alone that somebody else has changed since, and says where nothing is left to take back", async () => {
  const labels = ["", "", ""];
  const { labelling, now, failed } = keeping(labels);
  await labelling.open(3);
  await labelling.label([0, 1], "sad");
  await labelling.label([2], "slow");
  // The panel has not heard of it when its user asks for the way back.
  labels[1] = "bolero";
  labels[2] = "waltz";
  await labelling.undo();
  expect([now(), failed.mock.calls.map(([error]) => (error as Error).message)]).toEqual([
    ["sad", "bolero", "waltz"],
    ["Nothing is left to undo: these labels were changed elsewhere."],
  ]);
  await labelling.undo();
  expect([now(), labelling.canUndo]).toEqual([["", "bolero", "waltz"], false]);
});
