import { rm, writeFile } from "node:fs/promises";
import { AudioError } from "../../../src/engine/audio/decode/audio-error.ts";
import { decodeAudio } from "../../../src/engine/audio/decode/decode-audio.ts";
import { mutantOf } from "./mutate.ts";

export interface MutantJob {
  readonly seed: number;
  /** The sounds that mutants are made of. */
  readonly originals: readonly Uint8Array[];
  /** Where it is written. */
  readonly path: string;
  readonly withFfmpeg: boolean;
}

export interface MutantResult {
  /** Why it was not used, or `used`. */
  readonly reason: string;
  /** What must not happen. */
  readonly fault?: string;
}

/** Words that are for programmers. */
const NOT_PLAIN =
  /undefined|\[object|TypeError|RangeError|RuntimeError|unreachable|out of bounds|Invalid typed array|at file:|\n/;

/** Decodes a mutant: it is used, without a value that is no number, or refused with a reason in plain words. */
export async function judgeMutant({ seed, originals, path, withFfmpeg }: MutantJob): Promise<MutantResult> {
  const { bytes, how } = mutantOf(
    seed,
    originals.map((original) => Buffer.from(original)),
  );
  await writeFile(path, bytes);
  const searched = process.env["PATH"];
  if (!withFfmpeg) process.env["PATH"] = "";
  try {
    const { samples, notes } = await decodeAudio(path, { sampleRate: 16_000, seconds: 30 });
    const fault = faultIn(samples) ?? notes.find((note) => NOT_PLAIN.test(note));
    return { reason: "used", ...(fault === undefined ? {} : { fault: `mutant ${seed} (${how}): ${fault}` }) };
  } catch (error) {
    const text = error instanceof AudioError ? `${error.message} ${error.place.remedy ?? ""}` : String(error);
    const isPlain = error instanceof AudioError && (error.place.remedy ?? "") !== "" && !NOT_PLAIN.test(text);
    const reason = error instanceof AudioError ? error.reason : "fault";
    return { reason, ...(isPlain ? {} : { fault: `mutant ${seed} (${how}): ${text}` }) };
  } finally {
    if (searched !== undefined) process.env["PATH"] = searched;
    await rm(path, { force: true });
  }
}

function faultIn(samples: Float32Array): string | undefined {
  if (!samples.every(Number.isFinite)) return "a value that is no number";
  return samples.length > 30 * 16_000 ? "longer than asked for" : undefined;
}
