import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { id3Length } from "../../src/engine/audio/decode/formats/bytes.ts";
import { sniff } from "../../src/engine/audio/decode/formats/container.ts";
import { harmonics, wavFile } from "./signals.ts";

const fixture = (name: string): Uint8Array => readFileSync(new URL(`fixtures/${name}`, import.meta.url));

/** Bytes without any pattern (a linear congruential generator's high bits). */
function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

describe("a file's format, by its content", () => {
  it.each([
    ["sound.flac", "flac"],
    ["sound.oga", "ogg-flac"],
    ["sound.ogg", "vorbis"],
    ["sound.opus", "opus"],
    ["sound.m4a", "other"],
    ["sound.aac", "other"],
  ])("%s is %s", (name, format) => {
    expect(sniff(fixture(name))).toMatchObject({ format, offset: 0, gain: 1 });
  });

  it("finds mp3 behind an ID3 tag and behind junk", () => {
    const mp3 = fixture("sound.mp3");
    const tag = id3Length(mp3);
    expect(tag).toBeGreaterThan(10);
    const bare = mp3.subarray(tag);
    expect(sniff(bare)).toMatchObject({ format: "mp3", offset: 0 });
    expect(sniff(Buffer.concat([Buffer.alloc(1000), bare]))).toMatchObject({ format: "mp3", offset: 1000 });
    expect(sniff(Buffer.concat([noise(3000, 5), bare]))).toMatchObject({ format: "mp3", offset: 3000 });
  });

  it("does not take noise for mp3", () => {
    for (let seed = 0; seed < 30; seed++) expect(sniff(noise(65_536, seed)).format).toBe("other");
  });

  it("knows WAV, and no format in nothing", () => {
    expect(sniff(wavFile([harmonics(8000, 0.1)], { rate: 8000 })).format).toBe("wav");
    expect(sniff(new Uint8Array(0)).format).toBe("other");
    expect(sniff(Buffer.from("OggS")).format).toBe("other");
  });

  it("reads the length that FLAC declares", () => {
    expect(sniff(fixture("sound.flac")).declaredSeconds).toBe(1.5);
  });

  it("reads the gain of Opus in 1/256 dB", () => {
    const opus = Buffer.from(fixture("sound.opus"));
    opus.writeInt16LE(-6 * 256, 28 + 16);
    expect(sniff(opus).gain).toBeCloseTo(10 ** (-6 / 20), 12);
  });

  it("measures ID3 tags: seven bits a byte, a footer if its flag says so, nothing if a byte is invalid", () => {
    const header = (flags: number, ...size: number[]): Uint8Array => Uint8Array.of(73, 68, 51, 4, 0, flags, ...size);
    expect(id3Length(header(0, 0, 0, 2, 1))).toBe(10 + 257);
    expect(id3Length(header(0x10, 0, 0, 2, 1))).toBe(20 + 257);
    expect(id3Length(header(0, 0, 0, 0x80, 1))).toBe(0);
    expect(id3Length(Uint8Array.of(73, 68))).toBe(0);
  });
});
