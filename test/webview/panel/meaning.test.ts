import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { MeaningQuery, MeantSongs, SearchBy } from "../../../src/shared/contract/panel/meaning.ts";
import type { Shown } from "../../../src/webview/data/shown.ts";
import { songsInMemory } from "../../../src/webview/data/run-songs.ts";
import type { RequestClient } from "../../../src/webview/panel/host/client.ts";
import { ListedSongs } from "../../../src/webview/panel/listed-songs.ts";
import { FILTER, SORT, type PanelFilter } from "../../../src/webview/panel/state/choices.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Five songs, the last in French; `answer` is the host. */
function listing(answer: (query: MeaningQuery) => Promise<MeantSongs>) {
  const texts = ["a", "b", "c", "d", "e"];
  const lists = {
    ...{ filename: texts, audio: texts, firstLyric: texts, search: texts },
    ...{ genre: texts.map(() => ""), language: ["es", "es", "es", "es", "fr"], row: [1, 2, 3, 4, 5] },
  };
  const run = { source: { runId: "r" }, songCount: texts.length, songs: songsInMemory(lists) };
  const shown = {
    run,
    labels: new Int32Array(5),
    silhouette: new Float32Array(5),
    errors: new Map(),
  } as unknown as Shown;
  const request = vi.fn((_: string, query: MeaningQuery) => answer(query));
  const arrived = vi.fn();
  const client = { request } as unknown as RequestClient;
  const listed = new ListedSongs({ client, arrived, report: vi.fn() });
  const look = (filter: Partial<PanelFilter>, by: SearchBy | null = "lyrics") => {
    const whole = { ...FILTER.fresh, ...filter };
    const rows = listed.rows(shown, SORT.fresh, whole, by, null);
    const dimmed = listed.dimmed(shown, whole, by, null);
    return {
      rows: Array.from({ length: rows.count ?? 0 }, (_, row) => rows.songAt(row)),
      dimmed: dimmed && [...dimmed],
      rowOf: (song: number) => rows.rowOf(song),
    };
  };
  return { listed, look, request, arrived };
}

const found = (...songs: readonly number[]): MeantSongs => ({
  found: true,
  model: "m",
  songs: songs.map((song) => ({ song, filename: `${song}`, similarity: 0.9 - song / 10, line: "" })),
});

it("puts the nearest first, in their order, and dims all others; words are no filter then", async () => {
  const { look, request } = listing(() => Promise.resolve(found(3, 0)));
  expect(look({ text: "the sea" })).toMatchObject({ rows: [0, 1, 2, 3, 4], dimmed: null });
  await vi.advanceTimersByTimeAsync(500);
  const query = { text: "the sea", by: "lyrics", count: 10, among: null };
  expect(request.mock.calls).toEqual([false, true].map((lines) => ["searchByMeaning", { ...query, lines }]));
  const { rowOf, ...now } = look({ text: "the sea" });
  expect(now).toEqual({ rows: [3, 0, 1, 2, 4], dimmed: [0, 1, 1, 0, 1] });
  expect([rowOf(3), rowOf(4)]).toEqual([0, 4]);
  // By words nothing has "the sea".
  expect(look({ text: "the sea" }, null)).toMatchObject({ dimmed: [1, 1, 1, 1, 1] });
});

it("asks once what is typed stands still, and drops the answer to what was typed before", async () => {
  const answers: ((songs: MeantSongs) => void)[] = [];
  const { look, request, listed } = listing(() => new Promise((resolve) => answers.push(resolve)));
  for (const text of ["t", "th", "the sea"]) look({ text });
  await vi.advanceTimersByTimeAsync(500);
  expect(request).toHaveBeenCalledTimes(1);
  look({ text: "the river" });
  await vi.advanceTimersByTimeAsync(500);
  answers[1]!(found(2));
  await vi.advanceTimersByTimeAsync(0);
  expect([listed.meaning.now.isSearching, look({ text: "the river" }).rows[0]]).toEqual([true, 2]);
  answers[0]!(found(1));
  answers[2]!(found(2));
  await vi.advanceTimersByTimeAsync(0);
  expect(look({ text: "the river" }).rows).toEqual([2, 0, 1, 3, 4]);
  expect(listed.meaning.now.isSearching).toBe(false);
  expect(look({ text: " " }).dimmed).toBeNull();
});

it("asks anew by sound, once: sound has no lines", async () => {
  const { look, request, listed } = listing(({ by }) => Promise.resolve(by === "sound" ? found(1, 4) : found(3, 0)));
  look({ text: "calm piano" });
  await vi.advanceTimersByTimeAsync(500);
  expect(look({ text: "calm piano" }).rows[0]).toBe(3);
  request.mockClear();
  look({ text: "calm piano" }, "sound");
  await vi.advanceTimersByTimeAsync(500);
  const query = { text: "calm piano", by: "sound", count: 10, among: null, lines: false };
  expect(request.mock.calls).toEqual([["searchByMeaning", query]]);
  expect(look({ text: "calm piano" }, "sound")).toMatchObject({ rows: [1, 4, 0, 2, 3], dimmed: [1, 0, 1, 1, 0] });
  expect(listed.meaning.now.isSearching).toBe(false);
});

it("searches among the songs that the other filters leave", async () => {
  const { look, request } = listing(() => Promise.resolve(found(4)));
  look({ text: "la mer", language: "fr" });
  await vi.advanceTimersByTimeAsync(500);
  expect(request.mock.calls[0]![1].among).toBe(Buffer.of(0b10000).toString("base64"));
});

it("says what is missing, and asks again after it has come", async () => {
  const lack = { found: false, lacks: "model", message: "It is not there.", remedy: "Get it." } as const;
  let there = false;
  const { look, listed, arrived } = listing(() => Promise.resolve(there ? found(2) : lack));
  look({ text: "the sea" });
  await vi.advanceTimersByTimeAsync(500);
  expect([listed.meaning.now.lack, look({ text: "the sea" }).dimmed]).toEqual([lack, null]);
  there = true;
  listed.meaning.again();
  expect(arrived).toHaveBeenCalled();
  look({ text: "the sea" });
  await vi.advanceTimersByTimeAsync(500);
  expect([listed.meaning.now.lack, look({ text: "the sea" }).rows[0]]).toEqual([null, 2]);
});
