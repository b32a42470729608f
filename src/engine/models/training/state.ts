import { initialWeights, requireShape, type AdamState, type Parameter } from "../../nn/index.ts";
import type { Objective, StartRequest } from "./objective.ts";

/** The names of a parameter's moments. */
export const momentNames = (name: string): { mean: string; variance: string } => ({
  mean: `${name}/adam.mean`,
  variance: `${name}/adam.variance`,
});

/** Everything that a training step changes, by name: weights and the optimiser's moments. Moments that are left out are 0. */
export type TrainingState = Readonly<Record<string, Float32Array>>;

/**
 * The weights at the start, drawn from the seed or as the model makes them from the data.
 * @throws {ShapeError} if the model's own start does not fit a parameter.
 */
export async function initialState(
  parameters: readonly Parameter[],
  { start }: Pick<Objective, "start">,
  request: Omit<StartRequest, "drawn">,
): Promise<TrainingState> {
  const drawn = initialWeights(parameters, request.settings.seed);
  const made = (await start?.({ ...request, drawn })) ?? {};
  const weights = Object.entries(drawn).map(([name, values]): [string, Float32Array] => {
    const weight = made[name] ?? values;
    const why = `${weight.length} values for ${name}, which has ${values.length}`;
    requireShape(weight.length === values.length, "start", why);
    return [name, weight];
  });
  return Object.fromEntries(weights);
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

/** What a message to another thread gives away with a state: nothing of what threads share. */
export const buffersOf = (state: TrainingState): ArrayBuffer[] => [
  ...new Set(Object.values(state).flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []))),
];

/** The weights alone, without the optimiser's moments. */
export function weightsOf(state: TrainingState): TrainingState {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !name.includes("/adam.")));
}
