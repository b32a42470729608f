import type * as ort from "onnxruntime-node";
import type { ExecutionProvider } from "../../shared/contract/train.ts";
import { LatentuneError, messageOf } from "../core/errors.ts";
import { letGo } from "../core/native/let-go.ts";
import { nativeCall } from "../core/native/thread.ts";
import type { CompiledGraph } from "./compile.ts";
import { onnxRuntime, tryRuntime, type OnnxRuntime } from "./runtime.ts";
import { elementCount, requireShape, type Shape } from "./shape.ts";

export interface SessionSettings {
  readonly executionProvider: ExecutionProvider;
  /** Threads within an operation; 0 lets the runtime choose (one per core). */
  readonly threads: number;
}

export type Tensors = Readonly<Record<string, Float32Array>>;

/** A compiled graph, loaded into ONNX Runtime. Has one owner, who releases it. */
export interface Session {
  /**
   * Runs the graph once.
   * @param feeds every input and free parameter, by name; others are ignored. Arrays over shared memory are refused by the
   *   runtime
   * @param into arrays for outputs, by name: the runtime writes there; they must not be feeds
   *   of the same run. Outputs without one are new arrays.
   * @returns every output, by name
   */
  run(feeds: Tensors, into?: Tensors): Promise<Record<string, Float32Array>>;
  release(): Promise<void>;
}

/**
 * Loads a graph.
 * @throws {LatentuneError} if the execution provider is not there.
 */
export async function createSession(graph: CompiledGraph, settings: SessionSettings): Promise<Session> {
  requireProvider(settings.executionProvider);
  const session = await load(graph.onnx, settings);
  return {
    async run(feeds, into = {}) {
      const inputs: Record<string, ort.Tensor> = {};
      for (const [name, shape] of Object.entries(graph.feeds)) {
        const data = feeds[name];
        requireShape(data !== undefined, "run", `input ${name} is missing`);
        inputs[name] = tensor(name, data, shape);
      }
      const fetches: Record<string, ort.Tensor | null> = {};
      for (const [name, shape] of Object.entries(graph.outputs)) {
        const target = into[name];
        fetches[name] = target === undefined ? null : tensor(name, target, shape);
      }
      const results = await nativeCall(() => session.run(inputs, fetches));
      const outputs = Object.entries(results).map(([name, { data }]) => [name, data as Float32Array] as const);
      letGo(outputs.flatMap(([name, { buffer }]) => (isCopy(buffer, into[name]) ? [buffer] : [])));
      return Object.fromEntries(outputs.map(([name, data]) => [name, into[name] ?? data]));
    },
    release: () => session.release(),
  };
}

/** Arrays for all outputs, by name: a caller of many runs that reads each at once keeps one set, not one of every run. */
export const outputArrays = ({ outputs }: Pick<CompiledGraph, "outputs">): Tensors =>
  Object.fromEntries(Object.entries(outputs).map(([name, shape]) => [name, new Float32Array(elementCount(shape))]));

/** The binding gives a copy even of what the runtime wrote into an array: a collection would leave the gradients of several steps. */
const isCopy = (buffer: ArrayBufferLike, target: Float32Array | undefined): boolean =>
  target !== undefined && target.buffer !== buffer;

/** A tensor over the array; where the batch is dynamic, the array's length says how many songs there are. */
function tensor(name: string, data: Float32Array, shape: Shape): ort.Tensor {
  const perItem = elementCount(shape.slice(1));
  const fits = shape.length === 0 ? data.length === 1 : data.length > 0 && data.length % perItem === 0;
  requireShape(fits, "run", `${name} has ${data.length} values`);
  const { Tensor } = onnxRuntime();
  return new Tensor("float32", data, shape.length === 0 ? [] : [data.length / perItem, ...shape.slice(1)]);
}

async function load(onnx: Uint8Array, { executionProvider, threads }: SessionSettings): Promise<ort.InferenceSession> {
  try {
    const { InferenceSession } = onnxRuntime();
    const options: ort.InferenceSession.SessionOptions = {
      executionProviders: [executionProvider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: "all",
      // Without the arena, which this binding leaves out unless it is asked for, every run gives its memory back to the
      // system and pays for fresh pages: a sixth of a training step.
      enableCpuMemArena: true,
      // The pattern lays all tensors of a run into one block, which takes a fifth more memory of a training and no less time.
      enableMemPattern: false,
      // Threads that wait by spinning take the cores from whatever else runs: beside other programs a training step took
      // twice as long with it, alone no longer without.
      extra: { session: { intra_op: { allow_spinning: "0" } } },
      // Errors only: the runtime warns about every operation that it places on the processor.
      logSeverityLevel: 3,
    };
    return await nativeCall(() => InferenceSession.create(onnx, options));
  } catch (error) {
    if (executionProvider === "cpu" || error instanceof LatentuneError) throw error;
    throw new LatentuneError(`The execution provider ${executionProvider} cannot be used: ${messageOf(error)}`, {
      remedy: REMEDY,
    });
  }
}

const REMEDY = "Choose the execution provider cpu, which is always there, or install the drivers of the other.";

/** The execution providers that a runtime was built with, whether or not this machine has the hardware. */
export function providersOf(runtime: OnnxRuntime): string[] {
  return runtime.listSupportedBackends().map(({ name }) => name);
}

/**
 * What every command asks for before it computes a network.
 * @throws {NativeModuleError} if the runtime cannot be loaded. @throws {LatentuneError} if it was built without the
 * provider, the message then lists those it has, or if the provider cannot start on this machine.
 */
export async function requireNetworks(provider: ExecutionProvider): Promise<void> {
  await tryRuntime();
  requireProvider(provider);
  if (provider === "cpu" || STARTED.has(provider)) return;
  // Only who asks for another than the processor waits for what tries it.
  const { failureOf, remedyOf } = await import("./trial.ts");
  const reason = await failureOf(provider);
  if (reason !== null)
    throw new LatentuneError(`The execution provider ${provider} cannot start on this machine: ${reason}`, {
      remedy: `${remedyOf(provider)} Or choose the execution provider cpu, which is always there.`,
    });
  STARTED.add(provider);
}

/** Providers that were tried and started: a driver that is there stays there. */
const STARTED = new Set<ExecutionProvider>();

function requireProvider(provider: ExecutionProvider): void {
  const available = providersOf(onnxRuntime());
  if (available.includes(provider)) return;
  throw new LatentuneError(
    `This machine's ONNX Runtime has no execution provider ${provider}; it has ${available.join(", ")}.`,
    { remedy: REMEDY },
  );
}
