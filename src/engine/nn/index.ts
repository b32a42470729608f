/**
 * A small library for training neural networks on ONNX Runtime. A model is a function that builds an expression; a
 * training step (forward, backward, clipping) is expressions too, and becomes ONNX graphs; Adam is a kernel in place.
 *
 * **Values.** `input(name, shape)`, `parameter(name, shape, initialiser)`, `constant(shape, data)`, `scalar(number)`.
 * All are float32, all shapes are known when built; a shape that does not fit throws a `ShapeError` there and then.
 * The first axis is the batch. A parameter is identified by its name: build the model again for another batch size and
 * it is the same parameter. Initialisers: `zeros`, `filled(value)`, `uniform(bound)`, `normal(deviation)`, or any function of
 * (shape, rng).
 *
 * **Operations.**
 * - elementwise, broadcasting: `add subtract multiply divide scale negate square exp log sqrt tanh sigmoid relu
 *   leakyRelu(x, slope) clip(x, min, max) isPositive`
 * - reductions: `sum(x, axes?, keepAxes?) mean(x, axes?, keepAxes?) max(x, axis) broadcast(x, shape)`
 * - layout: `reshape(x, shape) transpose(x, permutation) slice(x, starts, ends) sliceAxis(x, axis, start, end)
 *   pad(x, before, after) concat(parts, axis) spaceToDepth(x, block) depthToSpace(x, block)`
 * - products: `matmul(a, b, { transposeA, transposeB }) linear(x, weight, bias?)` with weight (in, out)
 * - convolutions of (N, C, H, W): `conv2d(x, kernel, { stride, padding, bias })`, `convTranspose2d(…)`
 * - composed: `meanSquaredError unitRows`
 *
 * **Gradients and optimiser.** `gradients(loss, targets)`, `parametersOf([loss])`, `createAdamMemory`, `squaredNorm`,
 * `globalNorm`, `clipFactor`.
 *
 * **Running.** `compile({ name: value }, { weights?, dynamicBatch?, channelBlock? })` makes the ONNX bytes, `createSession(graph,
 * settings)` loads them, `session.run(feeds, into?)` runs them.
 *
 *     const x = input("x", [4, 3]);
 *     const y = linear(x, parameter("weight", [3, 2], uniform(0.5)), parameter("bias", [2], zeros));
 *     const loss = mean(square(y));
 *     const parameters = parametersOf([loss]);
 *     const graph = compile({ loss, ...named(gradients(loss, parameters)) });
 */
export * from "./adam.ts";
export * from "./channel-block.ts";
export * from "./compile.ts";
export * from "./differentiate.ts";
export * from "./initialise.ts";
export * from "./ops/convolution.ts";
export * from "./ops/derived.ts";
export * from "./ops/elementwise.ts";
export * from "./ops/layout.ts";
export * from "./ops/max.ts";
export * from "./ops/product.ts";
export * from "./ops/reduce.ts";
export * from "./session.ts";
export * from "./shape.ts";
export * from "./value.ts";
