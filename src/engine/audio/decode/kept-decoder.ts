import { isDeepStrictEqual } from "node:util";
import { quietly } from "./quietly.ts";

/** What the decoders of the packages have in common. */
export interface WasmDecoder {
  readonly ready: Promise<unknown>;
  free(): void;
}

/** The WebAssembly instance of a decoder, with its memory of 17 to 29 MB, which does not grow. */
interface Instance {
  readonly HEAP: ArrayBuffer;
}

/** A decoder as it is before it decodes. */
interface Beginning {
  readonly of: DecoderKind<WasmDecoder>;
  readonly instance: Instance;
  /** Up to where there are only zeros. */
  readonly memory: Uint8Array;
  /** The numbers and flags of its objects. */
  readonly fields: readonly (readonly [part: object, fields: object])[];
}

const beginnings = new WeakMap<WasmDecoder, Beginning>();

/** One decoder of each package waits for the next song. */
const waiting = new Map<string, WasmDecoder>();

/** Decoders within a call, or that failed in one: their stack is not as it was. */
const busy = new WeakSet<WasmDecoder>();

export interface DecoderKind<D extends WasmDecoder> {
  /** One of each package is kept. */
  readonly name: string;
  /** What it is made with, where that differs from song to song. */
  readonly options?: object;
  readonly create: () => Promise<D>;
}

/**
 * A decoder that is ready for a song. One that has decoded another song is given back the memory that it began with, which is cheaper than
 * a new one: V8 would compile its functions anew, and collect garbage for the memory that is new.
 */
export async function startDecoder<D extends WasmDecoder>(of: DecoderKind<D>): Promise<D> {
  const kept = waiting.get(of.name) as D | undefined;
  waiting.delete(of.name);
  const beginning = kept && beginnings.get(kept);
  if (beginning !== undefined && isDeepStrictEqual(beginning.of.options, of.options)) {
    restore(new Uint8Array(beginning.instance.HEAP), beginning.memory);
    for (const [part, fields] of beginning.fields) Object.assign(part, fields);
    return kept!;
  }
  const decoder = await of.create();
  await decoder.ready;
  const parts = partsOf(decoder);
  const instance = instanceIn(parts);
  if (instance === undefined) return decoder;
  const memory = usedMemory(new Uint8Array(instance.HEAP));
  beginnings.set(decoder, { of, instance, memory, fields: parts.map((part) => [part, plainFields(part)]) });
  return decoder;
}

/** Runs a decoder's call without its printing. */
export async function decodeBy<T>(decoder: WasmDecoder, call: () => T | Promise<T>): Promise<T> {
  busy.add(decoder);
  const decoded = await quietly(call);
  busy.delete(decoder);
  return decoded;
}

/** Lets a decoder go, for the next song or for good. */
export function release(decoder: WasmDecoder): void {
  const beginning = beginnings.get(decoder);
  if (beginning !== undefined && isWhole(decoder, beginning) && !waiting.has(beginning.of.name)) {
    waiting.set(beginning.of.name, decoder);
    return;
  }
  try {
    decoder.free();
  } catch {
    // One that damaged sound broke fails here; the sound before is as good as any. Its memory is its own and goes with it.
  }
}

/** Whether it neither failed nor was made anew on the way. */
function isWhole(decoder: WasmDecoder, { instance }: Beginning): boolean {
  return !busy.has(decoder) && instanceIn(partsOf(decoder)) === instance;
}

/** A page of WebAssembly's memory. Pages that were never written take no room, and must not come to take any. */
const ZEROS = Buffer.alloc(65_536);

function usedMemory(heap: Uint8Array): Uint8Array {
  let end = heap.length;
  while (end > 0 && ZEROS.equals(heap.subarray(end - ZEROS.length, end))) end -= ZEROS.length;
  return heap.slice(0, end);
}

/** All of it: what a song leaves behind the rest reaches the next one where damaged sound makes a decoder free a piece twice. */
function restore(heap: Uint8Array, memory: Uint8Array): void {
  heap.set(memory);
  for (let at = memory.length; at < heap.length; at += ZEROS.length) {
    const page = heap.subarray(at, at + ZEROS.length);
    if (!ZEROS.equals(page)) page.fill(0);
  }
}

/** A decoder, and the one within it, where a package has a parser around the decoder proper. */
function partsOf(decoder: object): object[] {
  const { _decoder: within } = decoder as { readonly _decoder?: unknown };
  return typeof within === "object" && within !== null ? [decoder, ...partsOf(within)] : [decoder];
}

/** Undefined where a package is written in another way: its decoders are made anew for each song. */
function instanceIn(parts: readonly object[]): Instance | undefined {
  const { _common: common } = parts.at(-1) as { readonly _common?: { readonly wasm?: Partial<Instance> } };
  return common?.wasm?.HEAP instanceof ArrayBuffer ? (common.wasm as Instance) : undefined;
}

function plainFields(part: object): object {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => !Object.is(Object(value), value)));
}
