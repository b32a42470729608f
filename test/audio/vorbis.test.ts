import { expect, it } from "vitest";
import { pageWith, partsOf, type PagePart } from "../../src/engine/audio/decode/formats/ogg-pages.ts";
import { decoded, fixture, numbered, pagesIn } from "./ogg-files.ts";

const packet = (...data: number[]): PagePart => ({ data: Uint8Array.from(data), whole: true });

it.each([65_024, 65_025, 65_026])("a setup of %i bytes is read as any other", async (length) => {
  const bytes = await fixture("sound.ogg");
  const [head, headers, ...sound] = await pagesIn(bytes);
  const [comments, setup] = partsOf(headers!.bytes);
  const padded = new Uint8Array(length);
  padded.set(setup!.data);
  const pages = [
    pageWith(headers!, [comments!]),
    pageWith(headers!, [{ data: padded.subarray(0, 51_000), whole: false }]),
    pageWith(headers!, [{ data: padded.subarray(51_000), whole: true }]),
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
