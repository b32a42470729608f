import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { K_CRITERIA, type KCriterion, type KSweep, type KSweepPoint } from "../../../shared/contract/k-sweep.ts";
import { K_SWEEP } from "../../../shared/contract/result-files.ts";
import { file, json } from "../schema/file.ts";
import { integer, number, table, text } from "../schema/table.ts";

interface PointRow {
  readonly sweep: KSweep;
  readonly point: KSweepPoint;
}

interface DistanceRow {
  readonly sweep: KSweep;
  /** From 1. */
  readonly rank: number;
  readonly distance: number;
}

/** What was swept. */
export interface KSweepRecord {
  /** The run whose representations they are. */
  readonly runId: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** The folder of a k sweep. */
export const K_SWEEP_FILES = {
  record: json(
    "sweep.json",
    (value): value is KSweepRecord => typeof (value as KSweepRecord | null)?.runId === "string",
  ),
  /** One line per representation and number of clusters; `best_by` lists the criteria of which it is the best. */
  points: table<PointRow>()(K_SWEEP.table, {
    rep: text(({ sweep }) => sweep.representation),
    k: integer(({ point }) => point.k),
    silhouette: number(({ point }) => point.silhouette),
    davies_bouldin: number(({ point }) => point.davies_bouldin),
    calinski_harabasz: number(({ point }) => point.calinski_harabasz),
    bic: number(({ point }) => point.bic),
    stability: number(({ point }) => point.stability),
    best_by: text(({ sweep, point }) => K_CRITERIA.filter((name) => sweep.best[name] === point.k).join(" ")),
    songs: integer(({ sweep }) => sweep.songs),
  }),
  /** Each song's distance to its neighbour that makes it a core song of DBSCAN, ascending; eps is the curve's knee. */
  distances: table<DistanceRow>()(K_SWEEP.distances, {
    rep: text(({ sweep }) => sweep.representation),
    min_samples: integer(({ sweep }) => sweep.kDistance.minSamples),
    rank: integer(({ rank }) => rank),
    distance: number(({ distance }) => distance),
    eps: number(({ sweep }) => sweep.kDistance.eps),
  }),
  picture: file("{rep}.png"),
} as const;

/** Writes the tables of a sweep into its folder. */
export async function writeKSweep(folder: string, record: KSweepRecord, sweeps: readonly KSweep[]): Promise<void> {
  const { points, distances } = K_SWEEP_FILES;
  await K_SWEEP_FILES.record.write(folder, record);
  await removeOtherPictures(folder, sweeps);
  await points.write(
    folder,
    sweeps.flatMap((sweep) => sweep.points.map((point) => ({ sweep, point }))),
  );
  await distances.write(
    folder,
    sweeps.flatMap((sweep) =>
      sweep.kDistance.distances.map((distance, index) => ({ sweep, rank: index + 1, distance })),
    ),
  );
}

/** What an earlier sweep drew of representations that this one does not have would be taken for its own. */
async function removeOtherPictures(folder: string, sweeps: readonly KSweep[]): Promise<void> {
  const own = new Set(sweeps.map(({ representation }) => K_SWEEP_FILES.picture.at({ rep: representation })));
  for (const name of await readdir(folder)) {
    if (name.endsWith(".png") && !own.has(name)) await rm(join(folder, name), { force: true });
  }
}

/** The sweeps of a folder, with what they were made of; undefined where there are none. @throws {LatentuneError} if a file is broken */
export async function readKSweep(
  folder: string,
  labelOf: (representation: string) => string,
): Promise<{ readonly record: KSweepRecord; readonly sweeps: readonly KSweep[] } | undefined> {
  const there: readonly string[] = await readdir(folder).catch(() => []);
  if (!there.includes(K_SWEEP_FILES.record.path)) return undefined;
  const record = await K_SWEEP_FILES.record.read(folder);
  const points = new Map<string, { readonly songs: number; readonly points: KSweepPoint[]; readonly best: Map<string, number> }>(); // prettier-ignore
  for await (const { rep, songs, best_by: bestBy, ...point } of K_SWEEP_FILES.points.read(folder)) {
    const sweep = points.get(rep) ?? { songs, points: [] as KSweepPoint[], best: new Map<string, number>() };
    sweep.points.push(point);
    for (const name of bestBy.split(" ")) sweep.best.set(name, point.k);
    points.set(rep, sweep);
  }
  const curves = new Map<string, { readonly minSamples: number; readonly eps: number | null; readonly distances: number[] }>(); // prettier-ignore
  for await (const { rep, min_samples: minSamples, eps, distance } of K_SWEEP_FILES.distances.read(folder)) {
    const curve = curves.get(rep) ?? { minSamples, eps, distances: [] };
    curve.distances.push(distance ?? NaN);
    curves.set(rep, curve);
  }
  const sweeps = Array.from(points, ([representation, { best, ...sweep }]): KSweep => {
    const of = (name: KCriterion): number | null => best.get(name) ?? null;
    return {
      representation,
      label: labelOf(representation),
      ...sweep,
      best: Object.fromEntries(K_CRITERIA.map((name) => [name, of(name)])) as KSweep["best"],
      kDistance: curves.get(representation) ?? { minSamples: 0, eps: null, distances: [] },
    };
  });
  return { record, sweeps };
}
