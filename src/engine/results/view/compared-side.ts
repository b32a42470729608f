import type { ComparedChoice } from "../../../shared/contract/panel/comparison.ts";
import type { ViewClustering, ViewManifest, ViewRepresentation } from "../../../shared/contract/view.ts";
import type { TextColumn } from "../../../shared/search/text-column.ts";
import { LatentuneError } from "../../core/errors.ts";
import type { SideArrays } from "../../analysis/comparison/moved-songs.ts";
import { viewNames, readNumbers } from "./songs/song-columns.ts";

/** One of the compared clusterings in its run's view. */
export interface SideFound {
  readonly view: ViewManifest;
  readonly representation: ViewRepresentation;
  readonly clustering: ViewClustering;
}

/**
 * The clustering that is meant: the named one, else that of the other side, else what the run starts with.
 * @throws {LatentuneError} if the run has no clustering at all.
 */
export function findSide(view: ViewManifest, wanted: ComparedChoice, other?: SideFound): SideFound {
  const { representations, start } = view;
  const representation = firstFound(
    [wanted.representation, other?.representation.name, start.representation],
    (name) => representations.find((each) => each.name === name && each.clusterings.length > 0),
    representations,
  );
  const clustering = firstFound(
    [wanted.method, other?.clustering.method, start.method],
    (method) => representation?.clusterings.find((each) => each.method === method),
    representation?.clusterings.toSorted((a, b) => Number(b.best) - Number(a.best)) ?? [],
  );
  if (representation !== undefined && clustering !== undefined) return { view, representation, clustering };
  throw new LatentuneError(`Run ${view.runId} has no clustering that could be compared.`, {
    remedy: "Run the task again.",
  });
}

function firstFound<T>(
  names: readonly (string | null | undefined)[],
  find: (name: string) => T | undefined,
  others: readonly T[],
): T | undefined {
  for (const name of names) {
    const found = typeof name === "string" ? find(name) : undefined;
    if (found !== undefined) return found;
  }
  return others[0];
}

/** What the comparison computes with. */
export interface SideData extends SideArrays {
  readonly labels: Int32Array;
  /** Of the songs. */
  readonly filenames: TextColumn;
}

/** Reads a side from the files of its run's view. @param map its map's file @throws {LatentuneError} if one is missing or broken. */
export async function readSide(
  runFolder: string,
  { view, representation, clustering }: SideFound,
  map: string,
): Promise<SideData> {
  const { songCount } = view;
  const { count, indices } = representation.neighbours;
  return {
    labels: Int32Array.from(await readNumbers(runFolder, clustering.labels, songCount)),
    points: await readNumbers(runFolder, map, 2 * songCount),
    neighbours: { count, indices: await readNumbers(runFolder, indices, songCount * count) },
    filenames: await viewNames(runFolder, view),
  };
}
