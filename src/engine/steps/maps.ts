import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeJson } from "../core/files.ts";
import { readNpy, writeNpy } from "../core/npy.ts";
import { PROJECTIONS, type ProjectionName } from "../../shared/contract/projections.ts";
import { project, type Projection } from "../analysis/projections/index.ts";
import type { ProjectedRepresentation } from "../analysis/projections/projected.ts";
import type { Representation } from "../analysis/representations/representation.ts";
import { fromCache } from "../store/cache.ts";
import { hashOf } from "./cluster.ts";
import type { StepReporter } from "./step-runner.ts";
import type { TaskContext } from "./context.ts";

/** Raised whenever a projection computes something else from the same inputs. */
const VERSION = 1;

/** Two-dimensional coordinates of every representation by every method. @param methods default: all */
export async function projectAll(
  { paths, settings }: Pick<TaskContext, "paths" | "settings">,
  report: StepReporter,
  representations: readonly Pick<Representation, "mapName" | "matrix">[],
  methods: readonly ProjectionName[] = PROJECTIONS.map(({ name }) => name),
): Promise<ProjectedRepresentation[]> {
  const total = representations.length * methods.length;
  let done = 0;
  let reused = 0;
  const projected: ProjectedRepresentation[] = [];
  for (const { mapName: name, matrix } of representations) {
    const projections: Partial<Record<ProjectionName, Projection>> = {};
    for (const method of methods) {
      const start = done;
      const cached = await fromCache<Projection>(paths.cache, {
        step: "project",
        version: VERSION,
        settings: { name, method, seed: settings.seed },
        inputs: [hashOf(matrix)],
        make: async (folder) => {
          const control = {
            signal: report.signal,
            onProgress: (fraction: number): void => {
              report.fraction((start + fraction) / total, `${name}, ${method}`);
            },
          };
          const { coordinates, ...rest } = await project(matrix, method, { seed: settings.seed, name }, control);
          await writeNpy(join(folder, "coordinates.npy"), { shape: [matrix.rows, 2], data: coordinates });
          await writeJson(join(folder, "projection.json"), rest);
        },
        read: async (folder) => {
          const rest = JSON.parse(await readFile(join(folder, "projection.json"), "utf8")) as Omit<
            Projection,
            "coordinates"
          >;
          const { data } = await readNpy(join(folder, "coordinates.npy"));
          return { ...rest, coordinates: data as Float32Array };
        },
      });
      projections[method] = cached.value;
      if (cached.reused) reused++;
      done++;
      report.fraction(done / total, `${name}, ${method}`);
    }
    projected.push({ name, projections });
  }
  if (reused === total) report.reused(`${total} maps`);
  else report.note(`${total} maps${reused > 0 ? `, ${reused} reused` : ""}`);
  return projected;
}
