import type { KSweep } from "../../../shared/contract/k-sweep.ts";
import { sweepK, type SweepOptions } from "../../analysis/clustering/sweep/sweep.ts";
import type { Matrix } from "../../core/matrix.ts";
import { jsonFile } from "../../store/entry-files.ts";
import { hashOf } from "../cluster.ts";
import type { StepContext } from "../context.ts";
import { defineItemsStep } from "../define-step.ts";

export interface SweptRepresentation {
  readonly name: string;
  readonly label: string;
  readonly matrix: Matrix;
}

interface SweepRequest extends Omit<SweepOptions, "stream"> {
  readonly representations: readonly SweptRepresentation[];
}

const KEPT = jsonFile<Omit<KSweep, "representation" | "label">>();

/** Clusters each representation with every number of clusters in a range. */
export const sweepAll = defineItemsStep({
  name: "k-sweep",
  label: "Sweeping k",
  version: 2,
  noun: "representations",
  items: ({ representations, ...options }: SweepRequest) =>
    representations.map((representation) => ({ representation, options })),
  itemName: ({ representation }) => representation.label,
  settings: ({ representation: { name }, options }) => ({ name, ...options }),
  inputs: ({ representation }) => [hashOf(representation.matrix)],
  compute: (
    { representation: { name, label, matrix }, options },
    _context: Pick<StepContext, "paths">,
    { signal, fraction },
  ) => {
    const onProgress = (done: number): void => {
      fraction(done, label);
    };
    return sweepK(matrix, { ...options, stream: name }, { signal, onProgress });
  },
  write: (sweep) => ({ "sweep.json": KEPT.encode(sweep) }),
  read: (file) => KEPT.decode(file("sweep.json")),
  result: (sweeps, { representations }): KSweep[] =>
    representations.map(({ name, label }, index) => ({ representation: name, label, ...sweeps[index]! })),
});
