import { initialWeights, requireShape, type Parameter } from "../nn/index.ts";
import { isMoment, momentNames } from "./train-step.ts";
import type { StartRequest, VaeModel } from "./vae.ts";

/** Everything that a training step changes, by name: weights and the optimiser's moments. */
export type TrainingState = Readonly<Record<string, Float32Array>>;

/**
 * The weights at the start, drawn from the seed or as the model makes them from the data, and moments of zero.
 * @throws {ShapeError} if the model's own start does not fit a parameter.
 */
export async function initialState(
  parameters: readonly Parameter[],
  { start }: Pick<VaeModel, "start">,
  request: Omit<StartRequest, "drawn">,
): Promise<TrainingState> {
  const drawn = initialWeights(parameters, request.settings.seed);
  const made = (await start?.({ ...request, drawn })) ?? {};
  const weights = Object.fromEntries(
    Object.entries(drawn).map(([name, weight]) => {
      const own = made[name] ?? weight;
      requireShape(own.length === weight.length, "start", `${own.length} values for ${name}, which has ${weight.length}`);
      return [name, own];
    }),
  );
  return Object.fromEntries(
    Object.entries(weights).flatMap(([name, weight]) => {
      const moments = momentNames(name);
      return [
        [name, weight],
        [moments.mean, new Float32Array(weight.length)],
        [moments.variance, new Float32Array(weight.length)],
      ];
    }),
  );
}

/** Arrays of the same names and sizes. */
export function emptyLike(state: TrainingState): TrainingState {
  return Object.fromEntries(Object.entries(state).map(([name, { length }]) => [name, new Float32Array(length)]));
}

/** The weights alone. */
export function weightsOf(state: TrainingState): TrainingState {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !isMoment(name)));
}
