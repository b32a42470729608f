import { expect, it } from "vitest";
import { alignMaps } from "../../../src/engine/analysis/comparison/procrustes.ts";
import { movedSongs } from "../../../src/engine/analysis/comparison/moved-songs.ts";

/** Songs in two pairs and two more; of B they come in the opposite order, and one is new. */
const A = {
  labels: [0, 0, 1, 1, 1, -1],
  points: [0, 0, 1, 0, 5, 5, 6, 5, 5, 6, 9, 0],
  neighbours: { count: 2, indices: [1, 2, 0, 2, 3, 4, 2, 4, 2, 3, 1, 0] },
};
const pointOfA = (song: number): number => 5 - song;

function sideB(changes: Partial<typeof A> = {}): typeof A {
  const rows = [5, 4, 3, 2, 1, 0];
  return {
    labels: [...rows.map((song) => A.labels[song]!), 0],
    points: [...rows.flatMap((song) => A.points.slice(2 * song, 2 * song + 2)), 7, 7],
    neighbours: {
      count: 2,
      indices: [...rows.flatMap((song) => A.neighbours.indices.slice(2 * song, 2 * song + 2).map(pointOfA)), 0, 1],
    },
    ...changes,
  };
}

const MATCHES = [
  [0, 0],
  [1, 1],
] as const;

async function moved(b: typeof A): ReturnType<typeof movedSongs> {
  return movedSongs({ a: A, b, pointOfA }, MATCHES, alignMaps({ a: A.points, b: b.points, pointOfA }));
}

it("finds no song moved where clusters and nearest songs are the same", async () => {
  expect(await moved(sideB())).toEqual({ count: 0, most: [] });
});

it("names songs of another cluster first, those that keep the fewest nearest songs before others", async () => {
  const { labels, neighbours } = sideB();
  // Songs 0 and 2 of A are in other clusters; song 2 keeps one of its nearest, song 4 none but its cluster.
  const changed = labels.map((label, song) => (song === 5 ? 1 : song === 3 ? 0 : label));
  const indices = [...neighbours.indices];
  indices.splice(2 * 3, 2, 2, 0);
  indices.splice(2 * 1, 2, 5, 0);
  const { count, most } = await moved(sideB({ labels: changed, neighbours: { count: 2, indices } }));
  expect(count).toBe(2);
  expect(most).toEqual([
    { song: 2, songB: 3, clusterA: 1, clusterB: 0, kept: 1, neighbours: 2 },
    { song: 0, songB: 5, clusterA: 0, clusterB: 1, kept: 2, neighbours: 2 },
    { song: 4, songB: 1, clusterA: 1, clusterB: 1, kept: 0, neighbours: 2 },
  ]);
});

it("puts the song that is farther on the aligned maps first where all else is equal", async () => {
  const { labels, points } = sideB();
  const swapped = labels.map((label, song) => (song === 1 || song === 2 ? 0 : label));
  const away = [...points];
  away[2 * 2] = 3;
  const { most } = await moved(sideB({ labels: swapped, points: away }));
  expect(most.map(({ song }) => song)).toEqual([3, 4]);
});

it("names five songs at most", async () => {
  const { count, most } = await moved(sideB({ labels: [0, 0, 0, 0, 1, 1, 1] }));
  expect([count, most.length]).toEqual([6, 5]);
});
