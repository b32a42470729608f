import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { checksum, oggPages, type OggPage } from "../../src/engine/audio/decode/formats/ogg-pages.ts";
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
