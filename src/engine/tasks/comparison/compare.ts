import { setImmediate } from "node:timers/promises";
import { join } from "node:path";
import {
  MOST_NAMED,
  type ComparedChoice,
  type ComparedNumbers,
  type ComparedSide,
  type Comparison,
  type ComparisonParams,
} from "../../../shared/contract/panel/comparison.ts";
import type { ProgressEvent } from "../../../shared/contract/progress.ts";
import type { ProjectionName } from "../../../shared/contract/projections.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import { nameKey, songTitle } from "../../../shared/names.ts";
import { indexNames } from "../../../shared/search/text-column.ts";
import { clusterCells, matchClusters } from "../../analysis/comparison/match-clusters.ts";
import { movedSongs } from "../../analysis/comparison/moved-songs.ts";
import { alignMaps } from "../../analysis/comparison/procrustes.ts";
import { agreement } from "../../analysis/metrics/agreement.ts";
import { comparisonSummary, type SummarySide } from "../../report/comparison/summary.ts";
import { findSide, readSide, type SideData, type SideFound } from "../../results/view/compared-side.ts";
import type { KeptRunPlace } from "../../results/view/from-files.ts";
import { prepareView } from "../../results/view/prepare-view.ts";
import { addProjection } from "../../steps/view/add-projection.ts";
import { titleOfKept } from "../../store/annotation.ts";
import type { WorkspacePaths } from "../../store/paths.ts";
import { requireRun } from "../../store/runs.ts";

export interface CompareControl {
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
}

interface OpenedSide extends SummarySide {
  readonly place: KeptRunPlace;
  readonly side: ComparedSide;
}

/** What was compared, with the sides that it was compared from. */
export interface OpenedComparison {
  readonly comparison: ComparedNumbers;
  /** Song of B → song of A, −1 for none; null where all are in one order. */
  readonly songsOfA: Int32Array | null;
  readonly a: OpenedSide & { readonly data: SideData };
  readonly b: OpenedSide & { readonly data: SideData };
}

/**
 * Compares two clusterings of kept runs, also of one and the same run. Views and maps that are missing are made first.
 * @throws {LatentuneError} if a run is not there or has nothing to compare. @throws {CancelledError}
 */
export async function compareClusterings(
  paths: WorkspacePaths,
  params: ComparisonParams,
  control: CompareControl,
): Promise<Comparison> {
  const { comparison, a, b } = await openComparison(paths, params, control);
  return { ...comparison, summary: comparisonSummary(comparison, a, b) };
}

/** As {@link compareClusterings}, for who needs the arrays as well. @param mostMoved songs that are named */
export async function openComparison(
  paths: WorkspacePaths,
  { a: wantedA, b: wantedB, projection }: ComparisonParams,
  control: CompareControl,
  mostMoved = MOST_NAMED,
): Promise<OpenedComparison> {
  const a = await openSide(paths, wantedA, control);
  const b = await openSide(paths, wantedB, control, a);
  const method = projection ?? a.view.start.projection;
  const [dataA, dataB] = [await dataOf(paths, a, method, control), await dataOf(paths, b, method, control)];
  const songsOfA = await matchSongs(dataA, dataB);
  const pointOfA = (songB: number): number => songsOfA?.[songB] ?? songB;
  const common = commonLabels(dataA, dataB, pointOfA);
  const cells = clusterCells(common.a, common.b);
  const matches = matchClusters(cells);
  const alignment = alignMaps({ a: dataA.points, b: dataB.points, pointOfA });
  const moved = await movedSongs({ a: dataA, b: dataB, pointOfA }, matches, alignment, { signal: control.signal }, mostMoved); // prettier-ignore
  const { AMI, ARI } = agreement(common.a, common.b);
  const comparison = {
    a: a.side,
    b: b.side,
    projection: method,
    common: common.a.length,
    songsOfA: songsOfA && Buffer.from(songsOfA.buffer).toString("base64"),
    agreement: { AMI: AMI.value, ARI: ARI.value },
    cells,
    matches,
    alignment,
    movedCount: moved.count,
    moved: moved.most.map((song) => ({ ...song, title: songTitle(dataA.filenames.at(song.song)!) })),
  };
  return { comparison, songsOfA, a: { ...a, data: dataA }, b: { ...b, data: dataB } };
}

async function openSide(
  { runs, workspace, dataDir }: WorkspacePaths,
  wanted: ComparedChoice,
  { signal }: CompareControl,
  other?: SideFound,
): Promise<OpenedSide> {
  const manifest = await requireRun(runs, wanted.runId);
  const place = { runFolder: join(runs, manifest.runId), manifest, workspace, dataDir };
  const found = findSide(await prepareView(place, { signal }), wanted, other);
  const picked = pickedBy(found, wanted, other);
  return { ...found, manifest, picked, place, side: sideOf(found, manifest, await titleOfKept(runs, manifest)) };
}

function pickedBy(
  { representation, clustering }: SideFound,
  wanted: ComparedChoice,
  other: SideFound | undefined,
): SummarySide["picked"] {
  if (wanted.representation !== null || wanted.method !== null) return "named";
  const isOther = other?.representation.name === representation.name && other.clustering.method === clustering.method;
  return isOther ? "as-other" : "start";
}

function sideOf({ view, representation, clustering }: SideFound, { runId }: RunManifest, title: string): ComparedSide {
  return {
    runId,
    representation: representation.name,
    method: clustering.method,
    title: `${title}, ${representation.label}, ${clustering.label}`,
    songCount: view.songCount,
  };
}

/** A side's arrays, with its map: one that the run lacks is made. */
async function dataOf(
  paths: WorkspacePaths,
  { place, ...found }: OpenedSide,
  method: ProjectionName,
  control: CompareControl,
): Promise<SideData> {
  // The other side may have added a map to the same view.
  const view = await prepareView(place, { signal: control.signal });
  const map = await addProjection(paths, place, view, { name: found.representation.name, method }, control);
  return readSide(place.runFolder, found, map.file);
}

/** Song of B → song of A by file name, −1 for none; null where all are in one order. */
async function matchSongs({ filenames: a }: SideData, { filenames: b }: SideData): Promise<Int32Array | null> {
  const isSame = (song: number): boolean => nameKey(a.at(song)!) === nameKey(b.at(song)!);
  if (a.length === b.length && Array.from({ length: a.length }, (_, song) => song).every(isSame)) return null;
  const songNamed = await indexNames(a, setImmediate);
  return Int32Array.from({ length: b.length }, (_, song) => songNamed(b.at(song)!) ?? -1);
}

function commonLabels(
  { labels: a }: SideData,
  { labels: b }: SideData,
  pointOfA: (songB: number) => number,
): { readonly a: number[]; readonly b: number[] } {
  const common: { a: number[]; b: number[] } = { a: [], b: [] };
  for (let songB = 0; songB < b.length; songB++) {
    const song = pointOfA(songB);
    if (song < 0) continue;
    common.a.push(a[song]!);
    common.b.push(b[songB]!);
  }
  return common;
}
