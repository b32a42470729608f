import { describe, expect, test } from "vitest";
import * as nn from "../../src/engine/nn/index.ts";
import { evaluate, randomOperands } from "./finite-differences.ts";

const close = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, index) => {
    expect(actual[index]).toBeCloseTo(value, 5);
  });
};
const X = [-2, -0.5, 0, 0.5, 3];
const unary = (build: (x: nn.Value) => nn.Value): Promise<number[]> => evaluate((x) => build(x), [[[5], X]]);

describe("elementwise values", () => {
  test("functions of one operand", async () => {
    close(await unary(nn.negate), [2, 0.5, -0, -0.5, -3]);
    close(await unary(nn.square), [4, 0.25, 0, 0.25, 9]);
    close(await unary(nn.exp), X.map(Math.exp));
    close(await evaluate((x) => nn.log(x), [[[3], [0.5, 1, 8]]]), [Math.log(0.5), 0, Math.log(8)]);
    close(await unary(nn.tanh), X.map(Math.tanh));
    close(
      await unary(nn.sigmoid),
      X.map((x) => 1 / (1 + Math.exp(-x))),
    );
    close(await unary(nn.relu), [0, 0, 0, 0.5, 3]);
    close(await unary((x) => nn.leakyRelu(x, 0.1)), [-0.2, -0.05, 0, 0.5, 3]);
    close(await unary((x) => nn.leakyRelu(x)), [-0.02, -0.005, 0, 0.5, 3]);
    close(await unary(nn.isPositive), [0, 0, 0, 1, 1]);
    close(await unary((x) => nn.clip(x, -1, 2)), [-1, -0.5, 0, 0.5, 2]);
    close(await evaluate((x) => nn.sqrt(x), [[[2], [4, 2]]]), [2, Math.SQRT2]);
  });

  test("two operands broadcast", async () => {
    const a = [
      [2, 1],
      [6, 8],
    ] as const;
    const b = [[2], [2, 4]] as const;
    close(await evaluate((x, y) => nn.add(x, y), [a, b]), [8, 10, 10, 12]);
    close(await evaluate((x, y) => nn.subtract(x, y), [a, b]), [4, 2, 6, 4]);
    close(await evaluate((x, y) => nn.multiply(x, y), [a, b]), [12, 24, 16, 32]);
    close(await evaluate((x, y) => nn.divide(x, y), [a, b]), [3, 1.5, 4, 2]);
  });
});

describe("layout and sums", () => {
  const x = [
    [2, 3],
    [1, 2, 3, 4, 5, 6],
  ] as const;
  test("move what they say", async () => {
    close(await evaluate((v) => nn.transpose(v, [1, 0]), [x]), [1, 4, 2, 5, 3, 6]);
    close(await evaluate((v) => nn.reshape(v, [6]), [x]), [1, 2, 3, 4, 5, 6]);
    close(await evaluate((v) => nn.slice(v, [0, 1], [2, 3]), [x]), [2, 3, 5, 6]);
    close(await evaluate((v) => nn.slice(v, [0, 0], [2, 3]), [x]), [1, 2, 3, 4, 5, 6]);
    close(await evaluate((v) => nn.pad(v, [0, 1], [1, 0]), [x]), [0, 1, 2, 3, 0, 4, 5, 6, 0, 0, 0, 0]);
    close(await evaluate((v) => nn.concat([v, v], 1), [x]), [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]);
    close(await evaluate((v) => nn.sum(v, [0]), [x]), [5, 7, 9]);
    close(await evaluate((v) => nn.max(v, 0), [x]), [4, 5, 6]);
    close(await evaluate((v) => nn.max(v, 1), [x]), [3, 6]);
    close(await evaluate((v) => nn.mean(v), [x]), [3.5]);
    close(
      await evaluate(
        (v) => nn.broadcast(v, [2, 2]),
        [
          [
            [2, 1],
            [1, 2],
          ],
        ],
      ),
      [1, 1, 2, 2],
    );
  });

  test("spaceToDepth puts phases before channels and depthToSpace inverts it", async () => {
    const image = Array.from({ length: 16 }, (_, index) => index);
    const operand = [[1, 2, 2, 4], image] as const;
    const phases = await evaluate((v) => nn.spaceToDepth(v, 2), [operand]);
    close(phases, [0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15]);
    close(await evaluate((v) => nn.depthToSpace(nn.spaceToDepth(v, 2), 2), [operand]), image);
  });
});

test("matmul of every orientation equals the sum of products", async () => {
  const a = [1, 2, 3, 4, 5, 6];
  const b = [1, -1, 2, 0, 3, 1];
  // (2, 3) · (3, 2)
  const product = [14, 2, 32, 2];
  const aT = [1, 4, 2, 5, 3, 6];
  const bT = [1, 2, 3, -1, 0, 1];
  for (const lead of [[], [1]]) {
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      const y = await evaluate(
        (l, r) => nn.matmul(l, r, { transposeA: transposeA!, transposeB: transposeB! }),
        [
          [[...lead, ...(transposeA ? [3, 2] : [2, 3])], transposeA ? aT : a],
          [[...lead, ...(transposeB ? [2, 3] : [3, 2])], transposeB ? bT : b],
        ],
      );
      close(y, product);
    }
  }
});

test("conv2d equals its definition, and convTranspose2d is its adjoint", async () => {
  const shapes = [
    [1, 2, 5, 6],
    [3, 2, 3, 3],
  ] as const;
  const [x, w] = randomOperands(shapes, [-1, 1]).map((data) => [...data]) as [number[], number[]];
  const at = (c: number, row: number, col: number): number =>
    row < 0 || col < 0 || row >= 5 || col >= 6 ? 0 : x[(c * 5 + row) * 6 + col]!;
  const expected: number[] = [];
  for (let o = 0; o < 3; o++)
    for (let row = 0; row < 3; row++)
      for (let col = 0; col < 3; col++) {
        let total = 0;
        for (let c = 0; c < 2; c++)
          for (let i = 0; i < 3; i++)
            for (let j = 0; j < 3; j++)
              total += w[((o * 2 + c) * 3 + i) * 3 + j]! * at(c, row * 2 + i - 1, col * 2 + j - 1);
        expected.push(total);
      }
  const options = { stride: 2, padding: 1 } as const;
  const y = await evaluate(
    (v, k) => nn.conv2d(v, k, options),
    [
      [shapes[0], x],
      [shapes[1], w],
    ],
  );
  close(y, expected);

  // ⟨conv(x), u⟩ = ⟨x, convᵀ(u)⟩ for every u.
  const u = Array.from({ length: 9 * 3 }, (_, index) => Math.sin(index));
  const back = await evaluate(
    (v, k) => nn.convTranspose2d(v, k, { ...options, outputPadding: [0, 1] }),
    [
      [[1, 3, 3, 3], u],
      [shapes[1], w],
    ],
  );
  const dot = (a: number[], b: number[]): number => a.reduce((total, value, index) => total + value * b[index]!, 0);
  expect(dot(back, x)).toBeCloseTo(dot(y, u), 4);
});

/** Every input value times the kernel, added where the stride puts it. */
function slowTranspose(
  x: number[],
  w: number[],
  o: number,
  [h, k]: readonly [number, number],
  padding: number,
  [rows, cols]: readonly [number, number],
) {
  const [height, width] = [3, 4];
  const out = new Array<number>(o * rows * cols).fill(0);
  x.forEach((value, at) => {
    const [from, i, j] = [Math.floor(at / (height * width)), Math.floor(at / width) % height, at % width];
    for (let to = 0; to < o; to++)
      for (let tap = 0; tap < h * k; tap++) {
        const [row, col] = [2 * i + Math.floor(tap / k) - padding, 2 * j + (tap % k) - padding];
        if (row < 0 || col < 0 || row >= rows || col >= cols) continue;
        out[(to * rows + row) * cols + col]! += value * w[(from * o + to) * h * k + tap]!;
      }
  });
  return out;
}

const KERNELS = [
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 4],
  [5, 5],
  [2, 4],
  [4, 2],
] as const;

// With 8 channels it is written as four products where that is possible, with 2 never.
test.each([8, 2])(
  "convTranspose2d of stride 2 equals its definition with any kernel and padding, %i channels",
  async (o) => {
    for (const [h, k] of KERNELS)
      for (let padding = 0; padding < Math.min(h, k); padding++)
        for (const extra of [0, 1]) {
          const sizes = [4 + h - 2 * padding + extra, 6 + k - 2 * padding + extra] as const;
          if (sizes[0] < 1) continue;
          const shapes = [
            [1, 3, 3, 4],
            [3, o, h, k],
          ] as const;
          const [x, w] = randomOperands(shapes, [-1, 1]).map((data) => [...data]) as [number[], number[]];
          const options = { stride: 2, padding, outputPadding: [extra, extra] } as const;
          const y = await evaluate(
            (v, kernel) => nn.convTranspose2d(v, kernel, options),
            [
              [shapes[0], x],
              [shapes[1], w],
            ],
          );
          close(y, slowTranspose(x, w, o, [h, k], padding, sizes));
        }
  },
);

test("shapes that do not fit are refused when the graph is built", () => {
  const x = nn.input("x", [2, 3]);
  expect(() => nn.add(x, nn.input("y", [2]))).toThrow(nn.ShapeError);
  expect(() => nn.matmul(x, x)).toThrow(/matmul: \(2, 3\) by \(2, 3\)/);
  expect(() => nn.reshape(x, [5])).toThrow(/does not hold/);
  expect(() => nn.transpose(x, [0, 0])).toThrow(/does not permute/);
  expect(() => nn.slice(x, [0, 2], [2, 2])).toThrow(nn.ShapeError);
  expect(() => nn.conv2d(nn.input("i", [1, 2, 4, 4]), nn.input("k", [1, 3, 3, 3]))).toThrow(/channels/);
  for (const build of [nn.conv2d, nn.convTranspose2d]) {
    const [image, kernel] = [nn.input("i", [1, 2, 4, 4]), nn.input("k", [2, 2, 3, 3])];
    expect(() => build(nn.input("flat", [2, 4, 4]), kernel)).toThrow(/expected 4 axes, got shape \(2, 4, 4\)/);
    expect(() => build(image, nn.input("flat", [2, 3, 3]))).toThrow(/expected 4 axes, got shape \(2, 3, 3\)/);
  }
  expect(() => nn.compile({ x: nn.negate(x), y: nn.negate(nn.input("x", [1])) })).toThrow(/called x/);
  const p = [nn.parameter("w", [2], nn.zeros), nn.parameter("w", [3], nn.zeros)].map((w) => nn.sum(w));
  expect(() => nn.parametersOf(p)).toThrow(/declared as/);
});
