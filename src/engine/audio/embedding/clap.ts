import { join } from "node:path";
import type { Tensor as LibraryTensor } from "@huggingface/transformers";
import { throwIfCancelled } from "../../core/errors.ts";
import { keyOf, sha256OfFile } from "../../core/hash.ts";
import { modelFiles } from "../../hub/layout.ts";
import type { LocatedModel } from "../../hub/locate.ts";
import { loadOptions, loadPart, loadTransformers, readObject, unusable } from "../../hub/transformers.ts";
import type { Feature, FeatureModel } from "../features/feature.ts";

/** Each thread holds the whole network: more of them would take gigabytes. */
const MOST_THREADS = 4;

/** A CLAP network (Wu et al., "Large-scale contrastive language-audio pretraining", 2023), of which the audio half is used. */
export interface ClapModel {
  /** Numbers of its vector. */
  readonly columns: number;
  readonly feature: Feature;
}

/**
 * A CLAP model in a folder of the hub's layout. It is loaded when the feature is computed first, and computes in one thread.
 * @throws {ModelError} if its files are no such model. @throws {CancelledError}
 */
export async function openClap(located: LocatedModel, signal?: AbortSignal): Promise<ClapModel> {
  const { folder, weights } = located;
  const facts = await readFacts(located);
  const digests: string[] = [];
  for (const file of modelFiles("audio", weights)) digests.push(await sha256OfFile(join(folder, file), signal));
  const model = { kind: "clap", path: folder, key: keyOf({ weights, digests }), weights } as const;
  return { columns: facts.columns, feature: featureOf(model, facts) };
}

const opened = new Map<string, Promise<Feature>>();

/** The feature of a model that {@link openClap} has opened, here or in another process; the same one for all jobs of a thread. */
export function clapFeature(model: FeatureModel): Promise<Feature> {
  const feature = opened.get(model.key) ?? readFacts(locatedOf(model)).then((facts) => featureOf(model, facts));
  opened.set(model.key, feature);
  feature.catch(() => opened.delete(model.key));
  return feature;
}

function locatedOf({ path, weights = "full" }: FeatureModel): LocatedModel {
  return { kind: "audio", id: path, folder: path, weights };
}

/** Raised whenever a song's vector comes out differently for the same sound and model. */
export const CLAP_VERSION = 1;

interface Facts {
  readonly columns: number;
  readonly sampleRate: number;
  /** Samples that the network hears at once. */
  readonly window: number;
}

async function readFacts(located: LocatedModel): Promise<Facts> {
  const config = await readObject(located, "config.json");
  const preprocessor = await readObject(located, "preprocessor_config.json");
  const number = (from: Readonly<Record<string, unknown>>, name: string, file: string): number => {
    const value = from[name];
    if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
    throw unusable(located, `${file} has no number ${name}: this is no CLAP model.`);
  };
  const { feature_extractor_type: extractor, truncation } = preprocessor;
  if (extractor !== "ClapFeatureExtractor") throw unusable(located, "its preprocessor is not CLAP's.");
  if (truncation === "fusion") throw unusable(located, "it fuses several parts of a song; take one that is unfused.");
  return {
    columns: number(config, "projection_dim", "config.json"),
    sampleRate: number(preprocessor, "sampling_rate", "preprocessor_config.json"),
    window: number(preprocessor, "nb_max_samples", "preprocessor_config.json"),
  };
}

/** The mean of the vectors of a song's windows, float32 [columns]. */
function featureOf(model: FeatureModel, { columns, sampleRate, window }: Facts): Feature {
  let ready: Promise<Network> | undefined;
  return {
    name: "audio-embedding",
    version: CLAP_VERSION,
    sampleRate,
    seconds: 30,
    wholeSong: false,
    model,
    mostThreads: MOST_THREADS,
    shape: () => [columns],
    async compute(samples, _seconds, signal) {
      ready ??= loadNetwork(locatedOf(model));
      const network = await ready.catch((error: unknown) => {
        ready = undefined;
        throw error;
      });
      const sums = new Float64Array(columns);
      const starts = windowStarts(samples.length, window);
      for (const start of starts) {
        throwIfCancelled(signal);
        const vector = await network(samples.subarray(start, start + window), columns);
        for (let column = 0; column < columns; column++) sums[column]! += vector[column]!;
      }
      return { shape: [columns], data: Float32Array.from(sums, (sum) => sum / starts.length) };
    },
  };
}

/**
 * Where the windows of a song begin: one behind the other, the last one at the song's end, so that none is filled up. A song
 * that is shorter than one window is one; the library repeats it, as the network was trained.
 */
export function windowStarts(length: number, window: number): number[] {
  const count = Math.max(1, Math.ceil(length / window));
  return Array.from({ length: count }, (_, index) => Math.max(0, Math.min(index * window, length - window)));
}

/** One window's vector. */
type Network = (samples: Float32Array, columns: number) => Promise<Float32Array>;

/** What is used of the library's model and extractor, whose own types say no more than `Object`. */
type Graph = (inputs: unknown) => Promise<Readonly<Record<string, LibraryTensor>>>;

async function loadNetwork(located: LocatedModel): Promise<Network> {
  const options = await loadOptions(located, "cpu");
  const library = await loadTransformers();
  const { extractor, graph } = await loadPart(located, async (folder) => ({
    extractor: (await library.AutoFeatureExtractor.from_pretrained(folder, { local_files_only: true })) as unknown as (
      samples: Float32Array,
    ) => Promise<unknown>,
    graph: (await library.ClapAudioModelWithProjection.from_pretrained(folder, {
      ...options,
      // Songs run beside each other, a thread for each.
      session_options: { ...options.session_options, intraOpNumThreads: 1 },
    })) as unknown as Graph,
  }));
  return async (samples, columns) => {
    const { audio_embeds: vector } = await graph(await extractor(samples));
    const data: unknown = vector?.data;
    if (!(data instanceof Float32Array) || vector?.dims.join() !== `1,${columns}`)
      throw unusable(located, `it has no output audio_embeds (1, ${columns}).`);
    if (!data.every(Number.isFinite)) throw unusable(located, "its outputs are not all finite.");
    return data;
  };
}
