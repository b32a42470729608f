import { projectionLabel, PROJECTIONS, type ProjectionName } from "../../shared/contract/projections.ts";
import { project, type Projection } from "../analysis/projections/project.ts";
import type { ProjectedRepresentation } from "../analysis/projections/projected.ts";
import type { Representation } from "../analysis/representations/representation.ts";
import { decodeFloats, encodeFloats, jsonFile } from "../store/entry-files.ts";
import { hashOf } from "./cluster.ts";
import type { StepContext } from "./context.ts";
import { defineItemsStep } from "./define-step.ts";

type Mapped = Pick<Representation, "mapName" | "label" | "matrix">;

export interface MapsRequest {
  readonly representations: readonly Mapped[];
  /** Default: all. */
  readonly methods?: readonly ProjectionName[];
}

interface MapItem extends Mapped {
  readonly method: ProjectionName;
}

type MapContext = Pick<StepContext, "paths" | "settings" | "approximate">;

const ALL = PROJECTIONS.map(({ name }) => name);

const nameOf = ({ label, method }: MapItem): string => `${label}, ${projectionLabel(method)}`;

const FACTS = jsonFile<Omit<Projection, "coordinates">>();

/** Two-dimensional coordinates of every representation by every method. */
export const projectAll = defineItemsStep({
  name: "project",
  label: "Maps in two dimensions",
  version: 7,
  noun: "maps",
  items: ({ representations, methods = ALL }: MapsRequest) =>
    representations.flatMap((representation) => methods.map((method): MapItem => ({ ...representation, method }))),
  itemName: nameOf,
  settings: ({ mapName: name, method }: MapItem, { settings: { seed } }: MapContext) => ({ name, method, seed }),
  inputs: ({ matrix }) => [hashOf(matrix)],
  compute: (item, { settings: { seed } }, { signal, fraction }) => {
    const onProgress = (done: number): void => {
      fraction(done, nameOf(item));
    };
    return project(item.matrix, item.method, { seed, name: item.mapName }, { signal, onProgress });
  },
  write: ({ coordinates, ...rest }) => ({
    "coordinates.npy": encodeFloats(coordinates, [coordinates.length / 2, 2]),
    "projection.json": FACTS.encode(rest),
  }),
  read: (file) => ({ ...FACTS.decode(file("projection.json")), coordinates: decodeFloats(file("coordinates.npy")) }),
  result: (projections, { representations, methods = ALL }, { approximate }): ProjectedRepresentation[] =>
    representations.map(({ mapName: name, label }, index) => {
      const own = methods.map((_, at) => projections[index * methods.length + at]!);
      for (const { approximations = [] } of own) approximate(label, approximations);
      return { name, projections: Object.fromEntries(own.map((projection) => [projection.method, projection])) };
    }),
});
