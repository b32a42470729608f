import { describe, expect, it } from "vitest";
import { createDownmix } from "../../src/engine/audio/decode/pcm.ts";

describe("the mean of channels", () => {
  it("is theirs, for any number of channels and whatever was mixed before", () => {
    const [a, b, c] = [Float32Array.of(1, 0.5, -1), Float32Array.of(0, 0.5, -0.5), Float32Array.of(0.5, 2, 0)];
    expect([...createDownmix().mix([a, b])]).toEqual([0.5, 0.5, -0.75]);
    expect([...createDownmix().mix([a, b, c])]).toEqual([0.5, 1, -0.5]);
    expect([...createDownmix().mix([b.subarray(0, 2), a.subarray(0, 2)])]).toEqual([0.5, 0.5]);
    expect([...createDownmix().mix([c])]).toEqual([0.5, 2, 0]);
    expect(createDownmix().mix([]).length).toBe(0);
  });

  it("counts values that are no numbers as silence", () => {
    const broken = Float32Array.of(Number.NaN, Infinity, -Infinity, 0.5);
    const other = Float32Array.of(1, 1, Infinity, 0.5);
    for (const channels of [[broken, other], [other, broken], [broken, other, other], [broken.slice()]]) {
      expect([...createDownmix().mix(channels)].slice(0, 3)).toEqual([0, 0, 0]);
    }
    expect(createDownmix().mix([broken, other])[3]).toBe(0.5);
  });

  it("takes pieces of any length", () => {
    const long = new Float32Array(3_000_000).fill(0.25);
    const mono = createDownmix().mix([long, long]);
    expect([mono.length, mono[0], mono.at(-1)]).toEqual([3_000_000, 0.25, 0.25]);
  });
});

describe("channels that cancel each other", () => {
  const [loud, quiet] = [new Float32Array(1100).fill(0.5), new Float32Array(1100).fill(0.1)];
  const upsideDown = loud.map((value) => -value);

  it("are found in all pieces together, and the loudest is the one to use", () => {
    const downmix = createDownmix();
    for (const left of [quiet, quiet, quiet]) downmix.mix([left, left.map((value) => -value)]);
    downmix.mix([loud, upsideDown.map((value) => value * 1.001)]);
    downmix.mix([new Float32Array(1100), new Float32Array(1100)]);
    expect(downmix.cancelled()).toBe(1);
  });

  it("do not where one piece of them has sound in its mean", () => {
    const downmix = createDownmix();
    downmix.mix([loud, loud]);
    downmix.mix([loud, upsideDown]);
    expect(downmix.cancelled()).toBeUndefined();
  });
});
