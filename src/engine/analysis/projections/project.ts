import type { Approximation } from "../../../shared/contract/scale/approximation.ts";
import { projectionCaption, type ProjectionName } from "../../../shared/contract/projections.ts";
import { LatentuneError } from "../../core/errors.ts";
import { matrix, type Matrix } from "../../core/matrix.ts";
import { createRng } from "../../core/rng.ts";
import { pca } from "../representations/pca.ts";
import { standardise } from "../representations/standardise.ts";
import type { ProjectionMethod, ProjectSettings } from "./method.ts";
import { findNeighbours } from "../neighbours/find.ts";
import { partOf, type Control } from "../pause.ts";
import { trustworthiness, type Trustworthiness } from "./trustworthiness.ts";
import { projectByTsne } from "./project-tsne.ts";
import { projectByUmap } from "./project-umap.ts";

/** The first two principal components themselves. */
const projectByComponents: ProjectionMethod = ({ components, start }) => ({
  coordinates: start,
  parameters: { components: Math.min(2, components.cols) },
});

/** How each of the contract's projections is computed. */
const METHODS: Readonly<Record<ProjectionName, ProjectionMethod>> = {
  tsne: projectByTsne,
  umap: projectByUmap,
  pca: projectByComponents,
};

export interface Projection {
  readonly method: ProjectionName;
  /** N × 2, row-major. */
  readonly coordinates: Float32Array;
  /** What the method was run with and came to, for captions and `run.json`: `perplexity`, `klDivergence`, … */
  readonly parameters: Readonly<Record<string, number | string>>;
  /** Judged against the standardised representation, whatever the method. */
  readonly trustworthiness: Trustworthiness;
  /** What ran in the place of the exact method; left out where that ran. */
  readonly approximations?: readonly Approximation[];
}

/** t-SNE and UMAP see at most so many principal components, as in the reference. */
const COMPONENTS = 10;

/** Where in the progress the neighbours are found and the layout is done; the rest is the trustworthiness. */
const NEIGHBOURS_DONE = 0.15;
const LAYOUT_DONE = 0.85;

/**
 * Two-dimensional coordinates of a representation, after the reference pipeline: every column standardised, PCA to
 * min(10, d, N − 1) components, and of them what the method draws.
 * @param representation N × d, N ≥ 1, finite.
 * @throws {LatentuneError} if it is empty or holds NaN or infinity. @throws {CancelledError} when the signal is aborted.
 */
export async function project(
  representation: Matrix,
  method: ProjectionName,
  settings: ProjectSettings,
  control: Control = {},
): Promise<Projection> {
  checkFinite(representation);
  const { rows, cols } = representation;
  const standardised = standardise(representation).matrix;
  const components = pca(standardised, Math.min(COMPONENTS, cols, Math.max(1, rows - 1))).scores;
  // One point has no neighbours, and the methods no shape to find in it.
  const run = rows < 3 ? projectByComponents : METHODS[method];
  const { coordinates, parameters, approximations } = await run({
    components,
    start: firstTwoColumns(components),
    settings,
    rng: createRng(settings.seed, method, settings.name ?? ""),
    nearest: (k, some) =>
      findNeighbours(some ?? components, k, {
        rng: createRng(settings.seed, "neighbours", settings.name ?? ""),
        control: some === undefined ? partOf(control, 0, NEIGHBOURS_DONE) : { signal: control.signal },
        ...(settings.exactRows !== undefined && { exactRows: settings.exactRows }),
      }),
    control: partOf(control, NEIGHBOURS_DONE, LAYOUT_DONE),
  });

  const rng = createRng(settings.seed, "trustworthiness", settings.name ?? "");
  const picture = matrix(rows, 2, coordinates);
  const judged = await trustworthiness(standardised, picture, rng, partOf(control, LAYOUT_DONE, 1));
  control.onProgress?.(1);
  const drawn = { method, coordinates: Float32Array.from(coordinates), parameters, trustworthiness: judged };
  return { ...drawn, ...(approximations && { approximations }) };
}

/** A map's caption. */
export function describeProjection({ method, parameters, trustworthiness: { value, neighbours } }: Projection): string {
  return projectionCaption({ method, parameters, trustworthiness: value, neighbours });
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
