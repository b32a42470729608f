import type { InferenceSession, Tensor } from "onnxruntime-node";
import { nativeCall } from "../core/native/thread.ts";
import type { HeardWindow, TokenStream } from "./model.ts";

/** Makes a tensor of the runtime. */
export type MakeTensor = (
  type: "float32" | "int64" | "bool",
  data: Float32Array | BigInt64Array | readonly boolean[],
  dims: readonly number[],
) => Tensor;

/** Keys and values by the names of the graph's inputs: `past_key_values.LAYER.{decoder,encoder}.{key,value}`. */
type Past = Readonly<Record<string, Tensor>>;

/** Where a decoding stands: what it was given, the logits after each of these tokens, and its keys and values. */
interface State {
  readonly tokens: readonly number[];
  readonly rows: readonly Float32Array[];
  readonly past: Past;
}

/**
 * Whisper's decoder with its cache, in the graph that Optimum exports as `decoder_model_merged`.
 *
 * Before the first token the decoder projects all of the encoder's frames into keys and values, which costs as much as
 * several tokens. So what a decoding began with is remembered, for one window at a time: the detection of the language,
 * the first try and the further ones begin with the same tokens.
 */
export function createDecoder(
  session: InferenceSession,
  tensor: MakeTensor,
  { heads, size }: { readonly heads: number; readonly size: number },
): { readonly heardWindow: (hidden: Tensor) => HeardWindow } {
  const pastNames = session.inputNames.filter((name) => name.startsWith("past_key_values."));
  const nothing = (): Past =>
    Object.fromEntries(
      pastNames.map((name) => [name, tensor("float32", new Float32Array(0), [1, heads, 0, size])] as const),
    );
  const [first, further] = [tensor("bool", [false], [1]), tensor("bool", [true], [1])];
  let remembered: { readonly hidden: Tensor; readonly state: State } | undefined;

  async function run(hidden: Tensor, tokens: readonly number[], past: Past | undefined): Promise<State> {
    const feeds = {
      input_ids: tensor("int64", BigInt64Array.from(tokens, BigInt), [1, tokens.length]),
      encoder_hidden_states: hidden,
      use_cache_branch: past === undefined ? first : further,
      ...(past ?? nothing()),
    };
    const wanted = past === undefined ? pastNames : pastNames.filter((name) => !isHeard(name));
    const outputs = await nativeCall(() => session.run(feeds, ["logits", ...wanted.map(presentOf)]));
    const { logits } = outputs;
    const vocabulary = logits!.dims.at(-1)!;
    const data = logits!.data as Float32Array;
    return {
      tokens,
      rows: tokens.map((_, at) => data.subarray(at * vocabulary, (at + 1) * vocabulary)),
      past: presentAsPast(pastNames, outputs, past),
    };
  }

  /** What is known of a beginning; keys and values in a graphics card's memory are freed with their decoding. */
  const recall = (hidden: Tensor, tokens: readonly number[]): State | undefined => {
    const known = remembered?.hidden === hidden ? remembered.state : undefined;
    return known?.tokens.every((token, at) => token === tokens[at]) === true ? known : undefined;
  };
  const remember = (hidden: Tensor, state: State): void => {
    if (Object.values(state.past).every(({ location }) => location === "cpu")) remembered = { hidden, state };
  };

  return {
    heardWindow: (hidden) => ({
      begin(): TokenStream {
        let past: Past | undefined;
        return {
          async next(tokens) {
            if (past === undefined) {
              let state = recall(hidden, tokens) ?? (await run(hidden, tokens, undefined));
              // One at a time: exported graphs with a cache take no more.
              for (const token of tokens.slice(state.tokens.length)) {
                const grown = await run(hidden, [token], state.past);
                state = { tokens: [...state.tokens, token], rows: [...state.rows, ...grown.rows], past: grown.past };
              }
              remember(hidden, state);
              past = state.past;
              return state.rows;
            }
            const before = past;
            const state = await run(hidden, tokens, before);
            past = state.past;
            free(before, past);
            return state.rows;
          },
          end() {
            free(past ?? {}, {});
            return Promise.resolve();
          },
        };
      },
    }),
  };
}

/** Whether it is of the encoder's keys and values, which stay as the first step made them: later steps are not asked for theirs. */
const isHeard = (name: string): boolean => name.includes(".encoder.");

/** The output that is fed back as an input. */
const presentOf = (name: string): string => name.replace("past_key_values", "present");

function presentAsPast(
  names: readonly string[],
  outputs: Readonly<Record<string, Tensor>>,
  past: Past | undefined,
): Past {
  return Object.fromEntries(
    names.map((name) => [name, (isHeard(name) ? past?.[name] : undefined) ?? outputs[presentOf(name)]!] as const),
  );
}

/** Tensors in main memory are freed by the collector; those of a graphics card are not. */
function free(before: Past, after: Past): void {
  for (const [name, value] of Object.entries(before))
    if (value.location === "gpu-buffer" && after[name] !== value) value.dispose();
}
