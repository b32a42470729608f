import { join } from "node:path";
import { LatentuneError, messageOf, throwIfCancelled } from "../../core/errors.ts";
import { writeFileAtomic } from "../../core/files.ts";
import { FILE_LIMITS, readGivenFile } from "../../core/given-file.ts";
import { keyOf, sha256 } from "../../core/hash.ts";
import { loadModel, type LoadedModel } from "../../nn/load-model.ts";
import type { Feature, FeatureModel } from "../features/feature.ts";
import { LOG_MEL, logMelFeature, meanMel, whisperLogMel, type LogMel } from "../features/log-mel.ts";

/** A trained network, as far as songs are encoded with it. */
export interface SongNetwork {
  /** An ONNX model: `mel` (batch, 1, bands, frames) in, `mu` (batch, columns) out. */
  readonly encoder: Uint8Array;
  /** The way back, `z` to `mel`; left out for a network without one. */
  readonly decoder?: Uint8Array;
  /** Numbers of `mu`. */
  readonly columns: number;
  /** Standard deviation of the data set that it normalises by. */
  readonly deviation: number;
}

/** What the folder of the networks says of each; its weights lie beside it. */
type NetworkFacts = Pick<SongNetwork, "columns" | "deviation"> & { readonly decodes: boolean };

const FACTS = "networks.json";
const encoderFile = (index: number): string => `encoder-${index}.onnx`;
const decoderFile = (index: number): string => `decoder-${index}.onnx`;

/**
 * Writes networks to where workers read them, in a folder named by their content.
 * @param folder of all such folders
 * @returns the feature that encodes a song with all of them at once: the mean of its spectrogram over time, and then of each
 * network, from its start on, μ and, where it decodes, the mean squared error
 */
export async function writeNetworks(
  folder: string,
  networks: readonly SongNetwork[],
): Promise<{ readonly feature: Feature; readonly starts: readonly number[] }> {
  const facts = networks.map(({ columns, deviation, decoder }) => ({
    ...{ columns, deviation },
    decodes: decoder !== undefined,
  }));
  const files = networks.flatMap(({ encoder, decoder }, index) => [
    [encoderFile(index), encoder] as const,
    ...(decoder === undefined ? [] : [[decoderFile(index), decoder] as const]),
  ]);
  const key = keyOfNetworks(
    facts,
    files.map(([, content]) => content),
  );
  const path = join(folder, key);
  for (const [name, content] of files) await writeFileAtomic(join(path, name), content);
  await writeFileAtomic(join(path, FACTS), JSON.stringify(facts));
  return { feature: featureOf({ kind: "encoders", path, key }, facts), starts: layoutOf(facts).starts };
}

function keyOfNetworks(facts: readonly NetworkFacts[], files: readonly Uint8Array[]): string {
  return keyOf({ facts, files: files.map(sha256) });
}

const opened = new Map<string, Promise<Feature>>();

/** The feature of networks that {@link writeNetworks} wrote, here or in another process; the same one for all jobs of a thread. */
export function encodingFeature(model: FeatureModel): Promise<Feature> {
  const feature = opened.get(model.key) ?? readFacts(model.path).then((facts) => featureOf(model, facts));
  opened.set(model.key, feature);
  feature.catch(() => opened.delete(model.key));
  return feature;
}

async function readFacts(folder: string): Promise<readonly NetworkFacts[]> {
  const bytes = await readGivenFile(join(folder, FACTS), "The list of networks", FILE_LIMITS.json);
  return JSON.parse(bytes.toString()) as readonly NetworkFacts[];
}

/** Raised whenever a song is encoded differently by the same networks. */
export const ENCODING_VERSION = 2;

function featureOf(model: FeatureModel, facts: readonly NetworkFacts[]): Feature {
  const length = layoutOf(facts).length;
  let ready: Promise<readonly LoadedNetwork[]> | undefined;
  return {
    ...logMelFeature,
    name: "encoding",
    version: ENCODING_VERSION,
    model,
    shape: () => [length],
    async compute(samples, seconds, signal) {
      ready ??= loadNetworks(model, facts);
      const networks = await ready.catch((error: unknown) => {
        ready = undefined;
        throw error;
      });
      const mel = whisperLogMel(samples, seconds);
      const data = new Float32Array(length);
      data.set(meanMel(mel));
      let at: number = LOG_MEL.bands;
      for (const network of networks) {
        throwIfCancelled(signal);
        const numbers = await encode(network, mel);
        data.set(numbers, at);
        at += numbers.length;
      }
      return { shape: [length], data };
    },
  };
}

/** Where the numbers of each network begin in a song's encoding, and how many there are in all. */
function layoutOf(facts: readonly NetworkFacts[]): { readonly starts: readonly number[]; readonly length: number } {
  let length: number = LOG_MEL.bands;
  const starts = facts.map(({ columns, decodes }) => {
    const start = length;
    length += columns + (decodes ? 1 : 0);
    return start;
  });
  return { starts, length };
}

interface LoadedNetwork extends NetworkFacts {
  readonly encoder: LoadedModel;
  readonly decoder: LoadedModel | null;
}

async function loadNetworks({ path, key }: FeatureModel, facts: readonly NetworkFacts[]): Promise<LoadedNetwork[]> {
  const read = (name: string): Promise<Uint8Array> =>
    readGivenFile(join(path, name), "The trained network", FILE_LIMITS.array);
  const files: Uint8Array[] = [];
  const networks: (() => Promise<LoadedNetwork>)[] = [];
  for (const [index, each] of facts.entries()) {
    const encoder = await read(encoderFile(index));
    const decoder = each.decodes ? await read(decoderFile(index)) : null;
    files.push(encoder);
    if (decoder !== null) files.push(decoder);
    networks.push(async () => ({
      ...each,
      encoder: await loadModel(encoder, 1),
      decoder: decoder === null ? null : await loadModel(decoder, 1),
    }));
  }
  if (keyOfNetworks(facts, files) !== key)
    throw new LatentuneError("The trained networks are not as they were written.", {
      file: path,
      remedy: "Run again.",
    });
  const loaded: LoadedNetwork[] = [];
  for (const load of networks) loaded.push(await load());
  return loaded;
}

/** μ, and behind it the mean squared error of its reconstruction in units of the normalised spectrogram. */
async function encode(
  { encoder, decoder, columns, deviation }: LoadedNetwork,
  { bands, frames, data }: LogMel,
): Promise<Float32Array> {
  try {
    const mel = { data, shape: [1, 1, bands, frames] };
    const [mu] = await encoder.run({ [encoder.inputs[0]!]: mel }, [encoder.outputs[0]!]);
    const numbers = new Float32Array(columns + (decoder === null ? 0 : 1));
    numbers.set(mu!.data);
    if (decoder === null) return numbers;
    const [image] = await decoder.run({ [decoder.inputs[0]!]: mu! }, [decoder.outputs[0]!]);
    let sum = 0;
    for (let index = 0; index < data.length; index++) sum += ((image!.data[index]! - data[index]!) / deviation) ** 2;
    numbers[columns] = sum / data.length;
    return numbers;
  } catch (error) {
    throw new LatentuneError(`The network cannot be run on ${bands} × ${frames} values: ${messageOf(error)}`);
  }
}
