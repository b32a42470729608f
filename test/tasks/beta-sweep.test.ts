import { describe, expect, it } from "vitest";
import { sweepPoint } from "../../src/engine/tasks/beta-sweep.ts";
import { genres, groups, languages } from "../steps/run-step.ts";

const epoch = { epoch: 1, epochs: 1, beta: 1, learningRate: 0.01, reconstruction: 0.5, kl: 0, total: 0.5 };
const trained = { latents: groups(5), history: [{ ...epoch, kl: 9 }, epoch] };

describe("a point of a β sweep", () => {
  it("has no divergence at β = 0, where a 0 would say that the latents hold nothing", () => {
    const at = (beta: number) => sweepPoint({ genres, languages }, { beta, k: 3, seed: 1 }, trained);
    expect(at(0)).toMatchObject({ beta: 0, kl: null, reconstruction: 0.5 });
    expect(at(0.1)).toMatchObject({ beta: 0.1, kl: 0 });
  });

  it("has no agreement with labels that no song has", () => {
    const none = genres.map(() => "");
    const point = sweepPoint({ genres: none, languages }, { beta: 1, k: 3, seed: 1 }, trained);
    expect(point.nmiGenre).toBeNull();
    expect(point.nmiLanguage).not.toBeNull();
  });
});
