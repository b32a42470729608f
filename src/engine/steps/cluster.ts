import { setImmediate } from "node:timers/promises";
import { SIZES } from "../../shared/contract/scale/sizes.ts";
import { metricTable } from "../../shared/contract/metrics.ts";
import type { Task } from "../../shared/contract/settings.ts";
import {
  clusterings,
  describeMethods,
  type MethodKind,
  methodSettings,
  settingsOfKind,
} from "../analysis/clustering/methods.ts";
import { throwIfCancelled } from "../core/errors.ts";
import { sha256 } from "../core/hash.ts";
import type { Matrix } from "../core/matrix.ts";
import type { ClusteredRepresentation, MethodResult } from "../analysis/clustering/clustered.ts";
import { listedLabels } from "../analysis/doubts/run-diagnostic.ts";
import { permutedLabels, type Permuted } from "../analysis/metrics/chance.ts";
import type { KnownClasses } from "../analysis/metrics/contingency.ts";
import { measureClustering } from "../analysis/metrics/measure.ts";
import type { Representation } from "../analysis/representations/representation.ts";
import { readMethods, writeMethods } from "./cluster-entry.ts";
import type { StepContext } from "./context.ts";
import { defineItemsStep } from "./define-step.ts";

export interface ClusterRequest {
  readonly task: Exclude<Task, "easy">;
  readonly representations: readonly Representation[];
  readonly k: number;
  readonly classes: KnownClasses;
  /** Called with clusterings of a representation as soon as they are there; it may have more. */
  readonly onClustered?: ((clustered: ClusteredRepresentation) => Promise<void>) | undefined;
}

interface ClusterItem extends Omit<ClusterRequest, "representations"> {
  readonly representation: Representation;
  /** Undefined: all methods. */
  readonly kind: MethodKind | undefined;
  /** Shared by all representations. */
  readonly permuted: Permuted;
}

/**
 * Methods that are kept together: another k leaves the clusters of those alone that do not need it. Of many songs all are,
 * because they share what is searched for.
 */
function kindsOf({ matrix }: Representation): readonly (MethodKind | undefined)[] {
  return matrix.rows > SIZES.exactRows ? [undefined] : [{ needsK: true }, { needsK: false }];
}

/** Clusters every representation by every method and measures each partition. */
export const clusterAll = defineItemsStep({
  name: "cluster",
  label: "Clustering and metrics",
  version: 8,
  noun: "tables of scores",
  items: ({ representations, ...rest }: ClusterRequest) => {
    const permuted = permutedLabels(rest.classes);
    return representations.flatMap((representation) =>
      kindsOf(representation).map((kind): ClusterItem => ({ ...rest, representation, kind, permuted })),
    );
  },
  itemName: ({ representation }) => representation.label,
  settings: (
    { task, k, representation, classes, kind }: ClusterItem,
    { settings }: Pick<StepContext, "paths" | "settings" | "approximate">,
  ) => {
    const used = settingsOfKind(settings, kind);
    const { seed } = settings;
    const { name, holdsLabel } = representation;
    // With another table of metrics or of methods a kept result would lack columns or rows.
    const tables = { methods: describeMethods(settings, kind), columns: metricTable(task, classes.own !== undefined) };
    return { task, name, holdsLabel, ...(kind?.needsK !== false && { k }), seed, ...used, ...tables };
  },
  inputs: ({ representation, classes: { languages, genres, own } }) => [
    hashOf(representation.matrix),
    sha256(JSON.stringify({ languages, genres, own })),
  ],
  compute: async (
    { task, k, classes, representation, permuted, kind },
    { settings },
    { signal, fraction },
  ): Promise<MethodResult[]> => {
    const { seed } = settings;
    const { name, label, matrix } = representation;
    const used = methodSettings(settings);
    const count = describeMethods(used, kind).length;
    const made: MethodResult[] = [];
    const input = { matrix, k, seed, stream: name, control: { signal } };
    for await (const clustering of clusterings(input, used, kind)) {
      const options = { seed, control: { signal } };
      const measuredRow = await measureClustering(task, representation, clustering, classes, permuted, options);
      const approximations = [...(clustering.approximations ?? []), ...(measuredRow.approximations ?? [])];
      made.push({ ...clustering, ...measuredRow, ...(approximations.length > 0 && { approximations }) });
      fraction(Math.min(0.9, made.length / count), `${label}, ${clustering.label}`);
      // Most methods are synchronous: let a cancellation arrive between two of them.
      await setImmediate();
      throwIfCancelled(signal);
    }
    return made;
  },
  write: writeMethods,
  read: readMethods,
  each: async (methods, { representation, onClustered }) => onClustered?.({ representation, methods }),
  result: (tables, { representations }, { approximate, settings }): ClusteredRepresentation[] => {
    const order = describeMethods(methodSettings(settings)).map(({ method }) => method);
    let at = 0;
    return representations.map((representation) => {
      const made = kindsOf(representation).flatMap(() => tables[at++]!);
      const methods = made.toSorted((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
      for (const { approximations = [] } of methods) approximate(representation.label, approximations);
      return { representation, methods };
    });
  },
});

/** What a reader of the table must know: the notes of the methods. */
export function clusterNotes(clustered: readonly ClusteredRepresentation[]): string[] {
  /** By what is said: the representations of which it is true. */
  const told = new Map<string, string[]>();
  for (const { representation, methods } of clustered) {
    for (const { label, note } of methods) {
      const text = `${label}: ${note ?? ""}`;
      if (note !== undefined) told.set(text, [...(told.get(text) ?? []), representation.label]);
    }
  }
  return Array.from(told, ([text, names]) =>
    names.length > 1 && names.length === clustered.length ? text : `${listedLabels(names)}, ${text}`,
  );
}

/** The content of a matrix, as a cache key's input. */
export function hashOf({ rows, cols, data }: Matrix): string {
  return sha256(`${rows}x${cols}:${sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))}`);
}
