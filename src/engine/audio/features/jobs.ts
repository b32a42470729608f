import { join } from "node:path";
import type { AudioDiagnosticCode } from "../../../shared/contract/audio.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { LatentuneError, throwIfCancelled, type ErrorPlace } from "../../core/errors.ts";
import { checkedJson } from "../../core/checked-file.ts";
import { writeFileAtomic } from "../../core/files.ts";
import { keyOf, sha256 } from "../../core/hash.ts";
import { withSystemErrors } from "../../core/system-error.ts";
import { encodeNpy } from "../../../shared/npy.ts";
import { AudioError } from "../decode/audio-error.ts";
import type { DecodedAudio } from "../decode/collect.ts";
import { decodeAudio } from "../decode/decode-audio.ts";
import { clapFeature } from "../embedding/clap.ts";
import { patchFeature } from "../embedding/patch-model.ts";
import type { Feature, FeatureModel, FeatureModelKind } from "./feature.ts";
import { logMelFeature } from "./log-mel.ts";
import { mfccFeature } from "./mfcc.ts";

/** The features of a song's sound that our own code computes. */
export const FEATURES: readonly Feature[] = [logMelFeature, mfccFeature];

/** Those of networks, by the network's kind. */
const MODEL_FEATURES: Readonly<Record<FeatureModelKind, (model: FeatureModel) => Promise<Feature>>> = {
  patches: patchFeature,
  clap: clapFeature,
};

/** What a feature depends on beside the sound. */
export interface FeatureSettings {
  /** Seconds from the start of the song, or from `offset` on. */
  readonly seconds: number;
  /** Seconds that are left out before them; undefined for none, as in the names of features without an offset. */
  readonly offset?: number | undefined;
  /** `auto`: in process where possible, ffmpeg for the rest. `ffmpeg`: ffmpeg for everything. Default `auto`. */
  readonly decoder: "auto" | "ffmpeg";
}

/** One song, one feature: everything that a worker on any machine with the same files needs to know. */
export interface FeatureJob {
  /** The feature's name. */
  readonly feature: string;
  readonly model?: FeatureModel | undefined;
  readonly audioPath: string;
  readonly settings: FeatureSettings;
  readonly ffmpegPath?: string | undefined;
  /** The array's file; its record lies beside it with the ending `.json` and is written last. */
  readonly out: string;
  /** Whether the result is of use where its files cannot be written. */
  readonly unkept?: boolean;
}

/** A diagnostic of a song that was used all the same, or the reason why it was not. */
export interface AudioDiagnostic extends Pick<Diagnostic, "message" | "remedy"> {
  readonly code: AudioDiagnosticCode;
}

/** What is kept beside the array. */
export interface FeatureRecord {
  /** Length of the array's file, and the SHA-256 of its bytes. */
  readonly bytes: number;
  readonly sha256: string;
  /** Seconds of sound that were decoded. */
  readonly seconds: number;
  readonly decoder: string;
  readonly diagnostics: readonly AudioDiagnostic[];
}

export type FeatureResult =
  | { readonly ok: true; readonly record: FeatureRecord }
  | { readonly ok: false; readonly diagnostic: AudioDiagnostic }
  /** The song can be used, but its feature could not be written: the disk's problem, not the song's. */
  | { readonly ok: false; readonly refused: ErrorPlace & { readonly message: string } };

/** Raised whenever features are stored differently. */
const LAYOUT = 2;

/** The file of a feature, named by everything that it depends on. */
export function featureFile(
  cacheDir: string,
  { name, version, model }: Feature,
  settings: FeatureSettings,
  contentHash: string,
): string {
  const key = keyOf({ layout: LAYOUT, feature: name, version, model: model?.key, settings, contentHash });
  return join(cacheDir, name, `${key}.npy`);
}

export const featureRecords = checkedJson<FeatureRecord>();

/** The record of a feature file. */
export function recordFile(featurePath: string): string {
  return featurePath.replace(/\.npy$/, ".json");
}

/**
 * Extracts one feature of one song into its file. What is wrong with the song or the disk is a result; anything that is
 * thrown is a defect of ours.
 */
export async function runFeatureJob(job: FeatureJob, signal: AbortSignal): Promise<FeatureResult> {
  const feature = await featureOf(job);
  try {
    const { ffmpegPath, settings } = job;
    const options = { ...settings, sampleRate: feature.sampleRate, ffmpegPath, signal };
    const audio = await decodeAudio(job.audioPath, options);
    throwIfCancelled(signal);
    const array = encodeNpy(await feature.compute(audio.samples, settings.seconds, signal));
    const record = { bytes: array.length, sha256: sha256(array), ...recordOf(feature, settings, audio) };
    const refused = await keep(job, array, record);
    return refused === undefined || job.unkept === true ? { ok: true, record } : { ok: false, refused };
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    const { remedy } = error.place;
    const diagnostic = { code: `audio-${error.reason}` as const, message: error.message };
    return { ok: false, diagnostic: remedy === undefined ? diagnostic : { ...diagnostic, remedy } };
  }
}

/** Writes the feature's files. @returns what the system says where it refuses them */
async function keep(
  { out }: FeatureJob,
  array: Uint8Array,
  record: FeatureRecord,
): Promise<(ErrorPlace & { readonly message: string }) | undefined> {
  try {
    await writeFileAtomic(out, array);
    await featureRecords.write(recordFile(out), record);
    return undefined;
  } catch (thrown) {
    const error = withSystemErrors(thrown);
    if (!(error instanceof LatentuneError)) throw error;
    return { message: error.message, ...error.place };
  }
}

/** A network's feature, or the one of that name. */
async function featureOf({ feature: wanted, model }: FeatureJob): Promise<Feature> {
  const feature =
    model === undefined ? FEATURES.find(({ name }) => name === wanted) : await MODEL_FEATURES[model.kind](model);
  if (feature === undefined) throw new Error(`There is no feature ${wanted}.`);
  return feature;
}

function recordOf(
  { wholeSong }: Feature,
  settings: FeatureSettings,
  audio: DecodedAudio,
): Omit<FeatureRecord, "bytes" | "sha256"> {
  const { samples, sampleRate, decoder, cut, notes } = audio;
  const diagnostics: AudioDiagnostic[] = [];
  if (notes.length > 0) diagnostics.push({ code: "audio-damaged", message: notes.join(" ") });
  if (cut && wholeSong) {
    const message = `It is longer than ${settings.seconds} seconds: only its beginning was used.`;
    diagnostics.push({ code: "audio-cut", message });
  }
  return { seconds: samples.length / sampleRate, decoder, diagnostics };
}
