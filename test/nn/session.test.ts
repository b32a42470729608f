import { describe, expect, test } from "vitest";
import { LatentuneError } from "../../src/engine/core/errors.ts";
import * as nn from "../../src/engine/nn/index.ts";
import { providersHere } from "../../src/engine/nn/providers.ts";
import { CPU } from "./finite-differences.ts";

const W = nn.parameter("w", [2, 2], nn.filled(1));
const graph = (): nn.CompiledGraph => nn.compile({ y: nn.matmul(nn.input("x", [1, 2]), W), same: W });

describe("a session", () => {
  test("writes outputs into the arrays that it is given", async () => {
    const session = await nn.createSession(graph(), CPU);
    const into = { y: new Float32Array(2) };
    const feeds = { x: Float32Array.of(1, 2), w: Float32Array.of(1, 2, 3, 4) };
    const { y, same } = await session.run(feeds, into);
    expect([...into.y]).toEqual([7, 10]);
    expect([...y!]).toEqual([7, 10]);
    expect([...same!]).toEqual([1, 2, 3, 4]);
    await session.release();
  });

  test("leaves no copy of what it wrote into an array", async () => {
    const length = 2 ** 18;
    const x = nn.input("x", [length]);
    const session = await nn.createSession(nn.compile({ y: nn.add(x, x) }), CPU);
    const feeds = { x: new Float32Array(length).fill(3) };
    const into = { y: new Float32Array(length) };
    const held = async (): Promise<number> => {
      const { y } = await session.run(feeds, into);
      expect(y).toBe(into.y);
      expect(y!.at(-1)).toBe(6);
      return process.memoryUsage().arrayBuffers;
    };
    const first = await held();
    for (let run = 0; run < 5; run++) expect((await held()) - first).toBeLessThan(length);
    await session.release();
  });

  test("refuses missing inputs and inputs of another size", async () => {
    const session = await nn.createSession(graph(), CPU);
    await expect(session.run({ x: Float32Array.of(1, 2) })).rejects.toThrow(/input w is missing/);
    await expect(session.run({ x: Float32Array.of(1, 2, 3), w: new Float32Array(4) })).rejects.toThrow(/x has 3/);
    await expect(session.run({ x: new Float32Array(0), w: new Float32Array(4) })).rejects.toThrow(/x has 0/);
    await session.release();
  });

  test("names the execution provider that is not there, and what to do", async () => {
    const { names } = await providersHere();
    const missing = (["coreml", "dml"] as const).filter((name) => !names.includes(name));
    for (const executionProvider of missing) {
      const error: unknown = await nn
        .createSession(graph(), { executionProvider, threads: 1 })
        .catch((e: unknown) => e);
      expect(error).toBeInstanceOf(LatentuneError);
      expect((error as LatentuneError).describe()).toMatch(new RegExp(`${executionProvider}.*cpu`));
    }
    expect(missing.length).toBeGreaterThan(0);
  });
});

test("baked weights and an open batch axis", async () => {
  const y = nn.reshape(nn.matmul(nn.input("x", [1, 2]), W), [1, 2, 1]);
  const session = await nn.createSession(
    nn.compile({ y }, { weights: { w: Float32Array.of(1, 2, 3, 4) }, dynamicBatch: true }),
    CPU,
  );
  for (const songs of [1, 3]) {
    const { y: found } = await session.run({ x: new Float32Array(songs * 2).fill(1) });
    expect([...found!]).toEqual(Array(songs).fill([4, 6]).flat());
  }
  expect(() => nn.compile({ y }, { weights: { w: new Float32Array(3) } })).toThrow(/3 values/);
  await session.release();
});
