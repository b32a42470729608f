import { describe, expect, test } from "vitest";
import { trainVae } from "../../src/engine/models/train-vae.ts";
import type { VaeModel } from "../../src/engine/models/architectures/vae.ts";
import type { StartRequest } from "../../src/engine/models/training/objective.ts";
import { initialWeights, parametersOf, input } from "../../src/engine/nn/index.ts";
import { lineSource, SMALL_MODEL, SMALL_SETTINGS } from "./small.ts";

const SOURCE = lineSource(10);
const SETTINGS = { ...SMALL_SETTINGS, epochs: 2 };
const NAME = "decoder.2.bias";

async function weightsAfterTraining(model: VaeModel): Promise<Readonly<Record<string, Float32Array>>> {
  const trained = await trainVae(model, SOURCE, SETTINGS);
  await trained.dispose();
  return trained.weights;
}

describe("a model that chooses its start and its learning rates", () => {
  test("a parameter whose rate is 0 stays where the model's own start put it; the others are trained", async () => {
    const own = Float32Array.of(1, 2, 3, 4, 5, 6);
    const weights = await weightsAfterTraining({
      ...SMALL_MODEL,
      learningRateScale: (name) => (name === NAME ? 0 : 1),
      start: () => Promise.resolve({ [NAME]: own }),
    });
    expect(weights[NAME]).toEqual(own);
    const drawn = initialWeights(parametersOf([SMALL_MODEL.decode(input("z", [1, 2]))]), SETTINGS.seed);
    expect(weights["decoder.2.weight"]).not.toEqual(drawn["decoder.2.weight"]);
  });

  test("the start sees the drawn weights, the data and their normalisation", async () => {
    const requests: StartRequest[] = [];
    const start = (request: StartRequest) => {
      requests.push(request);
      return Promise.resolve({});
    };
    const plain = await weightsAfterTraining(SMALL_MODEL);
    expect(await weightsAfterTraining({ ...SMALL_MODEL, start })).toEqual(plain);
    expect(requests).toHaveLength(1);
    const { drawn, source, settings, normalisation } = requests[0]!;
    expect(Object.keys(drawn).sort()).toEqual(Object.keys(plain).sort());
    expect(source).toBe(SOURCE);
    expect(settings).toBe(SETTINGS);
    expect(normalisation.mean).toHaveLength(6);
  });

  test("half the rate moves the first step half as far", async () => {
    const settings = { ...SETTINGS, epochs: 1, batchSize: 10 };
    const drawn = initialWeights(parametersOf([SMALL_MODEL.decode(input("z", [1, 2]))]), settings.seed)[NAME]!;
    const moved: number[][] = [];
    for (const rate of [1, 0.5]) {
      const trained = await trainVae({ ...SMALL_MODEL, learningRateScale: () => rate }, SOURCE, settings);
      await trained.dispose();
      moved.push(Array.from(trained.weights[NAME]!, (value, index) => value - drawn[index]!));
    }
    moved[0]!.forEach((step, index) => {
      expect(Math.abs(step)).toBeGreaterThan(1e-4);
      expect(moved[1]![index]).toBeCloseTo(step / 2, 6);
    });
  });

  test("a start of the wrong size is an error that names the parameter", async () => {
    const start = () => Promise.resolve({ [NAME]: new Float32Array(5) });
    await expect(trainVae({ ...SMALL_MODEL, start }, SOURCE, SETTINGS)).rejects.toThrow(
      /decoder\.2\.bias, which has 6/,
    );
  });
});
