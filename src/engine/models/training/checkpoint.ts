import type { LossRecord } from "./options.ts";
import { readChecked, writeChecked, type OnDamaged } from "../../core/checked-file.ts";
import type { EpochLosses } from "../../../shared/contract/train.ts";
import type { TrainingState } from "./state.ts";

/** Where a training stands between two steps: enough to go on as if nothing had happened. */
export interface Checkpoint {
  /** Identifies model, settings and data, see checkpointKey. */
  readonly key: string;
  /** Steps done. */
  readonly steps: number;
  /** Sums over the samples of the epoch that has begun. */
  readonly epochSums: EpochSums;
  readonly history: readonly LossRecord[];
  readonly state: TrainingState;
}

export interface EpochSums extends EpochLosses {
  readonly samples: number;
}

const MAGIC = "latentune checkpoint 2\n";

interface Header extends Omit<Checkpoint, "state"> {
  readonly tensors: readonly { readonly name: string; readonly length: number }[];
}

/** Layout: magic line, length of the header in bytes, one line feed, header as JSON, the tensors as float32, SHA-256. */
export async function writeCheckpoint(path: string, { state, ...rest }: Checkpoint): Promise<void> {
  const tensors = Object.entries(state).map(([name, { length }]) => ({ name, length }));
  const header: Header = { ...rest, tensors };
  const json = Buffer.from(JSON.stringify(header));
  await writeChecked(path, [
    Buffer.from(`${MAGIC}${json.length}\n`),
    json,
    ...Object.values(state).map((data) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
  ]);
}

/** The checkpoint in a file; undefined if there is none, if it is damaged, or if its key is another. */
export async function readCheckpoint(path: string, key: string, onDamaged: OnDamaged): Promise<Checkpoint | undefined> {
  const content = await readChecked(path, onDamaged);
  const bytes = content && Buffer.from(content.buffer, content.byteOffset, content.length);
  if (bytes?.subarray(0, MAGIC.length).toString() !== MAGIC) return undefined;
  const lineEnd = bytes.indexOf("\n", MAGIC.length);
  const headerEnd = lineEnd + 1 + Number(bytes.subarray(MAGIC.length, lineEnd).toString());
  const header = JSON.parse(bytes.subarray(lineEnd + 1, headerEnd).toString()) as Header;
  if (header.key !== key) return undefined;
  const { tensors, ...rest } = header;
  return { ...rest, state: readTensors(bytes.subarray(headerEnd), tensors) };
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
