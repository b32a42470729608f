import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { cutTree, wardLinkage } from "../../../src/engine/analysis/clustering/ward/ward.ts";
import { type Matrix, matrix } from "../../../src/engine/core/matrix.ts";
import { LOG_MEL, meanMel, whisperLogMel } from "../../../src/engine/audio/features/log-mel.ts";
import { decodeAudio } from "../../../src/engine/audio/decode/decode-audio.ts";
import { agreement } from "../../../src/engine/analysis/metrics/agreement.ts";
import { silhouette } from "../../../src/engine/analysis/metrics/silhouette.ts";
import { makeRepresentations } from "../../../src/engine/analysis/representations/representations.ts";
import { songs30 } from "../../lyrics/songs.ts";

const DATA = fileURLToPath(new URL("../../../examples/songs30/data/", import.meta.url));

/** Songs × 80, from the audio files, in the order of lyrics.csv. */
async function songs30MeanMel(): Promise<Matrix> {
  const rows: { filename: string }[] = parse(readFileSync(join(DATA, "lyrics", "lyrics.csv")), {
    columns: true,
    bom: true,
  });
  const files = readdirSync(join(DATA, "audio"), { recursive: true, withFileTypes: true });
  const out = matrix(rows.length, LOG_MEL.bands);
  for (const [row, { filename }] of rows.entries()) {
    const file = files.find(({ name }) => name.normalize("NFC") === filename.normalize("NFC"))!;
    const { samples } = await decodeAudio(join(file.parentPath, file.name), {
      sampleRate: LOG_MEL.sampleRate,
      seconds: 30,
    });
    out.data.set(meanMel(whisperLogMel(samples)), row * LOG_MEL.bands);
  }
  return out;
}

/** What the reference prints for Ward, four clusters: silhouette, ARI and NMI of language, ARI, NMI and purity of genre. */
const PUBLISHED = {
  spectral_meanmel: ["0.395", "0.261", "0.410", "0.115", "0.385", "0.533"],
  spectral_pca16: ["0.039", "0.142", "0.262", "0.256", "0.447", "0.567"],
} as const;

describe("the reference's spectral rows of songs30, from its audio", () => {
  const spectral = new Map<string, Matrix>();

  beforeAll(async () => {
    const meanMels = await songs30MeanMel();
    const unused = matrix(30, 1);
    const inputs = { meanMel: meanMels, lyrics: matrix(30, 0), vaeLatent: unused, aeLatent: unused };
    const settings = { alphas: [], includeGenreFeature: false, gamma: 1 };
    for (const { name, matrix: points } of makeRepresentations("hard", inputs, settings)) spectral.set(name, points);
  });

  it.each(Object.entries(PUBLISHED))("%s equals the printed digits", (name, published) => {
    const points = spectral.get(name)!;
    const labels = cutTree(wardLinkage(points), 4);
    const { languages, genres } = songs30();
    const [language, genre] = [agreement(languages, labels), agreement(genres, labels)];
    const shape = silhouette(points, labels).overall;
    const values = [shape, language.ARI, language.NMI, genre.ARI, genre.NMI, genre.purity];
    expect(values.map(({ value }) => value?.toFixed(3))).toEqual(published);
  });
});
