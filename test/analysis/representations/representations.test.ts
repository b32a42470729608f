import { describe, expect, it } from "vitest";
import { type Matrix, joinColumns, matrix, matrixFromRows, rowOf } from "../../../src/engine/core/matrix.ts";
import { standardisedGenres, weighted } from "../../../src/engine/analysis/representations/hybrid.ts";
import { columnMeans } from "../../../src/engine/core/linalg.ts";
import { directions } from "../../../src/engine/analysis/representations/directions.ts";
import { formatG } from "../../../src/engine/analysis/representations/format-g.ts";
import {
  describeRepresentations,
  makeRepresentations,
  type RepresentationSettings,
} from "../../../src/engine/analysis/representations/representations.ts";
import { standardise } from "../../../src/engine/analysis/representations/standardise.ts";
import { REPRESENTATIONS } from "../../../src/engine/analysis/representations/tables.ts";
import { TASKS } from "../../../src/shared/contract/settings.ts";
import { cloud } from "../../golden/lcg.ts";

const meanMel = cloud({ rows: 12, cols: 80, seed: 1 });
const latent = cloud({ rows: 12, cols: 16, seed: 2 });
const aeLatent = cloud({ rows: 12, cols: 16, seed: 3 });
const lyrics = cloud({ rows: 12, cols: 5, seed: 4 });
const audioModel = cloud({ rows: 12, cols: 9, seed: 5 });
const contrastive = cloud({ rows: 12, cols: 7, seed: 6 });
const genres = ["pop", "folk", "pop", "rock", "folk", "pop", "rock", "pop", "folk", "pop", "folk", "rock"];

const settings = { includeGenreFeature: false, gamma: 1 };
const MEDIUM_SETTINGS = { ...settings, alphas: REPRESENTATIONS.medium.alphas };
const HARD_SETTINGS = { ...settings, alphas: REPRESENTATIONS.hard.alphas };
const hard = (given: Partial<RepresentationSettings> = {}, inputs = {}) =>
  makeRepresentations(
    "hard",
    { meanMel, lyrics, vaeLatent: latent, aeLatent, genres, ...inputs },
    { ...HARD_SETTINGS, ...given },
  );

function squaredDistance(m: Matrix, a: number, b: number): number {
  return rowOf(m, a).reduce((sum, value, col) => sum + (value - rowOf(m, b)[col]!) ** 2, 0);
}

describe("formatG", () => {
  it.each([
    [1, "1"],
    [0.3, "0.3"],
    [0.001, "0.001"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [1.5, "1.5"],
    [10, "10"],
    [123456, "123456"],
    [1234567, "1.23457e+06"],
    [0.30000000000000004, "0.3"],
    [2.5, "2.5"],
    [999999.5, "1e+06"],
    [0, "0"],
    [-0.05, "-0.05"],
  ])("writes %d as Python's :g does", (value, text) => {
    expect(formatG(value)).toBe(text);
  });
});

describe("the Medium task's representations", () => {
  const representations = makeRepresentations("medium", { meanMel, vaeLatent: latent, lyrics }, MEDIUM_SETTINGS);

  it("names them as the reference does, in its order", () => {
    expect(representations.map(({ name }) => name)).toEqual([
      "audio_baseline_meanmel",
      "audio_vae_latent",
      "lyrics_svd",
      "hybrid_alpha1_audioVAE_plus_lyrics",
      "hybrid_alpha0.3_audioVAE_plus_lyrics",
      "hybrid_alpha0.1_audioVAE_plus_lyrics",
      "hybrid_alpha0.03_audioVAE_plus_lyrics",
      "hybrid_alpha0.01_audioVAE_plus_lyrics",
      "hybrid_alpha0.003_audioVAE_plus_lyrics",
      "hybrid_alpha0.001_audioVAE_plus_lyrics",
      "audio_vae_latent_raw",
      "audio_vae_latent_direction",
    ]);
  });

  it("weights the standardised audio and does not standardise again", () => {
    const hybrid = representations[4]!.matrix;
    expect(hybrid.cols).toBe(21);
    const audio = standardise(latent).matrix;
    const words = standardise(lyrics).matrix;
    expect(squaredDistance(hybrid, 2, 7)).toBeCloseTo(
      0.09 * squaredDistance(audio, 2, 7) + squaredDistance(words, 2, 7),
      12,
    );
  });

  it("leaves lyrics and hybrids out where there are no lyrics at all", () => {
    const without = makeRepresentations(
      "medium",
      { meanMel, vaeLatent: latent, lyrics: matrix(12, 0) },
      MEDIUM_SETTINGS,
    );
    expect(without.map(({ name }) => name)).toEqual([
      "audio_baseline_meanmel",
      "audio_vae_latent",
      "audio_vae_latent_raw",
      "audio_vae_latent_direction",
    ]);
  });

  it("refuses inputs of different songs", () => {
    const inputs = { meanMel, vaeLatent: latent, lyrics: cloud({ rows: 11, cols: 5, seed: 4 }) };
    expect(() => makeRepresentations("medium", inputs, MEDIUM_SETTINGS)).toThrow("meanMel 12, vaeLatent 12, lyrics 11");
  });
});

describe("the Hard task's representations", () => {
  it("names them as the reference does, in its order", () => {
    expect(hard({ includeGenreFeature: true, alphas: [1, 0.3], gamma: 0.5 }).map(({ name }) => name)).toEqual([
      "spectral_meanmel",
      "spectral_pca16",
      "lyrics_embed",
      "audio_betaVAE_latent",
      "audio_autoencoder_latent",
      "hybrid_alpha1_audio+lyrics",
      "hybrid_alpha0.3_audio+lyrics",
      "multimodal_alpha1_audio+lyrics+genreOH_gamma0.5",
      "multimodal_alpha0.3_audio+lyrics+genreOH_gamma0.5",
      "audio_betaVAE_latent_raw",
      "audio_betaVAE_latent_direction",
      "audio_autoencoder_latent_raw",
      "audio_autoencoder_latent_direction",
    ]);
  });

  it("has each network's latents once standardised and once as they are", () => {
    const byName = new Map(hard().map(({ name, matrix }) => [name, matrix]));
    expect(byName.get("audio_betaVAE_latent")).toEqual(standardise(latent).matrix);
    expect(byName.get("audio_autoencoder_latent")).toEqual(standardise(aeLatent).matrix);
    expect(byName.get("audio_betaVAE_latent_raw")).toEqual(latent);
    expect(byName.get("audio_autoencoder_latent_raw")).toEqual(aeLatent);
    expect(byName.get("audio_betaVAE_latent_direction")).toEqual(directions(latent));
    expect(byName.get("audio_autoencoder_latent_direction")).toEqual(directions(aeLatent));
  });

  it("has the contrastive network after them, standardised, where there is one", () => {
    const found = hard({}, { contrastive }).find(({ name }) => name === "audio_contrastive")!;
    expect(found).toMatchObject({ label: "Contrastive", kind: "audio", drawn: "always", holdsLabel: null });
    expect(found.matrix).toEqual(standardise(contrastive).matrix);
  });

  it("has directions whose distances are those of the angles between songs, seen from their mean", () => {
    const moved = matrixFromRows([
      [13, 4],
      [9, 4],
      [10, 8],
      [10, 0],
      [10, 4],
      [8, 4],
    ]);
    // The mean is (10, 4).
    expect(directions(moved)).toEqual(
      matrixFromRows([
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
        [0, 0],
        [-1, 0],
      ]),
    );
    const found = directions(latent);
    const means = columnMeans(latent);
    const off = (row: number) => Array.from(rowOf(latent, row), (value, col) => value - means[col]!);
    const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    const [a, b] = [off(3), off(9)];
    const cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    expect(squaredDistance(found, 3, 9)).toBeCloseTo(2 - 2 * cosine, 12);
  });

  it("has min(16, N − 1) whitened spectral components", () => {
    const spectral = hard()[1]!.matrix;
    expect(spectral).toMatchObject({ rows: 12, cols: 11 });
    const sums = [0, 0];
    for (let row = 0; row < 12; row++) {
      const values = rowOf(spectral, row);
      sums[0]! += values[10]! ** 2;
      sums[1]! += values[0]! * values[10]!;
    }
    expect(sums[0]).toBeCloseTo(12, 10);
    expect(sums[1]).toBeCloseTo(0, 10);
  });

  it("equals the reference's twice standardised join at α = γ = 1", () => {
    const multimodal = hard({ includeGenreFeature: true, alphas: [1] }).find(
      ({ kind }) => kind === "multimodal",
    )!.matrix;
    const oneHot = matrixFromRows(genres.map((genre) => ["folk", "pop", "rock"].map((name) => Number(name === genre))));
    const reference = standardise(joinColumns([standardise(latent).matrix, standardise(lyrics).matrix, oneHot])).matrix;
    expect(multimodal.cols).toBe(reference.cols);
    multimodal.data.forEach((value, at) => {
      expect(value).toBeCloseTo(reference.data[at]!, 12);
    });
  });

  it("refuses the genre feature without genres", () => {
    expect(() => hard({ includeGenreFeature: true }, { genres: genres.map(() => "") })).toThrow("no song has a genre");
    expect(() => hard({ includeGenreFeature: true }, { genres: ["pop"] })).toThrow("1 genres for 12 songs");
  });

  it("refuses a negative weight", () => {
    expect(() => hard({ alphas: [-1] })).toThrow("A weight of -1");
    expect(() => weighted(lyrics, NaN)).toThrow("A weight of NaN");
  });
});

describe("the audio model's representations", () => {
  const inputs = { meanMel, lyrics, lyricsTransformer: latent, vaeLatent: latent, audioModel };
  const own = { alphas: [2, 0.5], gamma: 1, includeGenreFeature: false };
  /** The last five before the latents that are not standardised. */
  const lastOf = (task: "medium" | "hard", settings: RepresentationSettings) =>
    makeRepresentations(task, inputs, settings)
      .filter(({ name }) => !/_(raw|direction)$/.test(name))
      .slice(-5);

  it.each(["medium", "hard"] as const)("come after the reference's, named after the model: %s", (task) => {
    const named = (audioModel: string): string[] =>
      lastOf(task, { ...own, audioModel }).map(({ name, label }) => `${name}: ${label}`);
    expect(named("musicnn")).toEqual([
      "audio_musicnn: MusiCNN",
      "hybrid_alpha2_musicnn+lyrics: MusiCNN × 2 + lyrics",
      "hybrid_alpha0.5_musicnn+lyrics: MusiCNN × 0.5 + lyrics",
      "hybrid_alpha2_musicnn+lyrics_transformer: MusiCNN × 2 + lyrics by meaning",
      "hybrid_alpha0.5_musicnn+lyrics_transformer: MusiCNN × 0.5 + lyrics by meaning",
    ]);
    expect(named("models/net.onnx").slice(0, 2)).toEqual([
      "audio_model_net: net (audio model)",
      "hybrid_alpha2_model_net+lyrics: net (audio model) × 2 + lyrics",
    ]);
  });

  it("are its standardised columns, in hybrids times α beside the lyrics", () => {
    const made = lastOf("hard", own);
    const audio = standardise(audioModel).matrix;
    expect(made[0]!.matrix).toEqual(audio);
    const words = [lyrics, lyrics, latent, latent].map((given) => standardise(given).matrix);
    for (const [index, { matrix: hybrid }] of made.slice(1).entries()) {
      const alpha = [2, 0.5, 2, 0.5][index]!;
      expect(hybrid).toEqual(joinColumns([weighted(audio, alpha), words[index]!]));
    }
  });

  it("are left out where there are none, or no lyrics", () => {
    const names = (given: object): string[] => makeRepresentations("hard", given, own).map(({ name }) => name);
    expect(names({ meanMel, lyrics }).filter((name) => name.includes("musicnn"))).toEqual([]);
    expect(names({ meanMel, audioModel }).filter((name) => name.includes("musicnn"))).toEqual(["audio_musicnn"]);
  });
});

describe("the representations of --architecture contrastive", () => {
  const own = { alphas: [2, 0.5], gamma: 0.25, includeGenreFeature: true } as const;
  const inputs = { meanMel, lyrics, lyricsTransformer: latent, audioModel, contrastive, genres };
  const named = (task: "medium" | "hard", settings: RepresentationSettings): string[] =>
    makeRepresentations(task, inputs, settings)
      .map(
        ({ name, label, drawn }) =>
          `${name}: ${label}, ${typeof drawn === "object" ? `best of ${drawn.bestOf}` : drawn}`,
      )
      .filter((text) => text.includes("ontrastive"));
  const HYBRIDS = [
    "audio_contrastive: Contrastive, always",
    "hybrid_alpha2_contrastive+lyrics: Contrastive × 2 + lyrics, best of contrastive",
    "hybrid_alpha0.5_contrastive+lyrics: Contrastive × 0.5 + lyrics, best of contrastive",
    "hybrid_alpha2_contrastive+lyrics_transformer: Contrastive × 2 + lyrics by meaning, best of contrastive",
    "hybrid_alpha0.5_contrastive+lyrics_transformer: Contrastive × 0.5 + lyrics by meaning, best of contrastive",
  ];
  const MULTIMODAL = [
    "multimodal_alpha2_contrastive+lyrics+genreOH_gamma0.25: Contrastive × 2 + lyrics + genre × 0.25, never",
    "multimodal_alpha0.5_contrastive+lyrics+genreOH_gamma0.25: Contrastive × 0.5 + lyrics + genre × 0.25, never",
  ];

  it("are hybrids with the contrastive network, which are nowhere else", () => {
    expect(named("hard", { ...own, architecture: "contrastive" })).toEqual([...HYBRIDS, ...MULTIMODAL]);
    expect(named("hard", { ...own, architecture: "contrastive", includeGenreFeature: false })).toEqual(HYBRIDS);
    expect(named("medium", { ...own, architecture: "contrastive" })).toEqual(HYBRIDS);
    for (const architecture of ["compact", "reference"] as const) {
      expect(named("hard", { ...own, architecture })).toEqual(HYBRIDS.slice(0, 1));
      expect(named("medium", { ...own, architecture })).toEqual([]);
    }
    expect(named("hard", own)).toEqual(HYBRIDS.slice(0, 1));
  });

  it("come after the audio model's, and those of networks that are not there are left out", () => {
    const names = makeRepresentations("hard", inputs, { ...own, architecture: "contrastive" }).map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual(["spectral_meanmel", "spectral_pca16", "lyrics_embed", "lyrics_transformer"]);
    expect(names.slice(4, 9).every((name) => name.includes("musicnn"))).toBe(true);
    expect(names.slice(9).every((name) => name.includes("contrastive"))).toBe(true);
    expect(names).toHaveLength(9 + HYBRIDS.length + MULTIMODAL.length);
  });

  it("are the network's standardised columns times α beside the lyrics, and the genre times γ", () => {
    const made = new Map(
      makeRepresentations("hard", inputs, { ...own, architecture: "contrastive" }).map((each) => [each.name, each]),
    );
    const audio = weighted(standardise(contrastive).matrix, 0.5);
    const words = standardise(lyrics).matrix;
    expect(made.get("hybrid_alpha0.5_contrastive+lyrics")!.matrix).toEqual(joinColumns([audio, words]));
    expect(made.get("hybrid_alpha0.5_contrastive+lyrics_transformer")!.matrix).toEqual(
      joinColumns([audio, standardise(latent).matrix]),
    );
    const withGenre = made.get("multimodal_alpha0.5_contrastive+lyrics+genreOH_gamma0.25")!;
    expect(withGenre.matrix).toEqual(joinColumns([audio, words, weighted(standardisedGenres(genres), 0.25)]));
    expect(withGenre.holdsLabel).toBe("genre");
  });
});

describe("descriptions", () => {
  const inputs = {
    meanMel,
    lyrics,
    lyricsTransformer: lyrics,
    vaeLatent: latent,
    aeLatent,
    audioModel,
    contrastive,
    mfcc: meanMel,
    genres,
  };
  const all = { alphas: [2, 0.5], gamma: 0.25, includeGenreFeature: true };

  it.each([
    ...TASKS.map((task) => [task, "compact"] as const),
    ["medium", "contrastive"] as const,
    ["hard", "contrastive"] as const,
  ])("are the same with and without the inputs, and their labels differ: %s, %s", (task, architecture) => {
    // The Medium task makes the contrastive network only with its architecture.
    const given = task === "medium" && architecture === "compact" ? { ...inputs, contrastive: undefined } : inputs;
    const made = makeRepresentations(task, given, { ...all, architecture });
    const described = describeRepresentations(task, { ...all, architecture });
    expect(made).toMatchObject([...described.values()]);
    expect([...described.keys()]).toEqual(made.map(({ name }) => name));
    expect(new Set(made.map(({ label }) => label)).size).toBe(made.length);
    expect(new Set(made.map(({ mapName }) => mapName)).size).toBe(made.length);
  });

  it("say what a representation is made of", () => {
    const { kind, label, parts, holdsLabel } = describeRepresentations("hard", all).get(
      "multimodal_alpha0.5_audio+lyrics+genreOH_gamma0.25",
    )!;
    expect({ kind, label, parts, holdsLabel }).toEqual({
      kind: "multimodal",
      label: "Audio × 0.5 + lyrics + genre × 0.25",
      parts: [
        { modality: "audio", weight: 0.5 },
        { modality: "lyrics", weight: 1 },
        { modality: "genre", weight: 0.25 },
      ],
      holdsLabel: "genre",
    });
    const held = [...describeRepresentations("hard", all).values()].filter((each) => each.holdsLabel !== null);
    expect(held.map(({ kind }) => kind)).toEqual(["multimodal", "multimodal"]);
  });
});

describe("the Easy task's representations", () => {
  it("are the latents as they are, and as many components of the standardised statistics", () => {
    const [vae, components] = makeRepresentations("easy", { vaeLatent: latent, mfcc: meanMel }, HARD_SETTINGS);
    expect([vae!.name, components!.name]).toEqual(["VAE", "PCA"]);
    expect(vae!.matrix).toEqual(latent);
    // Twelve songs have no more than twelve.
    expect(components!.matrix).toMatchObject({ rows: 12, cols: 12 });
  });
});

describe("standardisedGenres", () => {
  it("puts a song without a genre at the mean of every column", () => {
    const m = standardisedGenres(["b", null, "a", "", "b"]);
    expect(m).toMatchObject({ rows: 5, cols: 2 });
    expect(Array.from(rowOf(m, 1))).toEqual([0, 0]);
    expect(Array.from(rowOf(m, 3))).toEqual([0, 0]);
    expect(rowOf(m, 2)[0]).toBeCloseTo(Math.SQRT2, 14);
    expect(rowOf(m, 0)[0]).toBeCloseTo(-Math.SQRT1_2, 14);
  });
});

it("the weights of the audio in hybrids are those of the reference", () => {
  expect(REPRESENTATIONS.medium.alphas).toEqual([1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001]);
  expect(REPRESENTATIONS.hard.alphas).toEqual([1, 0.3, 0.1, 0.03, 0.01]);
});
