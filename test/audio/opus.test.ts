import { describe, expect, it } from "vitest";
import { opusChannels } from "../../src/engine/audio/decode/formats/opus-head.ts";
import { createPacketReader, partsOf, type OggPage } from "../../src/engine/audio/decode/formats/ogg-pages.ts";
import { decoded, fixture, numbered, pagesIn, pageWith } from "./ogg-files.ts";

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
    ["no stream", head(2, 1, 0, 0, 255, 255)],
    ["more pairs than streams", head(2, 1, 1, 2, 0, 1)],
    ["a channel of a stream that is not there", head(2, 1, 1, 1, 0, 2)],
    ["more streams than a decoder has", head(2, 1, 200, 100, 0, 1)],
    ["a matrix in place of a table", head(2, 3, 1, 1, 0, 1)],
    ["a table that is cut off", head(4, 1, 2, 2, 0, 1)],
  ])("are not decoded: %s", (_name, packet) => {
    expect(() => opusChannels(packet)).toThrow(/channels/);
  });
});

const lengthOf = async (bytes: Uint8Array): Promise<number> => (await decoded("opus", bytes)).samples.length;

interface Change {
  /** Lengths of packets in front of the sound. */
  readonly inFront?: readonly number[];
  /** What the sound's page says of its end. */
  readonly position?: bigint;
}

/** The same packets, those of the sound on one page. */
async function onOnePage(bytes: Uint8Array, { inFront = [], position }: Change = {}): Promise<Uint8Array> {
  const [first, comments, ...sound] = (await pagesIn(bytes)) as [OggPage, OggPage, ...OggPage[]];
  const others = inFront.map((length) => ({ data: new Uint8Array(length), whole: true }));
  const joined = pageWith(sound.at(-1)!, [...others, ...sound.flatMap((page) => partsOf(page.bytes))]);
  return Buffer.concat([
    first.bytes,
    comments.bytes,
    numbered(2, position === undefined ? joined : at(position, joined)),
  ]);
}

function at(position: bigint, page: Uint8Array): Uint8Array {
  new DataView(page.buffer, page.byteOffset).setBigInt64(6, position, true);
  return page;
}

describe("Opus sound", () => {
  it("ends where its last page says, on whatever pages it lies", async () => {
    const bytes = await fixture("sound.opus");
    expect(await lengthOf(bytes)).toBe(72_000);
    expect(await lengthOf(await onOnePage(bytes))).toBe(72_000);
  });

  it("ends with its last packet where the page says no end", async () => {
    const length = await lengthOf(await onOnePage(await fixture("sound.opus"), { position: -1n }));
    expect(length).toBeGreaterThan(72_000);
    expect(length).toBeLessThan(73_000);
  });

  it("is whole whatever the pages before the last say", async () => {
    const pages = (await pagesIn(await fixture("sound.opus"))).map(({ bytes, last, sequence }) =>
      last ? bytes : numbered(sequence, at(0n, bytes)),
    );
    expect(await lengthOf(Buffer.concat(pages))).toBeGreaterThanOrEqual(72_000);
  });

  it("is what it is without empty packets", async () => {
    const bytes = await fixture("sound.opus");
    expect(await decoded("opus", await onOnePage(bytes, { inFront: [0, 0] }))).toEqual(
      await decoded("opus", await onOnePage(bytes)),
    );
  });

  it("has one damaged place where a packet is longer than any of sound", async () => {
    const { samples, damaged } = await decoded(
      "opus",
      await onOnePage(await fixture("sound.opus"), { inFront: [20_000] }),
    );
    expect([samples.length, damaged]).toEqual([72_000, 1]);
  });
});

/** A page of such segments. */
const pageOf = (...segments: readonly number[]): Uint8Array =>
  Buffer.concat([
    new Uint8Array(26),
    Uint8Array.of(segments.length, ...segments),
    ...segments.map((length) => new Uint8Array(length)),
  ]);

describe("a reader of packets", () => {
  it("puts those together that go on on the next page", () => {
    const read = createPacketReader();
    const lengths = [pageOf(7, 255), pageOf(255, 255), pageOf(3, 0, 9, 255), pageOf(0)].map((page) =>
      read(partsOf(page)).map(({ length }) => length),
    );
    expect(lengths).toEqual([[7], [], [768, 0, 9], [255]]);
  });

  it("refuses one without an end before it fills the memory", () => {
    const read = createPacketReader();
    const page = pageOf(...new Array<number>(255).fill(255));
    expect(() => {
      for (let count = 0; count < 600; count++) expect(read(partsOf(page))).toEqual([]);
    }).toThrow(/no end/);
  });
});
