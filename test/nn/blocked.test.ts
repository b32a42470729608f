import { expect, test } from "vitest";
import { createRng } from "../../src/engine/core/rng.ts";
import * as nn from "../../src/engine/nn/index.ts";
import { CPU } from "./finite-differences.ts";

const CASES: readonly { readonly name: string; readonly x: nn.Shape; readonly build: (x: nn.Value) => nn.Value }[] = [
  {
    name: "few channels to many, stride 2",
    x: [2, 1, 7, 12],
    build: (x) => nn.conv2d(x, weight([32, 1, 3, 3]), { stride: 2, padding: 1, bias: bias(32) }),
  },
  {
    name: "many to many, stride 2, odd sizes",
    x: [1, 32, 5, 13],
    build: (x) => nn.conv2d(x, weight([16, 32, 3, 3]), { stride: 2, padding: 1 }),
  },
  {
    name: "uneven padding",
    x: [1, 16, 6, 6],
    build: (x) => nn.conv2d(x, weight([16, 16, 2, 3]), { padding: [1, 0, 0, 2] }),
  },
  { name: "channels that fill no block", x: [1, 24, 6, 6], build: (x) => nn.conv2d(x, weight([20, 24, 3, 3])) },
  {
    name: "phases of a transposed one",
    x: [2, 32, 5, 7],
    build: (x) => nn.convTranspose2d(x, weight([32, 16, 4, 4]), { stride: 2, padding: 1, bias: bias(16) }),
  },
  {
    name: "a chain with ReLUs, whose images keep the layout",
    x: [1, 1, 9, 14],
    build: (x) => {
      const first = nn.relu(nn.conv2d(x, weight([16, 1, 3, 3], "first"), { stride: 2, padding: 1 }));
      const second = nn.relu(
        nn.conv2d(first, weight([32, 16, 3, 3], "second"), { stride: 2, padding: 1, bias: bias(32) }),
      );
      return nn.relu(nn.convTranspose2d(second, weight([32, 16, 4, 4], "third"), { stride: 2, padding: 1 }));
    },
  },
];
const weight = (shape: nn.Shape, name = "weight"): nn.Value => nn.parameter(name, shape, nn.normal(1));
const bias = (channels: number): nn.Value => nn.parameter("bias", [channels], nn.normal(1));

test.each(CASES)("a convolution in blocked layout equals the plain one: $name", async ({ x: shape, build }) => {
  const block = await nn.channelBlock();
  const x = nn.input("x", shape);
  const y = build(x);
  const parameters = nn.parametersOf([y]);
  const loss = nn.sum(nn.square(y));
  const slopes = nn.gradients(loss, [x, ...parameters]);
  const outputs = { y, ...Object.fromEntries(slopes.map((slope, index) => [`slope${index}`, slope])) };
  const feeds = { x: nn.normal(1)(shape, createRng(7, "image")), ...nn.initialWeights(parameters, 7) };
  const run = async (channelBlock: number | undefined): Promise<Record<string, Float32Array>> => {
    const session = await nn.createSession(nn.compile(outputs, { channelBlock }), CPU);
    const results = await session.run(feeds);
    await session.release();
    return results;
  };
  const [plain, blocked] = [await run(undefined), await run(block)];
  for (const [name, expected] of Object.entries(plain)) {
    const scale = Math.max(...expected.map(Math.abs));
    expected.forEach((value, index) => {
      expect(Math.abs(blocked[name]![index]! - value)).toBeLessThan(1e-5 * scale);
    });
  }
});

test("the runtime's block is a size that vectors have, and graphs for others do not use it", async () => {
  expect([undefined, 8, 16]).toContain(await nn.channelBlock());
  const y = nn.conv2d(nn.input("x", [1, 16, 4, 4]), weight([16, 16, 3, 3]));
  const text = (channelBlock?: number): string =>
    Buffer.from(nn.compile({ y }, { channelBlock }).onnx).toString("latin1");
  expect(text()).not.toContain("com.microsoft");
  expect(text(16)).toContain("com.microsoft.nchwc");
});
