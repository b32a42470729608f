import type { OnDamaged } from "../../core/checked-file.ts";
import { LatentuneError, throwIfCancelled, type ErrorPlace } from "../../core/errors.ts";
import { writeFileAtomic } from "../../core/files.ts";
import { sha256 } from "../../core/hash.ts";
import { withSystemErrors } from "../../core/system-error.ts";
import { type HashedFile, hashedFile } from "../../dataset/audio-files/file-look.ts";
import { encodeNpy } from "../../../shared/npy.ts";
import { AudioError } from "../decode/audio-error.ts";
import type { DecodedAudio } from "../decode/collect.ts";
import { decodeAudio } from "../decode/decode-audio.ts";
import { clapFeature } from "../embedding/clap.ts";
import { encodingFeature } from "../embedding/encoding.ts";
import { patchFeature } from "../embedding/patch-model.ts";
import type { Feature, FeatureModel, FeatureModelKind } from "./feature.ts";
import {
  featureFile,
  featureRecords,
  keptRecord,
  recordFile,
  type AudioDiagnostic,
  type FeatureRecord,
  type FeatureSettings,
} from "./kept-feature.ts";
import { logMelFeature } from "./log-mel.ts";
import { meanMelFeature } from "./mean-mel.ts";
import { melBytesFeature } from "./mel-bytes.ts";
import { mfccFeature } from "./mfcc.ts";

/** The features of a song's sound that our own code computes. */
export const FEATURES: readonly Feature[] = [logMelFeature, melBytesFeature, meanMelFeature, mfccFeature];

/** Those of networks, by the network's kind. */
const MODEL_FEATURES: Readonly<Record<FeatureModelKind, (model: FeatureModel) => Promise<Feature>>> = {
  patches: patchFeature,
  clap: clapFeature,
  encoders: encodingFeature,
};

/** A feature, as plain JSON. */
export interface WantedFeature {
  /** The feature's name. */
  readonly feature: string;
  readonly model?: FeatureModel | undefined;
}

/** One feature of one song: everything that a worker on any machine with the same files needs to know. */
export interface FeatureJob extends WantedFeature {
  /** Another feature of samples of the same rate: where this one is made and that one is not there, the song is decoded once for both. */
  readonly beside?: WantedFeature | undefined;
  readonly audioPath: string;
  /** SHA-256 of the file's bytes, where it is known: then its feature has been looked for. */
  readonly contentHash?: string | undefined;
  readonly settings: FeatureSettings;
  readonly ffmpegPath?: string | undefined;
  /** The folder of the cache; where in it the feature lies follows from the content. */
  readonly cacheDir: string;
  /** Whether the result is of use where its files cannot be written. */
  readonly unkept?: boolean;
}

export type FeatureResult = FeatureOutcome & {
  /** Files of the cache that were not as they were written. */
  readonly damaged: readonly string[];
};

/** With the SHA-256 of the song file's bytes; null if it could not be read. */
type FeatureOutcome =
  | {
      readonly ok: true;
      readonly contentHash: string;
      readonly record: FeatureRecord;
      /** It was there already, as where two files have the same content. */
      readonly reused: boolean;
      /** The feature beside it was made as well. */
      readonly madeBeside: boolean;
    }
  | { readonly ok: false; readonly contentHash: string | null; readonly diagnostic: AudioDiagnostic }
  /** The song can be used, but its feature could not be written: the disk's problem, not the song's. */
  | { readonly ok: false; readonly contentHash: string; readonly refused: ErrorPlace & { readonly message: string } };

/**
 * Extracts one feature of one song into its file. The file is hashed and then decoded while the system still has it in
 * memory. What is wrong with the song or the disk is a result; anything that is thrown is a defect of ours.
 */
export async function runFeatureJob(job: FeatureJob, signal: AbortSignal): Promise<FeatureResult> {
  const feature = await featureOf(job);
  // Also where the hash is known: the file may have been replaced since then.
  const file = await hashedFile(job.audioPath, signal);
  const damaged: string[] = [];
  const outcome = await outcomeOf(job, feature, file, signal, (path) => damaged.push(path));
  return { ...outcome, damaged };
}

async function outcomeOf(
  job: FeatureJob,
  feature: Feature,
  file: HashedFile,
  signal: AbortSignal,
  onDamaged: OnDamaged,
): Promise<FeatureOutcome> {
  const contentHash = file.sha256;
  try {
    if (contentHash === null) {
      // Decoding says why a file cannot be read.
      await decoded(job, feature, signal);
      return BEING_CHANGED;
    }
    const out = featureFile(job.cacheDir, feature, job.settings, contentHash);
    // Who knows the hash has looked for the feature.
    const kept = job.contentHash === undefined ? await keptRecord(out, onDamaged) : undefined;
    if (kept !== undefined) return { ok: true, contentHash, record: kept, reused: true, madeBeside: false };
    const audio = await decoded(job, feature, signal);
    if (!(await file.isUnchanged())) return BEING_CHANGED;
    const { record, refused } = await make(feature, audio, job.settings, out, signal);
    if (refused !== undefined && job.unkept !== true) return { ok: false, contentHash, refused };
    const madeBeside = await makeBeside(job, audio, contentHash, signal, onDamaged);
    return { ok: true, contentHash, record, reused: false, madeBeside };
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    if (!(await file.isUnchanged())) return BEING_CHANGED;
    const { remedy } = error.place;
    const diagnostic = { code: `audio-${error.reason}` as const, message: error.message };
    return { ok: false, contentHash, diagnostic: remedy === undefined ? diagnostic : { ...diagnostic, remedy } };
  }
}

/** A file is another one than it was a moment before: what is made of it belongs to no content that is known. */
export const BEING_CHANGED = {
  ok: false,
  contentHash: null,
  diagnostic: {
    code: "audio-unreadable",
    message: "The file is being changed.",
    remedy: "Run again when it is complete.",
  },
} satisfies FeatureOutcome;

/** Makes the feature, and writes it to `out`. */
async function make(
  feature: Feature,
  audio: DecodedAudio,
  settings: FeatureSettings,
  out: string,
  signal: AbortSignal,
) {
  const array = encodeNpy(await feature.compute(audio.samples, settings.seconds, signal));
  const record = { bytes: array.length, sha256: sha256(array), ...recordOf(feature, settings, audio) };
  return { record, refused: await keep(out, array, record) };
}

/** Makes the job's other feature. @returns whether it was made: one that fails is reported to whoever asks for it alone */
async function makeBeside(
  { beside, settings, cacheDir }: FeatureJob,
  audio: DecodedAudio,
  contentHash: string,
  signal: AbortSignal,
  onDamaged: OnDamaged,
): Promise<boolean> {
  if (beside === undefined) return false;
  try {
    const feature = await featureOf(beside);
    const out = featureFile(cacheDir, feature, settings, contentHash);
    if ((await keptRecord(out, onDamaged)) !== undefined) return false;
    return (await make(feature, audio, settings, out, signal)).refused === undefined;
  } catch {
    throwIfCancelled(signal);
    return false;
  }
}

async function decoded(
  { audioPath, ffmpegPath, settings }: FeatureJob,
  { sampleRate }: Feature,
  signal: AbortSignal,
): Promise<DecodedAudio> {
  const audio = await decodeAudio(audioPath, { ...settings, sampleRate, ffmpegPath, signal });
  throwIfCancelled(signal);
  return audio;
}

/** Writes the feature's files. @returns what the system says where it refuses them */
async function keep(
  out: string,
  array: Uint8Array,
  record: FeatureRecord,
): Promise<(ErrorPlace & { readonly message: string }) | undefined> {
  try {
    await writeFileAtomic(out, array, { sharded: true });
    await featureRecords.write(recordFile(out), record, { sharded: true });
    return undefined;
  } catch (thrown) {
    const error = withSystemErrors(thrown);
    if (!(error instanceof LatentuneError)) throw error;
    return { message: error.message, ...error.place };
  }
}

/** A network's feature, or the one of that name. */
async function featureOf({ feature: wanted, model }: WantedFeature): Promise<Feature> {
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
  const {
    samples,
    sampleRate,
    decoder,
    cut,
    notes,
    sourceSampleRate,
    sourceChannels,
    sourceSeconds = null,
    incomplete,
  } = audio;
  const diagnostics: AudioDiagnostic[] = [];
  if (incomplete) {
    const message = [...notes, "What could be decoded is used."].join(" ");
    diagnostics.push({ code: "audio-damaged", message, remedy: "Copy or download the song again." });
  } else if (notes.length > 0) diagnostics.push({ code: "audio-damaged", message: notes.join(" ") });
  if (cut && wholeSong) {
    const message = `It is longer than ${settings.seconds} seconds: only its beginning was used.`;
    diagnostics.push({ code: "audio-cut", message });
  }
  const source = { sampleRate: sourceSampleRate, channels: sourceChannels, seconds: sourceSeconds };
  return { seconds: samples.length / sampleRate, decoder, source, diagnostics };
}
