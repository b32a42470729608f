import { audioModelNames } from "../../../shared/contract/audio-models.ts";
import type { Task } from "../../../shared/contract/settings.ts";
import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { BLOCKS, type BlockName, type RepresentationInputs } from "./blocks.ts";
import type { Conditions, PlannedRepresentation, RepresentationEntry } from "./entry.ts";
import { weightedJoin } from "./hybrid.ts";
import type { Representation, RepresentationDescription } from "./representation.ts";
import { REPRESENTATIONS } from "./tables.ts";

/** The settings that decide which representations there are. */
export interface RepresentationSettings extends Conditions {
  /** Audio weights. */
  readonly alphas: readonly number[];
  /** The genre columns' weight. */
  readonly gamma: number;
  /** The setting of the pretrained audio model; runs of earlier versions have none. */
  readonly audioModel?: string;
}

/** Those that decide what they are called and how they are weighted. */
type NamingSettings = Pick<RepresentationSettings, "alphas" | "gamma" | "audioModel" | "architecture">;

/**
 * A task's representations in the reference's order and with its names: the blocks of columns that a representation has,
 * each times its weight, side by side. Those of which a block is missing are left out.
 * @throws {LatentuneError} if row counts differ, for a weight that is negative or not finite, and with the genre feature
 * where no song has a genre.
 */
export function makeRepresentations(
  task: Task,
  inputs: RepresentationInputs,
  settings: RepresentationSettings,
): Representation[] {
  checkRows(inputs);
  const made = new Map<BlockName, Matrix | undefined>();
  const blockOf = (name: BlockName): Matrix | undefined => {
    if (!made.has(name)) made.set(name, BLOCKS[name].make(inputs));
    return made.get(name);
  };
  return REPRESENTATIONS[task].entries
    .flatMap((entry) => planned(entry, settings))
    .flatMap((plan) => {
      const parts: { readonly matrix: Matrix; readonly weight: number }[] = [];
      for (const { block, weight } of plan.parts) {
        const matrix = blockOf(block);
        if (matrix === undefined || matrix.cols === 0) return [];
        parts.push({ matrix, weight });
      }
      return [{ ...described(plan), matrix: weightedJoin(parts) }];
    });
}

/**
 * What a task's representations are, by their names, without making them: for readers of a kept run's files. Those with the
 * genre feature are among them.
 */
export function describeRepresentations(
  task: Task,
  settings: NamingSettings,
): ReadonlyMap<string, RepresentationDescription> {
  return new Map(planRepresentations(task, settings).map((plan) => [plan.name, described(plan)]));
}

/** Which blocks a task's representations join, with what weights. Those with the genre feature are among them. */
export function planRepresentations(task: Task, settings: NamingSettings): PlannedRepresentation[] {
  return REPRESENTATIONS[task].entries.flatMap((entry) => planned(entry, { ...settings, includeGenreFeature: true }));
}

function planned(entry: RepresentationEntry, settings: RepresentationSettings): PlannedRepresentation[] {
  if (entry.when?.(settings) === false) return [];
  const { alphas, gamma, audioModel } = settings;
  return (entry.perAlpha ? alphas : [1]).map((alpha) =>
    entry.plan({ alpha, gamma, audioModel: audioModelNames(audioModel) }),
  );
}

function described({ parts, ...rest }: PlannedRepresentation): RepresentationDescription {
  return { ...rest, parts: parts.map(({ block, weight }) => ({ modality: BLOCKS[block].modality, weight })) };
}

function checkRows(inputs: RepresentationInputs): void {
  const matrices = Object.entries<Matrix | undefined>({ ...inputs, genres: undefined });
  const rows = matrices.flatMap(([name, given]) => (given === undefined ? [] : [[name, given.rows] as const]));
  if (new Set(rows.map(([, count]) => count)).size > 1) {
    const counts = rows.map(([name, count]) => `${name} ${count}`).join(", ");
    throw new LatentuneError(`The representations' inputs have different numbers of songs: ${counts}.`);
  }
}
