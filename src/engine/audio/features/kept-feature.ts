import { stat } from "node:fs/promises";
import { join } from "node:path";
import { checkedJson, type OnDamaged } from "../../core/checked-file.ts";
import { shardedPath } from "../../core/files.ts";
import { keyOf } from "../../core/hash.ts";
import type { AudioDiagnosticCode } from "../../../shared/contract/audio.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { Feature } from "./feature.ts";

/** What a feature depends on beside the sound. */
export interface FeatureSettings {
  /** Seconds from the start of the song, or from `offset` on. */
  readonly seconds: number;
  /** Seconds that are left out before them; undefined for none, as in the names of features without an offset. */
  readonly offset?: number | undefined;
  /** `auto`: in process where possible, ffmpeg for the rest. `ffmpeg`: ffmpeg for everything. Default `auto`. */
  readonly decoder: "auto" | "ffmpeg";
}

/** A diagnostic of a song that was used all the same, or the reason why it was not. */
export interface AudioDiagnostic extends Pick<Diagnostic, "message" | "remedy"> {
  readonly code: AudioDiagnosticCode;
}

/** What a song's file is, whatever was heard of it. */
export interface SourceSound {
  /** Hz. */
  readonly sampleRate: number;
  readonly channels: number;
  /** Null where the file goes on behind what was heard and does not say for how long. */
  readonly seconds: number | null;
}

/** What is kept beside the array. */
export interface FeatureRecord {
  /** Length of the array's file, and the SHA-256 of its bytes. */
  readonly bytes: number;
  readonly sha256: string;
  /** Seconds of sound that were decoded. */
  readonly seconds: number;
  readonly decoder: string;
  /** Left out of records that earlier versions kept. */
  readonly source?: SourceSound;
  readonly diagnostics: readonly AudioDiagnostic[];
}

/** Raised whenever features are stored differently. */
const LAYOUT = 2;

/** The file of a feature, named by everything that it depends on. Its record lies beside it with the ending `.json`. */
export function featureFile(
  cacheDir: string,
  { name, version, model }: Pick<Feature, "name" | "version" | "model">,
  settings: FeatureSettings,
  contentHash: string,
): string {
  const key = keyOf({ layout: LAYOUT, feature: name, version, model: model?.key, settings, contentHash });
  return shardedPath(join(cacheDir, name), `${key}.npy`);
}

export const featureRecords = checkedJson<FeatureRecord>();

/** The record of a feature file. */
export function recordFile(featurePath: string): string {
  return featurePath.replace(/\.npy$/, ".json");
}

/** The record of a finished feature; undefined if the feature must be made. The record is written after the array. */
export async function keptRecord(featurePath: string, onDamaged: OnDamaged): Promise<FeatureRecord | undefined> {
  const record = await featureRecords.read(recordFile(featurePath), onDamaged);
  const file = await stat(featurePath).catch(() => undefined);
  if (record === undefined || file === undefined) return undefined;
  if (file.size === record.bytes) return record;
  onDamaged(featurePath);
  return undefined;
}
