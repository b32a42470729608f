import { initialWeights, requireShape, type Parameter } from "../../nn/index.ts";
import type { StartRequest, VaeModel } from "../architectures/vae.ts";

/** The names of a parameter's moments. */
export const momentNames = (name: string): { mean: string; variance: string } => ({
  mean: `${name}/adam.mean`,
  variance: `${name}/adam.variance`,
});

/** Whether a tensor of the state is a moment of the optimiser rather than a weight. */
const isMoment = (name: string): boolean => name.includes("/adam.");

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
      requireShape(
        own.length === weight.length,
        "start",
        `${own.length} values for ${name}, which has ${weight.length}`,
      );
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

/** The state whose tensors are cut into the parts' tensors, one after the other. @param like names and sizes */
export function joinStates(like: TrainingState, parts: readonly TrainingState[]): TrainingState {
  return Object.fromEntries(
    Object.entries(like).map(([name, { length }]) => {
      const whole = new Float32Array(length);
      let end = 0;
      for (const { [name]: part } of parts) {
        if (part === undefined) continue;
        whole.set(part, end);
        end += part.length;
      }
      return [name, whole];
    }),
  );
}

/** The weights alone. */
export function weightsOf(state: TrainingState): TrainingState {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !isMoment(name)));
}
