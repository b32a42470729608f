import type { OperationKind } from "../value.ts";
import * as convolution from "./convolution.ts";
import * as elementwise from "./elementwise.ts";
import * as layout from "./layout.ts";
import type { Operation } from "./operation.ts";
import { maxOperation } from "./max.ts";
import { matmulOperation } from "./product.ts";
import * as reduce from "./reduce.ts";

/** How every operation is computed and differentiated. A kind that is missing here does not compile. */
export const OPERATIONS: { readonly [K in OperationKind]: Operation<K> } = {
  add: elementwise.addOperation,
  subtract: elementwise.subtractOperation,
  multiply: elementwise.multiplyOperation,
  divide: elementwise.divideOperation,
  negate: elementwise.negateOperation,
  square: elementwise.squareOperation,
  exp: elementwise.expOperation,
  log: elementwise.logOperation,
  sqrt: elementwise.sqrtOperation,
  tanh: elementwise.tanhOperation,
  sigmoid: elementwise.sigmoidOperation,
  relu: elementwise.reluOperation,
  leakyRelu: elementwise.leakyReluOperation,
  isPositive: elementwise.isPositiveOperation,
  clip: elementwise.clipOperation,
  sum: reduce.sumOperation,
  max: maxOperation,
  broadcast: reduce.broadcastOperation,
  reshape: layout.reshapeOperation,
  transpose: layout.transposeOperation,
  slice: layout.sliceOperation,
  pad: layout.padOperation,
  concat: layout.concatOperation,
  spaceToDepth: layout.spaceToDepthOperation,
  depthToSpace: layout.depthToSpaceOperation,
  matmul: matmulOperation,
  conv2d: convolution.conv2dOperation,
  convTranspose2d: convolution.convTranspose2dOperation,
};
