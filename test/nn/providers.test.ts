import { join } from "node:path";
import { expect, it } from "vitest";
import { providersHere } from "../../src/engine/nn/providers.ts";
import { LatentuneError } from "../../src/engine/core/errors.ts";
import { createSession, requireNetworks } from "../../src/engine/nn/session.ts";
import { compile, input, multiply } from "../../src/engine/nn/index.ts";
import type { ExecutionProvider } from "../../src/shared/contract/train.ts";

it("lists the execution providers that compute here, and says of the others what they need", async () => {
  const { names, idle, problem } = await providersHere();
  expect(problem).toBeUndefined();
  expect(names).toContain("cpu");
  const x = input("x", [1, 2]);
  for (const name of names) {
    const session = await createSession(compile({ y: multiply(x, x) }), {
      executionProvider: name as ExecutionProvider,
      threads: 1,
    });
    expect([name, ...(await session.run({ x: Float32Array.of(2, 3) }))["y"]!]).toEqual([name, 4, 9]);
    await session.release();
  }
  for (const { name, reason, needs, remedy } of idle) {
    expect(remedy).toContain(`It needs ${needs}`);
    expect(needs.length).toBeLessThan(60);
    expect(names).not.toContain(name);
    expect(reason).not.toMatch(/\n|onnxruntime_src/);
    expect(remedy).toMatch(name === "cuda" ? /CUDA 12 and cuDNN 9/ : /driver/);
    if (name === "cuda") expect(remedy).toContain(join("bin", "napi-v6", process.platform, process.arch));
  }
});

it("asks for a provider that cannot start here before anything is computed, with what it needs", async () => {
  await requireNetworks("cpu");
  const { names, idle } = await providersHere();
  for (const name of names) await requireNetworks(name as ExecutionProvider);
  for (const { name, reason, remedy } of idle) {
    const error = await requireNetworks(name as ExecutionProvider).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LatentuneError);
    expect((error as LatentuneError).message).toContain(`${name} cannot start on this machine: ${reason}`);
    expect((error as LatentuneError).place.remedy).toBe(
      `${remedy} Or choose the execution provider cpu, which is always there.`,
    );
  }
});
