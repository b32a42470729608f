import { describe, expect, it } from "vitest";
import { planRepresentations } from "../../../src/engine/analysis/representations/representations.ts";
import { tunableParts, weightedRepresentation } from "../../../src/engine/analysis/tuning/weighted.ts";
import { matrixFromRows } from "../../../src/engine/core/matrix.ts";

const plans = planRepresentations("hard", { alphas: [1, 0.3], gamma: 0.5 });
const kept = new Set(plans.map(({ name }) => name));
const one = { name: "a", label: "A", matrix: matrixFromRows([[1], [2]]) };
const other = { name: "b", label: "B", matrix: matrixFromRows([[3], [4]]) };

describe("what a representation can be weighted with", () => {
  it("is its own sound and words, else the run's first", () => {
    expect(tunableParts(plans, kept, "hybrid_alpha0.3_audio+lyrics")).toEqual({
      holders: { audio: "audio_betaVAE_latent", lyrics: "lyrics_embed" },
      weights: { audio: 0.3, lyrics: 1, genre: 0 },
    });
    expect(tunableParts(plans, kept, "audio_autoencoder_latent")).toEqual({
      holders: { audio: "audio_autoencoder_latent", lyrics: "lyrics_embed" },
      weights: { audio: 1, lyrics: 0, genre: 0 },
    });
    expect(tunableParts(plans, kept, "lyrics_transformer")?.holders).toEqual({
      audio: "audio_betaVAE_latent",
      lyrics: "lyrics_transformer",
    });
    expect(tunableParts(plans, kept, "multimodal_alpha0.3_audio+lyrics+genreOH_gamma0.5")?.weights).toEqual({
      audio: 0.3,
      lyrics: 1,
      genre: 0.5,
    });
  });

  it("is nothing of what the run does not keep by itself", () => {
    const without = new Set([...kept].filter((name) => name !== "lyrics_embed"));
    expect(tunableParts(plans, without, "hybrid_alpha0.3_audio+lyrics")).toBeUndefined();
    expect(tunableParts(plans, without, "audio_betaVAE_latent")?.holders.lyrics).toBeNull();
    expect(tunableParts(plans, kept, "unknown")).toBeUndefined();
  });
});

describe("a weighted representation", () => {
  it("joins what has a weight, with the standardised genres times theirs", () => {
    const held = { audio: one, lyrics: other, genres: ["x", "y"] };
    const { matrix, ...about } = weightedRepresentation({ audio: 2, lyrics: 0, genre: 0.5 }, held);
    expect([...matrix.data]).toEqual([2, 0.5, -0.5, 4, -0.5, 0.5]);
    expect(about).toMatchObject({
      name: "weighted_a_x2+genre_x0.5",
      label: "A × 2 + genre × 0.5",
      holdsLabel: "genre",
    });
    expect(weightedRepresentation({ audio: 1, lyrics: 0.5, genre: 0 }, held)).toMatchObject({
      label: "A + b × 0.5",
      kind: "hybrid",
      holdsLabel: null,
      parts: [
        { modality: "audio", weight: 1 },
        { modality: "lyrics", weight: 0.5 },
      ],
    });
  });

  it("says what cannot be weighted", () => {
    const held = { audio: one, lyrics: null, genres: ["", ""] };
    const weigh = (audio: number, lyrics: number, genre: number) => () =>
      weightedRepresentation({ audio, lyrics, genre }, held);
    expect(weigh(0, 0, 0)).toThrow("All weights are 0");
    expect(weigh(-1, 0, 0)).toThrow("The weight -1 of audio");
    expect(weigh(1, 1, 0)).toThrow("nothing of its own for lyrics");
    expect(weigh(1, 0, 1)).toThrow("No song has a genre");
  });
});
