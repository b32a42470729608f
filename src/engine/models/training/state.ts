import { initialWeights, requireShape, type AdamState, type Parameter } from "../../nn/index.ts";
import type { Objective, StartRequest } from "./objective.ts";

/** The names of a parameter's moments. */
export const momentNames = (name: string): { mean: string; variance: string } => ({
  mean: `${name}/adam.mean`,
  variance: `${name}/adam.variance`,
});

/** Everything that a training step changes, by name: weights and the optimiser's moments. */
export type TrainingState = Readonly<Record<string, Float32Array>>;

/**
 * The weights at the start, drawn from the seed or as the model makes them from the data, and moments of zero.
 * @throws {ShapeError} if the model's own start does not fit a parameter.
 */
export async function initialState(
  parameters: readonly Parameter[],
  { start }: Pick<Objective, "start">,
  request: Omit<StartRequest, "drawn">,
): Promise<TrainingState> {
  const drawn = initialWeights(parameters, request.settings.seed);
  const made = (await start?.({ ...request, drawn })) ?? {};
  const entries = Object.entries(drawn).flatMap(([name, { length }]) => {
    const weight = made[name] ?? drawn[name]!;
    requireShape(weight.length === length, "start", `${weight.length} values for ${name}, which has ${length}`);
    return stateEntries(name, { weight, mean: new Float32Array(length), variance: new Float32Array(length) });
  });
  return Object.fromEntries(entries);
}

/** The tensors of a parameter under their names in the state. */
export function stateEntries(name: string, { weight, mean, variance }: AdamState): (readonly [string, Float32Array])[] {
  const moments = momentNames(name);
  return [
    [name, weight],
    [moments.mean, mean],
    [moments.variance, variance],
  ];
}

/** The weights alone, without the optimiser's moments. */
export function weightsOf(state: TrainingState): TrainingState {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !name.includes("/adam.")));
}
