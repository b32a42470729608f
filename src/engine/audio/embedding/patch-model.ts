import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { LatentuneError, messageOf, throwIfCancelled } from "../../core/errors.ts";
import { readGivenFile } from "../../core/given-file.ts";
import { sha256 } from "../../core/hash.ts";
import { loadModel, type LoadedModel, type ModelTensor } from "../../nn/load-model.ts";
import type { Feature, FeatureModel } from "../features/feature.ts";
import { parseDescription, type ModelDescription } from "./description.ts";
import { createPatchMaker, type PatchMaker, type Patches } from "./patches.ts";

/** A network that makes a vector of each patch of a song's log-mel spectrogram. */
export interface PatchModel {
  readonly description: ModelDescription;
  readonly feature: Feature;
}

/** What a network's file and the text beside it may weigh, in bytes. */
const LIMITS = { model: 2 ** 31, description: 2 ** 20 } as const;

/** Patches that the network sees at once: more take memory and no less time. */
const AT_ONCE = 4;

/**
 * A network in an ONNX file, with its description in the file of the same name that ends with `.json`. It is loaded when
 * the feature is computed first, and computes in one thread.
 * @param file ends with `.onnx`
 * @throws {LatentuneError} if the description is not as it must be, and the system's error if a file cannot be read.
 */
export async function openPatchModel(file: string): Promise<PatchModel> {
  const path = resolve(file);
  const { description, key } = await readModel(path);
  return { description, feature: featureOf({ kind: "patches", path, key }, description) };
}

const opened = new Map<string, Promise<Feature>>();

/** The feature of a network that {@link openPatchModel} has opened, here or in another process; the same one for all jobs of a thread. */
export function patchFeature(model: FeatureModel): Promise<Feature> {
  const { path, key } = model;
  const feature = opened.get(key) ?? readModel(path).then(({ description }) => featureOf(model, description));
  opened.set(key, feature);
  feature.catch(() => opened.delete(key));
  return feature;
}

interface ReadModel {
  readonly description: ModelDescription;
  readonly bytes: Uint8Array;
  readonly key: string;
}

async function readModel(path: string): Promise<ReadModel> {
  const beside = path.replace(/\.onnx$/i, ".json");
  const bytes = await readGivenFile(path, "The audio model", LIMITS.model);
  const text = await readGivenFile(beside, "The audio model's description", LIMITS.description).catch(
    (error: unknown) => {
      if (!existsSync(beside))
        throw new LatentuneError("An audio model needs its description beside it.", {
          file: beside,
          remedy: "docs/models.md describes the file; media/models/musicnn.json is one.",
        });
      throw error;
    },
  );
  return { description: parseDescription(text.toString(), beside), bytes, key: sha256(sha256(bytes) + sha256(text)) };
}

/** Vector and tags, each the mean over the song's patches, float32 [columns + tags]. */
function featureOf(model: FeatureModel, description: ModelDescription): Feature {
  const { sampleRate, columns, tags } = description;
  const length = columns + (tags?.names.length ?? 0);
  let ready: Promise<Ready> | undefined;
  return {
    name: "audio-embedding",
    version: 2,
    sampleRate,
    seconds: 30,
    wholeSong: false,
    model,
    shape: () => [length],
    async compute(samples, _seconds, signal) {
      ready ??= makeReady(model);
      const { network, patchesOf } = await ready.catch((error: unknown) => {
        ready = undefined;
        throw error;
      });
      const patches = patchesOf(samples, signal);
      return { shape: [length], data: await meanOverPatches(network, patches, { model, description, signal }) };
    },
  };
}

interface Ready {
  readonly network: LoadedModel;
  readonly patchesOf: PatchMaker;
}

async function makeReady(model: FeatureModel): Promise<Ready> {
  const { bytes, key, description } = await readModel(model.path);
  if (key !== model.key) throw problem(model, "It was changed since this run began.", "Run again.");
  const network = await loadModel(bytes, 1).catch((error: unknown) => {
    if (error instanceof LatentuneError) throw error;
    throw problem(model, `It cannot be loaded as an ONNX model: ${messageOf(error)}`);
  });
  const named = [
    ["input", description.input, network.inputs],
    ["output", description.output, network.outputs],
    ["tags.output", description.tags?.output ?? network.outputs[0], network.outputs],
  ] as const;
  for (const [field, name, there] of named) {
    if (name === undefined || there.includes(name)) continue;
    await network.release();
    throw problem(model, `Its description's “${field}” is ${name}, but it has ${there.join(", ")}.`, CORRECT);
  }
  return { network, patchesOf: createPatchMaker(description) };
}

interface Named {
  readonly model: FeatureModel;
  readonly description: ModelDescription;
  readonly signal: AbortSignal | undefined;
}

async function meanOverPatches(network: LoadedModel, { count, data }: Patches, named: Named): Promise<Float32Array> {
  const { input, output, columns, tags, patchFrames, bands } = named.description;
  const wanted = [
    { name: output, width: columns, field: "columns" },
    ...(tags === undefined ? [] : [{ name: tags.output, width: tags.names.length, field: "tags.names" }]),
  ];
  const sums = new Float64Array(wanted.reduce((sum, { width }) => sum + width, 0));
  const size = patchFrames * bands;
  for (let first = 0; first < count; first += AT_ONCE) {
    throwIfCancelled(named.signal);
    const now = Math.min(AT_ONCE, count - first);
    const patches = { data: data.subarray(first * size, (first + now) * size), shape: [now, patchFrames, bands] };
    const results = await runOrExplain(network, { [input]: patches }, wanted, named);
    let at = 0;
    for (const [index, { name, width, field }] of wanted.entries()) {
      const { data: values, shape } = results[index]!;
      if (shape.length !== 2 || shape[0] !== now || shape[1] !== width) {
        const found = `(${shape.join(", ")}) for ${now} patches`;
        throw problem(
          named.model,
          `Its output ${name} is ${found}; its description's “${field}” says ${width}.`,
          CORRECT,
        );
      }
      values.forEach((value, place) => (sums[at + (place % width)]! += value));
      at += width;
    }
  }
  const means = Float32Array.from(sums, (sum) => sum / count);
  if (means.every(Number.isFinite)) return means;
  throw problem(named.model, "Its outputs are not all finite.", CORRECT);
}

async function runOrExplain(
  network: LoadedModel,
  feeds: Readonly<Record<string, ModelTensor>>,
  wanted: readonly { readonly name: string }[],
  { model, description: { patchFrames, bands } }: Named,
): Promise<readonly ModelTensor[]> {
  try {
    return await network.run(
      feeds,
      wanted.map(({ name }) => name),
    );
  } catch (error) {
    const given = `patches of ${patchFrames} frames and ${bands} bands`;
    throw problem(model, `It cannot be run on ${given}: ${messageOf(error)}`, CORRECT);
  }
}

const CORRECT = "Correct the description (docs/models.md), or use another model.";

function problem({ path }: FeatureModel, message: string, remedy = "Use another audio model."): LatentuneError {
  return new LatentuneError(message, { file: path, remedy });
}
