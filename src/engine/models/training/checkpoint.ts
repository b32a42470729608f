import { readFile } from "node:fs/promises";
import type { LossRecord } from "./history.ts";
import { writeChunksAtomic } from "../../core/files.ts";
import type { TrainingState } from "./state.ts";

/** Where a training stands between two steps: enough to go on as if nothing had happened. */
export interface Checkpoint {
  /** Of model, settings and data: see checkpointKey. */
  readonly key: string;
  /** Steps done. */
  readonly steps: number;
  /** Sums over the samples of the epoch that has begun. */
  readonly epochSums: EpochSums;
  readonly history: readonly LossRecord[];
  readonly state: TrainingState;
}

export interface EpochSums {
  readonly reconstruction: number;
  readonly kl: number;
  readonly total: number;
  readonly samples: number;
}

const MAGIC = "latentune checkpoint 1\n";

interface Header extends Omit<Checkpoint, "state"> {
  readonly tensors: readonly { readonly name: string; readonly length: number }[];
}

/** Layout: magic line, length of the header in bytes, one line feed, header as JSON, the tensors as float32. */
export async function writeCheckpoint(path: string, { state, ...rest }: Checkpoint): Promise<void> {
  const tensors = Object.entries(state).map(([name, { length }]) => ({ name, length }));
  const header: Header = { ...rest, tensors };
  const json = Buffer.from(JSON.stringify(header));
  await writeChunksAtomic(path, [
    Buffer.from(`${MAGIC}${json.length}\n`),
    json,
    ...Object.values(state).map((data) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
  ]);
}

/** The checkpoint in a file; undefined if there is none, if it is broken, or if its key is another. */
export async function readCheckpoint(path: string, key: string): Promise<Checkpoint | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes?.subarray(0, MAGIC.length).toString() !== MAGIC) return undefined;
  const lineEnd = bytes.indexOf("\n", MAGIC.length);
  const headerEnd = lineEnd + 1 + Number(bytes.subarray(MAGIC.length, lineEnd).toString());
  const header = parseHeader(bytes.subarray(lineEnd + 1, headerEnd).toString());
  if (header?.key !== key) return undefined;
  const expected = header.tensors.reduce((sum, { length }) => sum + length * Float32Array.BYTES_PER_ELEMENT, headerEnd);
  if (bytes.length !== expected) return undefined;
  const { tensors, ...rest } = header;
  return { ...rest, state: readTensors(bytes.subarray(headerEnd), tensors) };
}

function parseHeader(text: string): Header | undefined {
  try {
    return JSON.parse(text) as Header;
  } catch {
    return undefined;
  }
}

function readTensors(bytes: Uint8Array, tensors: Header["tensors"]): TrainingState {
  const state: Record<string, Float32Array> = {};
  let offset = 0;
  for (const { name, length } of tensors) {
    const end = offset + length * Float32Array.BYTES_PER_ELEMENT;
    // A copy, because the tensors do not lie at multiples of four bytes in the file.
    state[name] = new Float32Array(new Uint8Array(bytes.subarray(offset, end)).buffer);
    offset = end;
  }
  return state;
}
