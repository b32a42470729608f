import { describe, expect, test } from "vitest";
import * as nn from "../../src/engine/nn/index.ts";
import { OPERATIONS } from "../../src/engine/nn/ops/table.ts";
import { compareGradients, CPU, largestError, type DifferenceOptions } from "./finite-differences.ts";

interface Case extends DifferenceOptions {
  readonly what?: string;
  readonly build: (...operands: nn.Value[]) => nn.Value;
  readonly shapes: readonly nn.Shape[];
}

const POSITIVE = { range: [0.5, 2] } as const;
const bias = (b: nn.Value | undefined): { bias?: nn.Value } => (b === undefined ? {} : { bias: b });

const convolutions = (["conv2d", "convTranspose2d"] as const).map((kind) =>
  [
    { stride: 1, padding: 0, kernel: [2, 3] },
    { stride: 1, padding: 1, kernel: [3, 3] },
    { stride: 2, padding: 1, kernel: [3, 3] },
    { stride: 2, padding: 1, kernel: [4, 4] },
    { stride: 3, padding: [1, 0, 0, 2], kernel: [2, 4] },
    { stride: 2, padding: 0, kernel: [2, 2] },
  ].map(({ stride, padding, kernel }): Case => {
    const sides = padding as nn.ConvolutionOptions["padding"] & {};
    return {
      what: `stride ${stride}, padding ${String(padding)}, kernel ${String(kernel)}`,
      build: (x, w, b) => nn[kind](x, w, { stride, padding: sides, ...bias(b) }),
      // 6 × 7: with stride 2 the last column is not read, so the output padding of the gradient matters.
      shapes: [[2, 2, 6, 7], kind === "conv2d" ? [3, 2, ...kernel] : [2, 3, ...kernel], [3]],
    };
  }),
);

/** At least one case for every operation: one that is missing does not compile. */
const CASES: Record<nn.OperationKind, readonly Case[]> = {
  add: [
    {
      build: (a, b) => nn.add(a, b),
      shapes: [
        [2, 3],
        [2, 3],
      ],
    },
    {
      what: "broadcast",
      build: (a, b) => nn.add(a, b),
      shapes: [
        [2, 1, 3],
        [4, 1],
      ],
    },
  ],
  subtract: [{ build: (a, b) => nn.subtract(a, b), shapes: [[2, 3], [3]] }],
  multiply: [
    {
      build: (a, b) => nn.multiply(a, b),
      shapes: [
        [2, 3],
        [2, 1],
      ],
    },
    { what: "of a value by itself", build: (a) => nn.multiply(a, a), shapes: [[5]] },
  ],
  divide: [
    {
      build: (a, b) => nn.divide(a, b),
      shapes: [
        [2, 3],
        [1, 3],
      ],
      ...POSITIVE,
    },
  ],
  negate: [{ build: (x) => nn.negate(x), shapes: [[4]] }],
  square: [{ build: (x) => nn.square(x), shapes: [[4]] }],
  exp: [{ build: (x) => nn.exp(x), shapes: [[4]] }],
  log: [{ build: (x) => nn.log(x), shapes: [[4]], ...POSITIVE }],
  sqrt: [{ build: (x) => nn.sqrt(x), shapes: [[4]], ...POSITIVE }],
  tanh: [{ build: (x) => nn.tanh(x), shapes: [[4]] }],
  sigmoid: [{ build: (x) => nn.sigmoid(x), shapes: [[4]], range: [-3, 3] }],
  // Away from their kinks, where differences mean nothing.
  relu: [
    { what: "x > 0", build: (x) => nn.relu(x), shapes: [[4]], ...POSITIVE },
    { what: "x < 0", build: (x) => nn.relu(x), shapes: [[4]], range: [-2, -0.5] },
  ],
  leakyRelu: [
    { what: "x > 0", build: (x) => nn.leakyRelu(x, 0.2), shapes: [[4]], ...POSITIVE },
    { what: "x < 0", build: (x) => nn.leakyRelu(x, 0.2), shapes: [[4]], range: [-2, -0.5] },
  ],
  isPositive: [{ build: (x) => nn.isPositive(x), shapes: [[4]], ...POSITIVE }],
  clip: [
    { what: "inside", build: (x) => nn.clip(x, -2, 2), shapes: [[4]] },
    { what: "above", build: (x) => nn.clip(x, -2, 0.3), shapes: [[4]], ...POSITIVE },
    { what: "below", build: (x) => nn.clip(x, 3, 4), shapes: [[4]], ...POSITIVE },
  ],
  max: [
    { build: (x) => nn.max(x, 1), shapes: [[2, 3, 2]] },
    { what: "of the last axis", build: (x) => nn.max(x, 2), shapes: [[2, 2, 4]] },
  ],
  sum: [
    { build: (x) => nn.sum(x), shapes: [[2, 3]] },
    { what: "of some axes", build: (x) => nn.sum(x, [0, 2]), shapes: [[2, 3, 4]] },
    { what: "with kept axes", build: (x) => nn.sum(x, [1], true), shapes: [[2, 3, 4]] },
  ],
  broadcast: [{ build: (x) => nn.broadcast(x, [4, 2, 3]), shapes: [[2, 1]] }],
  reshape: [{ build: (x) => nn.reshape(x, [3, 4]), shapes: [[2, 6]] }],
  transpose: [{ build: (x) => nn.transpose(x, [2, 0, 1]), shapes: [[2, 3, 4]] }],
  slice: [{ build: (x) => nn.slice(x, [1, 0], [3, 2]), shapes: [[4, 3]] }],
  pad: [{ build: (x) => nn.pad(x, [1, 0], [2, 3]), shapes: [[2, 3]] }],
  concat: [
    {
      build: (a, b, c) => nn.concat([a, b, c], 1),
      shapes: [
        [2, 1],
        [2, 3],
        [2, 2],
      ],
    },
  ],
  spaceToDepth: [{ build: (x) => nn.spaceToDepth(x, 2), shapes: [[2, 3, 4, 6]] }],
  depthToSpace: [{ build: (x) => nn.depthToSpace(x, 2), shapes: [[2, 8, 2, 3]] }],
  matmul: [false, true].flatMap((transposeA) =>
    [false, true].flatMap((transposeB) =>
      [[], [2], [3, 2]].map((lead) => ({
        what: `${lead.length + 2} axes${transposeA ? ", Aᵀ" : ""}${transposeB ? ", Bᵀ" : ""}`,
        build: (a?: nn.Value, b?: nn.Value) => nn.matmul(a!, b!, { transposeA, transposeB }),
        // The second operand has one leading axis fewer, so that its gradient is summed over a broadcast axis.
        shapes: [
          [...lead, ...(transposeA ? [4, 3] : [3, 4])],
          [...lead.slice(1), ...(transposeB ? [2, 4] : [4, 2])],
        ],
      })),
    ),
  ),
  conv2d: convolutions[0]!,
  convTranspose2d: [
    ...convolutions[1]!,
    {
      what: "with output padding",
      build: (x, w) => nn.convTranspose2d(x, w, { stride: 2, padding: 1, outputPadding: [1, 0] }),
      shapes: [
        [1, 2, 3, 4],
        [2, 3, 3, 3],
      ],
    },
  ],
};

const COMPOSED: Case[] = [
  { what: "mean", build: (x) => nn.mean(x, [1]), shapes: [[2, 3]] },
  { what: "linear", build: (x, w, b) => nn.linear(x, w, b), shapes: [[2, 3], [3, 4], [4]] },
  {
    what: "meanSquaredError",
    build: (a, b) => nn.meanSquaredError(a, b),
    shapes: [
      [2, 3],
      [2, 3],
    ],
  },
  { what: "unitRows", build: (x) => nn.unitRows(x), shapes: [[3, 4]], ...POSITIVE },
  { what: "a value that is used twice", build: (x) => nn.multiply(nn.tanh(x), nn.exp(x)), shapes: [[4]] },
];

const check = async ({ build, shapes, ...options }: Case): Promise<void> => {
  expect(largestError(await compareGradients(build, shapes, options))).toBeLessThan(2e-3);
};

describe("the gradient equals central differences", () => {
  for (const [kind, cases] of Object.entries(CASES)) {
    for (const one of cases) test(`${kind} ${one.what ?? ""}`, () => check(one));
  }
  for (const one of COMPOSED) test(one.what!, () => check(one));
});

test("the cases cover the table", () => {
  expect(Object.keys(CASES).sort()).toEqual(Object.keys(OPERATIONS).sort());
});

test("a parameter that is declared twice is one parameter", async () => {
  const w = () => nn.parameter("w", [2], nn.zeros);
  // d/dw (w² + 3w) = 2w + 3
  const [slope] = nn.gradients(nn.sum(nn.add(nn.square(w()), nn.scale(w(), 3))), [w()]);
  const session = await nn.createSession(nn.compile({ slope: slope! }), CPU);
  const { slope: found } = await session.run({ w: Float32Array.of(1, -2) });
  expect([...found!]).toEqual([5, -1]);
  await session.release();
});

test("a target that the loss does not depend on is an error", () => {
  const x = nn.input("x", [2]);
  expect(() => nn.gradients(nn.sum(x), [nn.input("y", [2])])).toThrow(/does not depend/);
  expect(() => nn.gradients(x, [x])).toThrow(/not a scalar/);
});
