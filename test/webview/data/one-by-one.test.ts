import { expect, it, vi } from "vitest";
import { coded, songsFromHost } from "../../../src/webview/data/run-songs.ts";
import { oneByOne } from "../../../src/webview/data/one-by-one.ts";

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

it("reads what is asked for once, says when it has come, and forgets what has not been asked for longest", async () => {
  const read = vi.fn((at: number) => Promise.resolve(`row ${at}`));
  const arrived = vi.fn();
  const of = oneByOne(2, read, arrived, vi.fn());
  expect([of(1), of(1), of(2)]).toEqual([null, null, null]);
  await settled();
  expect([of(1), of(2)]).toEqual(["row 1", "row 2"]);
  expect([read.mock.calls, arrived.mock.calls.length]).toEqual([[[1], [2]], 2]);
  of(3);
  await settled();
  expect([of(2), of(3), of(1)]).toEqual(["row 2", "row 3", null]);
});

it("does not ask again for what could not be read: the page that tells of it asks for it with every picture", async () => {
  const read = vi.fn(() => Promise.reject(new Error("gone")));
  const failed = vi.fn(() => void of(1));
  const of = oneByOne<string>(2, read, vi.fn(), failed);
  of(1);
  await settled();
  expect([read.mock.calls.length, failed.mock.calls.length]).toEqual([1, 1]);

  const ask = vi.fn(() => Promise.reject(new Error("gone")));
  const songs = songsFromHost({ genre: coded(["a", "b"]), language: coded(["", ""]) }, ask, vi.fn(), () => {
    songs.text(0);
  });
  songs.text(0);
  await settled();
  await settled();
  expect(ask.mock.calls).toEqual([[[0]]]);
});
