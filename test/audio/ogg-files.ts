import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { checksum, oggPages, type OggPage, type PagePart } from "../../src/engine/audio/decode/formats/ogg-pages.ts";
import { WASM_DECODERS, type WasmFormat } from "../../src/engine/audio/decode/wasm.ts";

export const fixture = (name: string): Promise<Uint8Array> =>
  readFile(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)));

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

export async function pagesIn(bytes: Uint8Array): Promise<OggPage[]> {
  const pages: OggPage[] = [];
  for await (const page of oggPages(once(bytes))) pages.push(page);
  return pages;
}

const PAGE_HEADER_BYTES = 27;

/** The page with other packets; without a checksum. */
export function pageWith(page: OggPage, parts: readonly PagePart[]): Uint8Array {
  const segments = parts.flatMap(({ data, whole }) => [
    ...new Array<number>(Math.floor(data.length / 255)).fill(255),
    ...(whole ? [data.length % 255] : []),
  ]);
  const header = PAGE_HEADER_BYTES + segments.length;
  const bytes = new Uint8Array(header + parts.reduce((sum, { data }) => sum + data.length, 0));
  bytes.set(page.bytes.subarray(0, PAGE_HEADER_BYTES));
  bytes[5] = page.last ? 4 : 0;
  bytes[26] = segments.length;
  bytes.set(segments, PAGE_HEADER_BYTES);
  let at = header;
  for (const { data } of parts) {
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}

/** The page as a file's page of that number, with the checksum of what it holds. */
export function numbered(sequence: number, page: Uint8Array): Uint8Array {
  const view = new DataView(page.buffer, page.byteOffset);
  view.setUint32(18, sequence, true);
  view.setUint32(22, checksum(page), true);
  return page;
}

/** The first channel. */
export async function decoded(
  format: WasmFormat,
  bytes: Uint8Array,
): Promise<{ readonly samples: Float32Array; readonly damaged: number }> {
  const samples: number[] = [];
  let damaged = 0;
  for await (const chunk of WASM_DECODERS[format].decode(once(bytes))) {
    for (const value of chunk.channels[0] ?? []) samples.push(value);
    damaged += chunk.damaged;
  }
  return { samples: Float32Array.from(samples), damaged };
}
