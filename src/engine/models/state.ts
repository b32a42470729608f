import { initialWeights, type Parameter } from "../nn/index.ts";
import { isMoment, momentNames } from "./train-step.ts";

/** Everything that a training step changes, by name: weights and the optimiser's moments. */
export type TrainingState = Readonly<Record<string, Float32Array>>;

/** Drawn weights and moments of zero. */
export function initialState(parameters: readonly Parameter[], seed: number): TrainingState {
  const weights = initialWeights(parameters, seed);
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
