import type { MethodResult } from "../analysis/clustering/clustered.ts";
import { decodeNpy, encodeNpy } from "../../shared/npy.ts";
import { type EntryFile, type EntryFiles, jsonFile } from "../store/entry-files.ts";

/** A method's result without its arrays. */
type Facts = Omit<MethodResult, "labels" | "silhouettePerRow"> & { readonly hasSilhouettes: boolean };

const FACTS = jsonFile<readonly Facts[]>();
const LABELS = "labels.npy";
const SILHOUETTES = "silhouettes.npy";

/** The clusterings of one representation: what has a number per song are arrays, methods × songs. */
export function writeMethods(methods: readonly MethodResult[]): EntryFiles {
  const songs = methods[0]?.labels.length ?? 0;
  const labels = new Int32Array(methods.length * songs);
  for (const [index, method] of methods.entries()) labels.set(method.labels, index * songs);
  const judged = methods.flatMap(({ silhouettePerRow }) => (silhouettePerRow === null ? [] : [silhouettePerRow]));
  const silhouettes = new Float64Array(judged.length * songs);
  for (const [index, values] of judged.entries()) silhouettes.set(values, index * songs);
  const facts = methods.map(({ labels: _, silhouettePerRow, ...rest }) => ({
    ...rest,
    hasSilhouettes: silhouettePerRow !== null,
  }));
  return {
    "methods.json": FACTS.encode(facts),
    [LABELS]: encodeNpy({ shape: [methods.length, songs], data: labels }),
    [SILHOUETTES]: encodeNpy({ shape: [judged.length, songs], data: silhouettes }),
  };
}

/** @throws if an array is not of its type. */
export function readMethods(file: EntryFile): MethodResult[] {
  const { shape, data: labels } = decodeNpy(file(LABELS));
  const { data: silhouettes } = decodeNpy(file(SILHOUETTES));
  if (!(labels instanceof Int32Array) || !(silhouettes instanceof Float64Array))
    throw new Error("The arrays of a clustering have other types.");
  const songs = shape[1] ?? 0;
  let judged = 0;
  return FACTS.decode(file("methods.json")).map(({ hasSilhouettes, ...rest }, index) => ({
    ...rest,
    labels: labels.subarray(index * songs, (index + 1) * songs),
    silhouettePerRow: hasSilhouettes ? silhouettes.subarray(judged++ * songs, judged * songs) : null,
  }));
}
