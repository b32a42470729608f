import { join } from "node:path";
import type { DecodedMel, LatentPlace, LatentSpace } from "../../../shared/contract/panel/latent.ts";
import { LOG_MEL, type LogMel } from "../../audio/features/log-mel.ts";
import { wavOf } from "../../audio/decode/write-wav.ts";
import { soundOfMel } from "../../audio/resynthesis/sound-of-mel.ts";
import { LatentuneError } from "../../core/errors.ts";
import { writeFileAtomic } from "../../core/files.ts";
import { sha256 } from "../../core/hash.ts";
import { boundFolder } from "../../store/bounded-folder.ts";
import type { WorkspacePaths } from "../../store/paths.ts";
import type { KeptRunPlace } from "../../results/view/from-files.ts";
import type { Decoders } from "./decoders.ts";
import { networkOf } from "./network-of-run.ts";

/** Columns of a decoded spectrogram: about what a panel is wide. */
const COLUMNS = 600;
/** Limit of the sounds that are kept, in bytes: half a minute takes one megabyte. */
const KEPT_BYTES = 50 * 2 ** 20;

/** Where the songs lie in a network's latents. @throws {LatentuneError} if the run has no such network with a decoder. */
export async function latentSpace(place: KeptRunPlace, model: string): Promise<LatentSpace> {
  const { latents, latentsFile: file } = networkOf(place, model);
  const { shape, data } = await latents();
  const [songs = 0, count = 0] = shape;
  const dimensions = Array.from({ length: count }, (_, dimension) => {
    let [min, max, sum, squares] = [Infinity, -Infinity, 0, 0];
    for (let at = dimension; at < data.length; at += count) {
      const value = data[at]!;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
    }
    for (let at = dimension; at < data.length; at += count) squares += (data[at]! - sum / songs) ** 2;
    return { dimension, min, max, variance: squares / songs };
  });
  return { file, dimensions: dimensions.sort((a, b) => b.variance - a.variance) };
}

/** What a network's decoder makes of a place in its latents, in the spectrogram's own unit. @throws as {@link latentSpace} */
async function decoded(place: KeptRunPlace, { model, latents }: LatentPlace, decoders: Decoders): Promise<LogMel> {
  const network = networkOf(place, model);
  if (!latents.every(Number.isFinite)) throw new LatentuneError("A latent is not a finite number.");
  const data = await decoders.decode(network.decoder, Float32Array.from(latents));
  const { bands } = LOG_MEL;
  return { bands, frames: data.length / bands, data };
}

/** The same as a picture. */
export async function decodeLatents(
  place: KeptRunPlace,
  latents: LatentPlace,
  decoders: Decoders,
): Promise<DecodedMel> {
  const { bands, frames, data } = await decoded(place, latents, decoders);
  const columns = Math.min(COLUMNS, frames);
  const values = new Float32Array(bands * columns);
  for (let band = 0; band < bands; band++) {
    for (let column = 0; column < columns; column++) {
      const from = Math.floor((column * frames) / columns);
      const to = Math.floor(((column + 1) * frames) / columns);
      let sum = 0;
      for (let frame = from; frame < to; frame++) sum += data[band * frames + frame]!;
      values[band * columns + column] = sum / (to - from);
    }
  }
  return { bands, columns, values: Buffer.from(values.buffer).toString("base64") };
}

/**
 * The same as sound: a WAV file of the cache, named by what it is the sound of.
 * @returns its absolute path. @throws as {@link latentSpace}; {CancelledError}
 */
export async function hearLatents(
  { cache }: Pick<WorkspacePaths, "cache">,
  place: KeptRunPlace,
  latents: LatentPlace,
  { decoders, signal }: { readonly decoders: Decoders; readonly signal: AbortSignal },
): Promise<string> {
  const mel = await decoded(place, latents, decoders);
  const samples = await soundOfMel(mel, { signal });
  const folder = join(cache, "resynthesised");
  const wav = wavOf(samples, LOG_MEL.sampleRate);
  const file = join(folder, `${sha256(wav)}.wav`);
  await writeFileAtomic(file, wav);
  await boundFolder(folder, KEPT_BYTES, [file]);
  return file;
}
