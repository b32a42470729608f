import { checksum } from "../../../src/engine/audio/decode/formats/ogg-pages.ts";

/** Numbers in [0, 1) from a seed (mulberry32): a mutant is made again from its number alone. */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where the fields that describe the sound lie in all formats. */
const HEADER_BYTES = 300;

/** What programs write for sizes that they do not know, and what overflows. */
const SIZES = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff_fff0];

type Mutation = (bytes: Buffer, random: () => number, other: Buffer) => Buffer;

const at = (length: number, random: () => number): number => Math.floor(random() * length);

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  flip: (bytes, random) => {
    for (let left = 1 + at(64, random); left > 0; left--) bytes[at(bytes.length, random)]! ^= 1 << at(8, random);
    return bytes;
  },
  "flip in the header": (bytes, random) => {
    for (let left = 1 + at(4, random); left > 0; left--) bytes[at(HEADER_BYTES, random)]! ^= 1 << at(8, random);
    return bytes;
  },
  "extreme field": (bytes, random) => {
    for (let left = 1 + at(3, random); left > 0; left--) {
      bytes[at(HEADER_BYTES, random)] = [0, 255, 127, 128, at(256, random)][at(5, random)]!;
    }
    return bytes;
  },
  "size lie": (bytes, random) => {
    const place = at(HEADER_BYTES, random);
    if (random() < 0.5) bytes.writeUInt32LE(SIZES[at(SIZES.length, random)]!, place);
    else bytes.writeUInt32BE(SIZES[at(SIZES.length, random)]!, place);
    return bytes;
  },
  truncation: (bytes, random) => bytes.subarray(0, 1 + at(bytes.length, random)),
  "missing middle": (bytes, random) => {
    const from = at(bytes.length, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + at(4000, random))]);
  },
  repetition: (bytes, random) => {
    const from = at(bytes.length, random);
    const piece = bytes.subarray(from, from + 1 + at(2000, random));
    return Buffer.concat([bytes, ...new Array<Buffer>(1 + at(50, random)).fill(piece), bytes]);
  },
  garbage: (bytes, random) => {
    const from = at(bytes.length, random);
    const junk = Buffer.from(Array.from({ length: 1 + at(5000, random) }, () => at(256, random)));
    return Buffer.concat([bytes.subarray(0, from), junk, bytes.subarray(from)]);
  },
  zeros: (bytes, random) => {
    const from = at(bytes.length, random);
    return bytes.fill(0, from, Math.min(bytes.length, from + at(5000, random)));
  },
  splice: (bytes, random, other) => {
    return Buffer.concat([bytes.subarray(0, at(bytes.length, random)), other.subarray(at(other.length, random))]);
  },
  joined: (bytes, _random, other) => Buffer.concat([bytes, other]),
};

/** A file made of others by one to three mutations; Ogg pages get right checksums in half of the cases, so that decoders see them. */
export function mutantOf(seed: number, originals: readonly Buffer[]): { readonly bytes: Buffer; readonly how: string } {
  const random = randomOf(seed);
  const first = at(originals.length, random);
  let bytes = Buffer.from(originals[first]!);
  const how: string[] = [`original ${first}`];
  const names = Object.keys(MUTATIONS);
  for (let left = 1 + at(3, random); left > 0; left--) {
    const name = names[at(names.length, random)]!;
    how.push(name);
    bytes = Buffer.from(MUTATIONS[name]!(bytes, random, originals[at(originals.length, random)]!));
    if (bytes.length < HEADER_BYTES + 4) bytes = Buffer.concat([bytes, Buffer.alloc(HEADER_BYTES + 4 - bytes.length)]);
  }
  if (random() < 0.5) mendPages(bytes);
  return { bytes, how: how.join(", ") };
}

function mendPages(bytes: Buffer): void {
  for (let page = bytes.indexOf("OggS"); page >= 0; page = bytes.indexOf("OggS", page + 1)) {
    const header = page + 27 + (bytes[page + 26] ?? 0);
    const end = bytes.subarray(page + 27, header).reduce((sum, segment) => sum + segment, header);
    if (end <= bytes.length) bytes.writeUInt32LE(checksum(bytes.subarray(page, end)), page + 22);
  }
}
