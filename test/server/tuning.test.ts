import { beforeEach, expect, it, vi } from "vitest";
import type { RunParams } from "../../src/shared/contract/rpc.ts";
import type { TunedClustering } from "../../src/shared/contract/panel/tuning.ts";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { createTuningRequests } from "../../src/engine/server/requests/tuning.ts";

/** Measurements that go on, in the order of their beginning: each ends when it is told to, or when it is cancelled. */
const measuring: { readonly k: number; readonly end: () => void }[] = [];

vi.mock(import("../../src/engine/server/place-of.ts"), async (original) => ({
  ...(await original()),
  placeOf: ({ runId }: RunParams) => Promise.resolve({ runFolder: runId } as never),
}));
vi.mock(import("../../src/engine/tasks/tuning/tuned-run.ts"), async (original) => ({
  ...(await original()),
  openTunedRun: ({ runFolder }) => opening(runFolder) as never,
}));
vi.mock(import("../../src/engine/tasks/tuning/recluster.ts"), async (original) => ({
  ...(await original()),
  tune: (_run, { tuning: { k } }) => Promise.resolve({ clustering: { labels: new Int32Array([k!]) } } as never),
  describeTuned: (_run, { clustering }) => Promise.resolve(clustering as never),
  measureTuned: (_run, { clustering: { labels } }, { signal }) =>
    new Promise((resolve, reject) => {
      measuring.push({
        k: labels[0]!,
        end: () => {
          // It looks up only now, as a computation does between two slices.
          if (signal?.aborted) reject(new CancelledError());
          else resolve({ silhouettePerRow: new Float64Array(labels) } as never);
        },
      });
    }),
  scoresOf: (_run, { clustering: { labels } }) => labels[0] as never,
}));

/** Reads a run. */
let opening: (runFolder: string) => Promise<unknown>;

beforeEach(() => {
  opening = () => Promise.resolve({});
  measuring.length = 0;
});

const context = { signal: new AbortController().signal, notify: () => undefined };
const withK = (k: number): RunParams & TunedClustering => ({
  ...{ workspace: "w", runId: "r", representation: "audio", method: "kmeans" },
  tuning: { k },
});
const requests = () => createTuningRequests(() => Promise.resolve({} as never));
const begun = (count: number) => vi.waitUntil(() => measuring.length === count);

it("scores a clustering that is asked for again while its scores, which were not wanted any more, are being stopped", async () => {
  const { recluster, scoreTuned } = requests();
  await recluster(withK(8), context);
  const first = scoreTuned(withK(8), context);
  await begun(1);
  const refused = expect(first).rejects.toThrow(CancelledError);
  await recluster(withK(8), context);
  const again = scoreTuned(withK(8), context);
  // It has found the scores that were begun, and that nobody has stopped yet.
  await new Promise((resolve) => setTimeout(resolve, 5));
  measuring[0]!.end();
  await refused;
  await begun(2);
  measuring[1]!.end();
  expect(await again).toBe(8);
});

it("measures once for the strip and the table of songs, and again for the table where the strip has no more use for it", async () => {
  const { recluster, scoreTuned, tunedNumbers } = requests();
  await recluster(withK(5), context);
  const strip = scoreTuned(withK(5), context);
  await begun(1);
  const table = tunedNumbers(withK(5), withK(5), true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  measuring[0]!.end();
  expect([await strip, (await table).silhouette]).toEqual([5, new Float64Array([5])]);
  expect(measuring).toHaveLength(1);

  await recluster(withK(6), context);
  const left = expect(scoreTuned(withK(6), context)).rejects.toThrow(CancelledError);
  await begun(2);
  const sorted = tunedNumbers(withK(6), withK(6), true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await recluster(withK(9), context);
  measuring[1]!.end();
  await left;
  await begun(3);
  expect(measuring[2]!.k).toBe(6);
  measuring[2]!.end();
  expect((await sorted).silhouette).toEqual(new Float64Array([6]));
});

it("keeps the run in hand where another one, which was asked for before it, cannot be read", async () => {
  const read: string[] = [];
  const fail: (() => void)[] = [];
  opening = (runFolder) => {
    read.push(runFolder);
    if (runFolder === "r") return Promise.resolve({});
    return new Promise((_resolve, reject) => {
      fail.push(() => {
        reject(new Error("It is damaged."));
      });
    });
  };
  const { recluster } = requests();
  const damaged = expect(recluster({ ...withK(4), runId: "damaged" }, context)).rejects.toThrow("It is damaged.");
  await vi.waitUntil(() => fail.length === 1);
  await recluster(withK(5), context);
  fail[0]!();
  await damaged;
  await recluster(withK(6), context);
  expect(read).toEqual(["damaged", "r"]);
});
