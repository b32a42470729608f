import { describe, expect, it } from "vitest";
import { partsOf, type PagePart } from "../../src/engine/audio/decode/formats/ogg-pages.ts";
import { decoded, fixture, numbered, pagesIn, pageWith } from "./ogg-files.ts";

const packet = (...data: number[]): PagePart => ({ data: Uint8Array.from(data), whole: true });

it.each([65_024, 65_025, 65_026])("a setup of %i bytes is read as any other", async (length) => {
  const bytes = await fixture("sound.ogg");
  const [head, headers, ...sound] = await pagesIn(bytes);
  const [comments, setup] = partsOf(headers!.bytes);
  const padded = new Uint8Array(length);
  padded.set(setup!.data);
  const pages = [
    pageWith(headers!, [comments!]),
    pageWith(headers!, [{ data: padded.subarray(0, 1_020), whole: false }]),
    pageWith(headers!, [{ data: padded.subarray(1_020), whole: true }]),
    ...sound.map((page) => page.bytes),
  ];
  const file = Buffer.concat([head!.bytes, ...pages.map((page, index) => numbered(index + 1, page))]);
  expect(await decoded("vorbis", file)).toEqual(await decoded("vorbis", bytes));
});

it.each([
  ["are empty", packet()],
  ["are headers", packet(3, 0, 0)],
  ["are of no kind that there is", packet(7, 0, 0)],
])("packets of Vorbis that %s give no sound, nor the one before again", async (_, without) => {
  const bytes = await fixture("sound.ogg");
  const [head, headers, ...sound] = await pagesIn(bytes);
  const pages = sound.map((page) =>
    numbered(
      page.sequence,
      pageWith(
        page,
        partsOf(page.bytes).flatMap((part) => [part, without]),
      ),
    ),
  );
  const file = Buffer.concat([head!.bytes, headers!.bytes, ...pages]);
  expect(await decoded("vorbis", file)).toEqual(await decoded("vorbis", bytes));
});

describe("Vorbis sound", () => {
  /** @param position what the last page says of its end */
  const lengthTo = async (position: bigint, onOnePage = false): Promise<number> => {
    const [head, headers, ...sound] = await pagesIn(await fixture("sound.ogg"));
    const last = sound.at(-1)!;
    const parts = (onOnePage ? sound : [last]).flatMap((page) => partsOf(page.bytes));
    const page = pageWith(last, parts);
    new DataView(page.buffer).setBigInt64(6, position, true);
    const others = onOnePage ? [] : sound.slice(0, -1).map(({ bytes }) => bytes);
    const file = [head!.bytes, headers!.bytes, ...others, numbered(onOnePage ? 2 : last.sequence, page)];
    return (await decoded("vorbis", Buffer.concat(file))).samples.length;
  };

  it("ends where its last page says, on whatever pages it lies", async () => {
    expect([await lengthTo(33_075n), await lengthTo(33_000n)]).toEqual([33_075, 33_000]);
    expect([await lengthTo(33_075n, true), await lengthTo(500n, true)]).toEqual([33_075, 500]);
  });

  it("has nothing of a last page that says that it ends before", async () => {
    expect(await lengthTo(32_300n)).toBe(32_384);
  });
});
