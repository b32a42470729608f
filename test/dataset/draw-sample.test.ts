import { describe, expect, it } from "vitest";
import { drawSample } from "../../src/engine/dataset/draw-sample.ts";
import { sha256 } from "../../src/engine/core/hash.ts";

const contents = (count: number): string[] => Array.from({ length: count }, (_, index) => sha256(`song ${index}`));

describe("a sample of the songs", () => {
  it("has the number that is asked for, each once and in order, and all where there are no more", () => {
    const drawn = drawSample(contents(100), 30, 42);
    expect(drawn.length).toBe(30);
    expect([...drawn]).toEqual([...new Set(drawn)].sort((a, b) => a - b));
    expect([...drawSample(contents(5), 9, 42)]).toEqual([0, 1, 2, 3, 4]);
  });

  it("is drawn by the seed, every song as often as every other", () => {
    const songs = contents(12);
    expect(drawSample(songs, 3, 1)).toEqual(drawSample(songs, 3, 1));
    const times = new Float64Array(12);
    for (let seed = 0; seed < 2000; seed++) for (const index of drawSample(songs, 3, seed)) times[index]!++;
    // Binomial with mean 500 and deviation 19.
    for (const count of times) expect(Math.abs(count - 500)).toBeLessThan(80);
  });

  it("does not depend on the order, and songs that are added take the place of as many at most", () => {
    const songs = contents(200);
    const named = (of: readonly string[]) => new Set(Array.from(drawSample(of, 50, 7), (index) => of[index]!));
    expect(named([...songs].reverse())).toEqual(named(songs));
    const added = named([...songs, ...contents(220).slice(200)]);
    expect([...named(songs)].filter((song) => !added.has(song)).length).toBe(
      [...added].filter((song) => !songs.includes(song)).length,
    );
  });

  it("has every recording before a copy of one", () => {
    const songs = [...contents(10), ...contents(10), ...contents(10)];
    const drawn = drawSample(songs, 25, 3);
    const times = new Map<string, number>();
    for (const index of drawn) times.set(songs[index]!, (times.get(songs[index]!) ?? 0) + 1);
    expect([...times.values()].sort((a, b) => a - b)).toEqual([2, 2, 2, 2, 2, 3, 3, 3, 3, 3]);
  });
});
