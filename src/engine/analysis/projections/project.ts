import { LatentuneError } from "../../core/errors.ts";
import { matrix, type Matrix } from "../../core/matrix.ts";
import { createRng } from "../../core/rng.ts";
import { pca } from "../representations/pca.ts";
import { standardise } from "../representations/standardise.ts";
import { neighboursForPerplexity } from "./affinities.ts";
import { nearestNeighbours } from "./neighbours.ts";
import type { Control } from "../pause.ts";
import { trustworthiness, type Trustworthiness } from "./trustworthiness.ts";
import { tsne } from "./tsne.ts";
import { neighboursForUmap, umap } from "./umap.ts";

export type ProjectionMethod = "pca" | "tsne" | "umap";

/** The names of the methods as a picture's axes and captions have them. */
export const PROJECTION_LABELS: Readonly<Record<ProjectionMethod, string>> = {
  pca: "PCA",
  tsne: "t-SNE",
  umap: "UMAP",
};

export interface Projection {
  readonly method: ProjectionMethod;
  /** N × 2, row-major. */
  readonly coordinates: Float32Array;
  /** What the method was run with and came to, for captions and `run.json`: `perplexity`, `klDivergence`, … */
  readonly parameters: Readonly<Record<string, number | string>>;
  /** Judged against the standardised representation, whatever the method. */
  readonly trustworthiness: Trustworthiness;
}

export interface ProjectSettings {
  readonly seed: number;
  /** Names the random stream beside the seed, such as the representation's name. */
  readonly name?: string;
  /** t-SNE; default: the reference's max(2, min(10, (N − 1) / 3)). */
  readonly perplexity?: number;
  /** t-SNE; default 1000. */
  readonly iterations?: number;
  /** UMAP; default min(15, N − 1). */
  readonly nNeighbors?: number;
  /** UMAP; default 0.1. */
  readonly minDist?: number;
}

/** t-SNE and UMAP see at most so many principal components, as in the reference. */
const COMPONENTS = 10;

/** Where in the progress the neighbours are found and the layout is done; the rest is the trustworthiness. */
const NEIGHBOURS_DONE = 0.15;
const LAYOUT_DONE = 0.85;

/**
 * Two-dimensional coordinates of a representation, after the reference pipeline: every column standardised, PCA to
 * min(10, d, N − 1) components, then t-SNE or UMAP from the first two components; or those two themselves (`pca`).
 * @param representation N × d, N ≥ 1, finite.
 * @throws {LatentuneError} if it is empty or holds NaN or infinity. @throws {CancelledError} when the signal is aborted.
 */
export async function project(
  representation: Matrix,
  method: ProjectionMethod,
  settings: ProjectSettings,
  control: Control = {},
): Promise<Projection> {
  checkFinite(representation);
  const { rows, cols } = representation;
  const standardised = standardise(representation).matrix;
  const components = pca(standardised, Math.min(COMPONENTS, cols, Math.max(1, rows - 1))).scores;
  const { coordinates, parameters } = await layout(components, method, settings, control);

  const rng = createRng(settings.seed, "trustworthiness", settings.name ?? "");
  const judged = await trustworthiness(
    standardised,
    matrix(rows, 2, coordinates),
    rng,
    scaledControl(control, LAYOUT_DONE, 1),
  );
  control.onProgress?.(1);
  return { method, coordinates: Float32Array.from(coordinates), parameters, trustworthiness: judged };
}

interface Layout {
  readonly coordinates: Float64Array;
  readonly parameters: Readonly<Record<string, number | string>>;
}

async function layout(
  components: Matrix,
  method: ProjectionMethod,
  settings: ProjectSettings,
  control: Control,
): Promise<Layout> {
  const { rows, cols } = components;
  const start = firstTwoColumns(components);
  // One point has no neighbours, and the methods no shape to find in it.
  if (method === "pca" || rows < 3) return { coordinates: start, parameters: { components: Math.min(2, cols) } };
  const rng = createRng(settings.seed, method, settings.name ?? "");
  const searching = scaledControl(control, 0, NEIGHBOURS_DONE);
  const arranging = scaledControl(control, NEIGHBOURS_DONE, LAYOUT_DONE);
  switch (method) {
    case "tsne": {
      const { perplexity = Math.max(2, Math.min(10, (rows - 1) / 3)), iterations = 1000 } = settings;
      const neighbours = await nearestNeighbours(components, neighboursForPerplexity(rows, perplexity), searching);
      const result = await tsne(neighbours, start, { perplexity, iterations }, rng, arranging);
      const { coordinates, klDivergence, learningRate, restarts } = result;
      return {
        coordinates,
        parameters: {
          perplexity,
          iterations,
          learningRate,
          restarts,
          algorithm: result.method,
          klDivergence,
          pcaComponents: cols,
        },
      };
    }
    case "umap": {
      const nNeighbors = Math.min(settings.nNeighbors ?? 15, rows - 1);
      const minDist = settings.minDist ?? 0.1;
      const neighbours = await nearestNeighbours(components, neighboursForUmap(rows, nNeighbors), searching);
      const { coordinates, epochs } = await umap(neighbours, start, { minDist }, rng, arranging);
      return { coordinates, parameters: { nNeighbors, minDist, epochs, pcaComponents: cols } };
    }
  }
}

/** `t-SNE · perplexity 9.67 · 1000 iterations · trustworthiness 0.94 (k = 5)`, for a picture's caption. */
export function describeProjection({ method, parameters, trustworthiness: trust }: Projection): string {
  const parts = [PROJECTION_LABELS[method]];
  const { perplexity, klDivergence, nNeighbors, minDist } = parameters;
  if (perplexity !== undefined) parts.push(`perplexity ${brief(perplexity)}`);
  if (klDivergence !== undefined) parts.push(`KL divergence ${brief(klDivergence)}`);
  if (nNeighbors !== undefined) parts.push(`n_neighbors ${brief(nNeighbors)}`);
  if (minDist !== undefined) parts.push(`min_dist ${brief(minDist)}`);
  if (trust.value !== null) parts.push(`trustworthiness ${trust.value.toFixed(3)} (k = ${trust.neighbours})`);
  return parts.join(" · ");
}

function brief(value: number | string): string {
  return typeof value === "string" ? value : String(Number(value.toPrecision(3)));
}

function checkFinite({ rows, cols, data }: Matrix): void {
  if (rows === 0 || cols === 0) throw new LatentuneError(`A ${rows} × ${cols} representation cannot be drawn.`);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new LatentuneError(
    `Row ${Math.floor(bad / cols) + 1}, column ${(bad % cols) + 1} of a representation is ${data[bad]}.`,
    { remedy: "Only finite numbers can be drawn." },
  );
}

/** The first two columns, interleaved; the second is zero where there is only one. */
function firstTwoColumns({ rows, cols, data }: Matrix): Float64Array {
  return Float64Array.from({ length: 2 * rows }, (_, k) => (k % 2 < cols ? data[(k >> 1) * cols + (k % 2)]! : 0));
}

function scaledControl({ signal, onProgress }: Control, from: number, to: number): Control {
  return { signal, onProgress: (fraction) => onProgress?.(from + (to - from) * fraction) };
}
