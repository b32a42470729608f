import {
  alignedPoint,
  movedTest,
  MOST_NAMED,
  type Alignment,
  type Comparison,
  type MovedSong,
} from "../../../shared/contract/panel/comparison.ts";
import { createPause, type Control } from "../pause.ts";
import type { MapPair } from "./procrustes.ts";

/** What is known of the songs of one side. */
export interface SideArrays {
  /** −1 is noise. */
  readonly labels: ArrayLike<number>;
  /** Songs × 2. */
  readonly points: ArrayLike<number>;
  /** Songs × count: the nearest songs of each in the representation. */
  readonly neighbours: { readonly count: number; readonly indices: ArrayLike<number> };
}

interface Candidate extends Omit<MovedSong, "title"> {
  readonly changed: boolean;
  readonly distance: number;
}

/**
 * The songs that moved: how many are in another cluster once the clusters are matched, and which moved most. First those
 * whose cluster changed; of these, those that keep the smallest share of their nearest songs of the representation, which
 * unlike places on a map do not depend on how it was drawn; of equal ones, those that are farther on the aligned maps. A
 * song that keeps its cluster and all its nearest songs has not moved.
 */
export async function movedSongs(
  { a, b, pointOfA }: { readonly a: SideArrays; readonly b: SideArrays; readonly pointOfA: MapPair["pointOfA"] },
  matches: Comparison["matches"],
  alignment: Alignment,
  control: Control = {},
  mostNamed = MOST_NAMED,
): Promise<{ readonly count: number; readonly most: readonly Omit<MovedSong, "title">[] }> {
  const pause = createPause(control);
  const isMoved = movedTest(matches);
  const neighbours = Math.min(a.neighbours.count, b.neighbours.count);
  const most: Candidate[] = [];
  let count = 0;
  for (let songB = 0; songB < b.labels.length; songB++) {
    if (songB % 1_000 === 0) await pause(songB / b.labels.length);
    const song = pointOfA(songB);
    if (song < 0) continue;
    const [clusterA, clusterB] = [a.labels[song]!, b.labels[songB]!];
    const changed = isMoved(clusterA, clusterB);
    if (changed) count += 1;
    const kept = keptNeighbours(a.neighbours, b.neighbours, { song, songB, count: neighbours, pointOfA });
    if (!changed && kept === neighbours) continue;
    const distance = distanceOf(a.points, b.points, song, songB, alignment);
    const candidate = { song, songB, clusterA, clusterB, kept, neighbours, changed, distance };
    const place = most.findIndex((other) => movedMore(candidate, other));
    if (place >= 0) most.splice(place, 0, candidate);
    else if (most.length < mostNamed) most.push(candidate);
    most.length = Math.min(most.length, mostNamed);
  }
  return { count, most: most.map(({ changed: _changed, distance: _distance, ...song }) => song) };
}

function movedMore(a: Candidate, b: Candidate): boolean {
  if (a.changed !== b.changed) return a.changed;
  if (a.kept !== b.kept) return a.kept < b.kept;
  return a.distance > b.distance;
}

function keptNeighbours(
  a: SideArrays["neighbours"],
  b: SideArrays["neighbours"],
  { song, songB, count, pointOfA }: { song: number; songB: number; count: number; pointOfA: (song: number) => number },
): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const near = pointOfA(b.indices[songB * b.count + i]!);
    if (near < 0) continue;
    for (let j = 0; j < count; j++) if (a.indices[song * a.count + j] === near) kept += 1;
  }
  return kept;
}

/** On the aligned maps; 0 where one of them lacks the song. */
function distanceOf(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  song: number,
  songB: number,
  alignment: Alignment,
): number {
  const [x, y] = alignedPoint(alignment, b[2 * songB]!, b[2 * songB + 1]!);
  const distance = Math.hypot(a[2 * song]! - x, a[2 * song + 1]! - y);
  return Number.isFinite(distance) ? distance : 0;
}
