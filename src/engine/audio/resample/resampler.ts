import { designFilterBank, type FilterBank } from "./design.ts";
import { instantiateKernels, type Kernels } from "../../kernels/instantiate.ts";
import { STREAMS } from "../../kernels/resample.ts";

/** Converts a signal between two sample rates, piece by piece. */
export interface Resampler {
  /** Takes the next samples and returns what they complete; the result is the caller's to keep. */
  push(samples: Float32Array): Float32Array;
  /** The rest, as if zeros followed. Afterwards ⌈inputs·up/down⌉ samples have come out in all. */
  flush(): Float32Array;
}

/** Inputs handled in one go; bounds the memory whatever the chunks are. */
const BLOCK = 65_536;

/**
 * A band-limited resampler without delay: output n is the signal at time n/to seconds. Polyphase windowed sinc,
 * see `FILTER` for pass band and attenuation. Equal rates pass through.
 */
export function createResampler(from: number, to: number): Resampler {
  if (from === to) return { push: (samples) => samples.slice(), flush: () => new Float32Array(0) };
  return new PolyphaseResampler(filterBankFor(from, to));
}

class PolyphaseResampler implements Resampler {
  private readonly bank: FilterBank;
  private readonly kernels: Kernels;
  private readonly input: Float32Array;
  private readonly output: Float32Array;
  /** Valid samples in `input`; the next output starts at its first one. */
  private filled: number;
  private phase = 0;
  private taken = 0;
  private given = 0;

  constructor(bank: FilterBank) {
    this.bank = bank;
    const inputLength = BLOCK + 2 * bank.taps + Math.ceil(bank.down / bank.up);
    const outputLength = Math.ceil((inputLength * bank.up) / bank.down) + 1;
    const tableBytes = bank.phases.byteLength;
    const { memory, kernels } = instantiateKernels(tableBytes + 4 * (inputLength + outputLength));
    this.kernels = kernels;
    new Float32Array(memory, 0, bank.phases.length).set(bank.phases);
    this.input = new Float32Array(memory, tableBytes, inputLength);
    this.output = new Float32Array(memory, this.input.byteOffset + this.input.byteLength, outputLength);
    // Zeros before the first sample, so that output 0 is centred on it.
    this.filled = bank.taps / 2 - 1;
  }

  push(samples: Float32Array): Float32Array {
    this.taken += samples.length;
    return this.feed(samples);
  }

  flush(): Float32Array {
    const { taps, up, down } = this.bank;
    const left = Math.ceil((this.taken * up) / down) - this.given;
    const rest = this.feed(new Float32Array(taps + Math.ceil(down / up)));
    return rest.slice(0, left);
  }

  private feed(samples: Float32Array): Float32Array {
    const parts: Float32Array[] = [];
    for (let start = 0; start < samples.length; start += BLOCK) {
      const block = samples.subarray(start, start + BLOCK);
      this.input.set(block, this.filled);
      this.filled += block.length;
      parts.push(this.drain());
    }
    this.given += parts.reduce((sum, part) => sum + part.length, 0);
    return joined(parts);
  }

  /** Computes every output whose inputs are there and moves the inputs that are still needed to the front. */
  private drain(): Float32Array {
    const { taps, up, down } = this.bank;
    const reach = this.filled - taps;
    if (reach < 0) return new Float32Array(0);
    // Output j of this run starts at input ⌊(phase + j·down)/up⌋, which must not exceed `reach`.
    const count = Math.floor(((reach + 1) * up - 1 - this.phase) / down) + 1;
    if (count <= 0) return new Float32Array(0);
    this.compute(count);
    const { input, output } = this;
    const position = this.phase + count * down;
    this.phase = position % up;
    const used = Math.floor(position / up);
    input.copyWithin(0, used, this.filled);
    this.filled -= used;
    return output.slice(0, count);
  }

  /** Fills `output` with the next `count` samples. */
  private compute(count: number): void {
    const { kernels, input, output } = this;
    const { taps, up, down } = this.bank;
    // Equal parts that start with the same phase, and the few samples that are left.
    const periods = Math.floor(count / (STREAMS * up));
    const [part, inputs] = [periods * up, periods * down];
    if (part > 0) {
      const [out, from] = [output.byteOffset, input.byteOffset];
      kernels.resampleStreams(part, out, from, this.phase, 0, 4 * taps, up, down, 4 * part, 4 * inputs);
    }
    const done = STREAMS * part;
    const left = count - done;
    if (left > 0) {
      const [out, from] = [output.byteOffset + 4 * done, input.byteOffset + 4 * STREAMS * inputs];
      kernels.resample(left, out, from, this.phase, 0, 4 * taps, up, down);
    }
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0]!;
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The songs of one collection share few rates: keep the last few banks. */
const banks = new Map<string, FilterBank>();
const BANKS_KEPT = 4;

function filterBankFor(from: number, to: number): FilterBank {
  const key = `${from}/${to}`;
  let bank = banks.get(key);
  if (bank === undefined) {
    bank = designFilterBank(from, to);
    if (banks.size >= BANKS_KEPT) banks.delete(banks.keys().next().value!);
    banks.set(key, bank);
  }
  return bank;
}
