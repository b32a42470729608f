import { HATCHES } from "../figures/hatch.ts";
import { groupsOf } from "../figures/groups.ts";
import { legendOf, markClass, type LegendEntry } from "./song-map.ts";

/** Bars beyond so many are joined into one. */
const MOST_BARS = 24;
const ROW = 26;
const THICK = 18;
const LEFT = 112;
const RIGHT = 660;

export interface BarSegment {
  readonly className: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly songs: number;
  /** 0: none; else the lines that are drawn over it. */
  readonly hatch: number;
  /** The same where colours are the system's: every label has its own, as far as they go. */
  readonly contrast: number;
}

export interface Bar {
  readonly label: string;
  readonly songs: number;
  /** Where its words stand. */
  readonly middle: number;
  readonly end: number;
  readonly segments: readonly BarSegment[];
}

/** How many songs of each label the clusters hold, in a view box 720 wide: a bar per cluster, in the colours of the map. */
export function drawBars(
  clusters: ArrayLike<number>,
  grouping: { readonly name: string; readonly labels: readonly string[] },
): { readonly bars: readonly Bar[]; readonly legend: readonly LegendEntry[]; readonly height: number } {
  const groups = groupsOf({ kind: "category", ...grouping });
  const rows = rowsOf(clusters);
  const most = rows.reduce((max, { songs }) => Math.max(max, songs.size), 1);
  const unit = (RIGHT - LEFT) / most;
  const bars = rows.map(({ label, songs }, row): Bar => {
    let before = 0;
    const segments: BarSegment[] = [];
    for (const [position, { label: name, members, style }] of groups.entries()) {
      const count = members.filter((song) => songs.has(song)).length;
      if (count === 0) continue;
      const place = { x: short(LEFT + unit * before), y: row * ROW + 4, width: short(unit * count), height: THICK };
      const hatches = { hatch: style.hatch, contrast: position % HATCHES };
      segments.push({ className: `part ${markClass(style)}`, ...place, label: name, songs: count, ...hatches });
      before += count;
    }
    return { label, songs: songs.size, middle: row * ROW + 18, end: short(LEFT + unit * before + 6), segments };
  });
  return { bars, legend: legendOf(groups), height: rows.length * ROW + 4 };
}

/** One row a cluster, by number, noise last; beyond {@link MOST_BARS} the smallest share one. */
function rowsOf(clusters: ArrayLike<number>): { readonly label: string; readonly songs: ReadonlySet<number> }[] {
  const members = new Map<number, Set<number>>();
  for (let song = 0; song < clusters.length; song++) {
    const cluster = Math.max(-1, clusters[song]!);
    members.set(cluster, (members.get(cluster) ?? new Set()).add(song));
  }
  const noise = members.get(-1);
  members.delete(-1);
  const bySize = [...members].sort(([a, songsOfA], [b, songsOfB]) => songsOfB.size - songsOfA.size || a - b);
  const own = bySize.length > MOST_BARS ? bySize.slice(0, MOST_BARS - 1) : bySize;
  const rest = bySize.slice(own.length);
  return [
    ...own.sort(([a], [b]) => a - b).map(([cluster, songs]) => ({ label: `cluster ${cluster}`, songs })),
    ...(rest.length > 0
      ? [{ label: `${rest.length} others`, songs: new Set(rest.flatMap(([, songs]) => [...songs])) }]
      : []),
    ...(noise === undefined ? [] : [{ label: "noise", songs: noise }]),
  ];
}

function short(value: number): number {
  return Math.round(10 * value) / 10;
}
