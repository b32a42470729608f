import { describe, expect, it } from "vitest";
import { decodeWav } from "../../src/engine/audio/decode/formats/wav.ts";
import { harmonics, largestDifference, sweep, wavFile } from "./signals.ts";

const RATE = 8000;
const LEFT = harmonics(RATE, 0.1);
const RIGHT = sweep(RATE, 0.1);

/** Decodes bytes that arrive in pieces of `step`. */
async function decode(bytes: Uint8Array, step = bytes.length): Promise<{ channels: number[][]; sampleRate: number }> {
  // oxlint-disable-next-line typescript/require-await -- a stream of bytes that are already there
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
  }
  const channels: number[][] = [];
  let sampleRate = 0;
  for await (const chunk of decodeWav(pieces())) {
    ({ sampleRate } = chunk);
    chunk.channels.forEach((channel, index) => (channels[index] ??= []).push(...channel));
  }
  return { channels, sampleRate };
}

describe("the WAV reader", () => {
  it.each([
    [8, false, 2 ** -7],
    [16, false, 2 ** -15],
    [24, false, 2 ** -23],
    [32, false, 2 ** -24],
    [32, true, 2 ** -24],
    [64, true, 2 ** -24],
  ] as const)("reads %i bits (float: %s) of two channels to within its step", async (bits, float, step) => {
    for (const extensible of [false, true]) {
      const { channels, sampleRate } = await decode(wavFile([LEFT, RIGHT], { rate: RATE, bits, float, extensible }));
      expect(sampleRate).toBe(RATE);
      expect(channels.map((channel) => channel.length)).toEqual([LEFT.length, RIGHT.length]);
      expect(largestDifference(LEFT, channels[0]!)).toBeLessThanOrEqual(step);
      expect(largestDifference(RIGHT, channels[1]!)).toBeLessThanOrEqual(step);
    }
  });

  it("gives the same samples however the bytes arrive, with odd chunks before the data", async () => {
    const bytes = wavFile([LEFT, RIGHT], {
      rate: RATE,
      bits: 24,
      extra: [
        ["LIST", 7],
        ["junk", 1000],
        ["fact", 3],
      ],
    });
    const whole = await decode(bytes);
    expect(whole.channels[0]).toHaveLength(LEFT.length);
    for (const step of [1, 7, 999]) expect(await decode(bytes, step)).toEqual(whole);
  });

  it("takes data that end early as far as whole samples go", async () => {
    const bytes = wavFile([LEFT, RIGHT], { rate: RATE });
    const { channels } = await decode(bytes.subarray(0, 44 + 4 * 100 + 3));
    expect(channels.map((channel) => channel.length)).toEqual([100, 100]);
  });

  it.each([0, 0xffff_ffff])("reads to the end where the writer did not know the length (%i)", async (declared) => {
    const { channels } = await decode(wavFile([LEFT], { rate: RATE, declared }));
    expect(channels[0]).toHaveLength(LEFT.length);
  });

  it("stops at the end of the data chunk", async () => {
    const bytes = Buffer.concat([wavFile([LEFT], { rate: RATE }), Buffer.alloc(500, 7)]);
    expect((await decode(bytes)).channels[0]).toHaveLength(LEFT.length);
  });

  const broken = (offset: number, ...values: number[]): Buffer => {
    const bytes = wavFile([LEFT], { rate: RATE });
    bytes.set(values, offset);
    return bytes;
  };
  it.each([
    ["not a WAVE file", Buffer.from("RIFF1234AVI hello")],
    ["no data chunk", wavFile([LEFT], { rate: RATE }).subarray(0, 36)],
    ["data come before their format", broken(12, ..."data".split("").map((c) => c.charCodeAt(0)))],
    ["WAVE format 2", broken(20, 2)],
    ["0 channels", broken(22, 0, 0)],
    ["65535 channels", broken(22, 255, 255)],
    ["sample rate is 0 Hz", broken(24, 0, 0, 0, 0)],
    ["format chunk is cut off", broken(16, 0, 0, 0, 0x7f)],
    ["format chunk is too short", broken(16, 2)],
  ])("says what is wrong: %s", async (message, bytes) => {
    await expect(decode(bytes)).rejects.toThrow(new RegExp(message));
  });
});
