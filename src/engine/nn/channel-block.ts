import { encodeOnnx, valueInfo } from "./onnx.ts";
import { BLOCKED_DOMAIN } from "./ops/blocked.ts";
import { createSession } from "./session.ts";

let found: Promise<number | undefined> | undefined;

/**
 * How many channels lie together in the blocked layout of this machine's ONNX Runtime on the processor: 16 with AVX-512, 8
 * with less, undefined where it has no such layout.
 */
export function channelBlock(): Promise<number | undefined> {
  found ??= probe().catch(() => undefined);
  return found;
}

/** Few enough for every block. The runtime fills up the last block with zeros, which shows its size. */
const CHANNELS = 4;

/** @throws {Error} if the runtime does not have the operation. */
async function probe(): Promise<number | undefined> {
  const one = { dimValue: 1 };
  const onnx = encodeOnnx({
    name: "channel-block",
    node: [{ domain: BLOCKED_DOMAIN, opType: "ReorderInput", input: ["plain"], output: ["blocked"], attribute: [] }],
    initializer: [],
    input: [valueInfo("plain", [one, { dimValue: CHANNELS }, one, one])],
    output: [valueInfo("blocked", [one, { dimParam: "channels" }, one, one])],
  });
  const graph = { onnx, feeds: { plain: [1, CHANNELS, 1, 1] }, outputs: { blocked: [1, CHANNELS, 1, 1] } };
  const session = await createSession(graph, { executionProvider: "cpu", threads: 1 });
  try {
    const { blocked } = await session.run({ plain: new Float32Array(CHANNELS) });
    return blocked!.length > CHANNELS ? blocked!.length : undefined;
  } finally {
    await session.release();
  }
}
