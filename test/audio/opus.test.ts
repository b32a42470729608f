import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { opusChannels } from "../../src/engine/audio/decode/formats/opus-head.ts";
import {
  checksum,
  oggPages,
  pageWith,
  partsOf,
  type OggPage,
} from "../../src/engine/audio/decode/formats/ogg-pages.ts";
import { WASM_DECODERS } from "../../src/engine/audio/decode/wasm.ts";

/** The first packet of a file, behind its magic: version, channels, skip, rate, gain, and how streams become channels. */
const head = (channels: number, ...mapping: number[]): Uint8Array =>
  Uint8Array.from([...Buffer.from("OpusHead"), 1, channels, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, ...mapping]);

describe("the channels of an Opus file", () => {
  it("are one or two of one stream where it says no more", () => {
    const shared = { streamCount: 1, preSkip: 312 };
    expect(opusChannels(head(1, 0))).toEqual({
      ...shared,
      channels: 1,
      coupledStreamCount: 0,
      channelMappingTable: [0],
    });
    expect(opusChannels(head(2, 0))).toEqual({ ...shared, channels: 2, coupledStreamCount: 1, channelMappingTable: [0, 1] }); // prettier-ignore
  });

  it("are those of several streams as it says, some of them silent", () => {
    expect(opusChannels(head(6, 1, 4, 2, 0, 4, 1, 2, 3, 255))).toEqual({
      channels: 6,
      streamCount: 4,
      coupledStreamCount: 2,
      channelMappingTable: [0, 4, 1, 2, 3, 255],
      preSkip: 312,
    });
  });

  it.each([
    ["three channels without a table", head(3, 0)],
    ["no stream", head(2, 1, 0, 0, 0, 1)],
    ["more pairs than streams", head(2, 1, 1, 2, 0, 1)],
    ["a channel of a stream that is not there", head(2, 1, 1, 1, 0, 2)],
    ["a table that is cut off", head(4, 1, 2, 2, 0, 1)],
  ])("are damaged: %s", (_name, packet) => {
    expect(() => opusChannels(packet)).toThrow(/channels/);
  });
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

async function lengthOf(bytes: Uint8Array): Promise<number> {
  let length = 0;
  for await (const { channels } of WASM_DECODERS.opus.decode(once(bytes))) length += channels[0]?.length ?? 0;
  return length;
}

/** The same packets, those of the sound on one page. */
async function onOnePage(bytes: Uint8Array): Promise<Uint8Array> {
  const pages: OggPage[] = [];
  for await (const page of oggPages(once(bytes))) pages.push(page);
  const [first, comments, ...sound] = pages as [OggPage, OggPage, ...OggPage[]];
  const joined = pageWith(sound.at(-1)!, sound.flatMap((page) => partsOf(page.bytes)), 2); // prettier-ignore
  new DataView(joined.buffer).setUint32(22, checksum(joined), true);
  return Buffer.concat([first.bytes, comments.bytes, joined]);
}

it("Opus sound ends where its last page says, on whatever pages it lies", async () => {
  const bytes = await readFile(fileURLToPath(new URL("fixtures/sound.opus", import.meta.url)));
  expect(await lengthOf(bytes)).toBe(72_000);
  expect(await lengthOf(await onOnePage(bytes))).toBe(72_000);
});
