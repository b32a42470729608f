import type { InferenceSession, Tensor } from "onnxruntime-node";
import { nativeCall } from "../core/native/thread.ts";
import type { HeardWindow, TokenStream } from "./model.ts";
import { free, heardByEach, isHeard, textsFrom, type MakeTensor, type Memory } from "./whisper-cache.ts";

/** What a step gives: for each text the logits behind each of its new tokens, and what is remembered. */
interface Step {
  readonly rows: readonly (readonly Float32Array[])[];
  readonly memory: Memory;
}

/** How a decoding of a window begins. */
interface Beginning {
  readonly tokens: readonly number[];
  /** The logits behind each token. */
  readonly rows: readonly Float32Array[];
  readonly memory: Memory;
}

/** Logits that differ by no more are equal: products of several rows are added up in another order than those of one. */
const EQUAL = 0.01;

/**
 * Whisper's decoder with its cache, in the graph that Optimum exports as `decoder_model_merged`.
 *
 * Before the first token the decoder projects all of the encoder's frames into keys and values, which costs as much as
 * several tokens. So what a decoding began with is remembered, for one window at a time: the detection of the language,
 * the first try and the further ones begin with the same tokens.
 *
 * Several texts of a window share these keys and values where the graph can: reading them is most of what a further text costs.
 */
export function createDecoder(
  session: InferenceSession,
  tensor: MakeTensor,
  { heads, size }: { readonly heads: number; readonly size: number },
): { readonly heardWindow: (hidden: Tensor) => HeardWindow } {
  const pastNames = session.inputNames.filter((name) => name.startsWith("past_key_values."));
  const nothing = (): Memory =>
    Object.fromEntries(
      pastNames.map((name) => [name, tensor("float32", new Float32Array(0), [1, heads, 0, size])] as const),
    );
  const [first, further] = [tensor("bool", [false], [1]), tensor("bool", [true], [1])];
  let remembered: Beginning | undefined;
  let canShare: boolean | undefined;

  /** @param texts the new tokens of each text, equally many; one text where nothing is remembered but the sound */
  async function run(texts: readonly (readonly number[])[], memory: Memory): Promise<Step> {
    const isFirst = pastNames.some((name) => !(name in memory));
    const length = texts[0]!.length;
    const feeds = {
      input_ids: tensor("int64", BigInt64Array.from(texts.flat(), BigInt), [texts.length, length]),
      use_cache_branch: isFirst ? first : further,
      ...(isFirst ? nothing() : {}),
      ...memory,
    };
    const wanted = isFirst ? pastNames : pastNames.filter((name) => !isHeard(name));
    const outputs = await nativeCall(() => session.run(feeds, ["logits", ...wanted.map(presentOf)]));
    const { logits } = outputs;
    const vocabulary = logits!.dims.at(-1)!;
    const data = logits!.data as Float32Array;
    const row = (at: number): Float32Array => data.subarray(at * vocabulary, (at + 1) * vocabulary);
    return {
      rows: texts.map((tokens, text) => tokens.map((_, at) => row(text * length + at))),
      memory: { ...memory, ...Object.fromEntries(wanted.map((name) => [name, outputs[presentOf(name)]!] as const)) },
    };
  }

  /**
   * As `run`, for several texts. Whether what was heard can be there once for all of them is tried out: there are exports that would take it for
   * fewer frames of each text.
   */
  async function runTogether(texts: readonly (readonly number[])[], memory: Memory): Promise<Step> {
    if (canShare === true || (canShare === undefined && texts.length === 1)) return run(texts, memory);
    const heard = await heardByEach(memory, texts.length, tensor);
    if (canShare === false) return run(texts, heard);
    const each = await run(texts, heard);
    const together = await run(texts, memory).catch(() => undefined);
    canShare = together !== undefined && isEqual(each, together);
    const [used, unused] = canShare ? [together!, each] : [each, together];
    free(unused?.memory ?? {}, used.memory);
    return used;
  }

  /** One token at a time behind what is known: exported graphs with a cache take no more. */
  async function begin(hidden: Tensor, tokens: readonly number[]): Promise<Beginning> {
    const known = remembered?.memory[HIDDEN] === hidden ? remembered : undefined;
    let from = known?.tokens.every((token, at) => token === tokens[at]) === true ? known : undefined;
    if (from === undefined) {
      const { rows, memory } = await run([tokens], { [HIDDEN]: hidden });
      from = { tokens, rows: rows[0]!, memory };
    }
    for (const token of tokens.slice(from.tokens.length)) {
      const { rows, memory } = await run([[token]], from.memory);
      from = { tokens: [...from.tokens, token], rows: [...from.rows, ...rows[0]!], memory };
    }
    // Keys and values in a graphics card's memory are freed with their decoding.
    if (isInMainMemory(from.memory)) remembered = from;
    return from;
  }

  return {
    heardWindow: (hidden) => ({
      begin(): TokenStream {
        let memory: Memory = { [HIDDEN]: hidden };
        let isOwn = false;
        return {
          async start(tokens) {
            const beginning = await begin(hidden, tokens);
            ({ memory } = beginning);
            return beginning.rows;
          },
          async next(texts) {
            const parents = texts.map(({ parent }) => parent);
            const before = await textsFrom(memory, parents, tensor, isOwn);
            const { rows, memory: after } = await runTogether(
              texts.map(({ token }) => [token]),
              before,
            );
            free(memory, after);
            memory = after;
            isOwn = true;
            return rows.map(([row]) => row!);
          },
          end() {
            free(memory, { [HIDDEN]: hidden });
            return Promise.resolve();
          },
        };
      },
    }),
  };
}

const HIDDEN = "encoder_hidden_states";

/** The output that is fed back as an input. */
const presentOf = (name: string): string => name.replace("past_key_values", "present");

const isInMainMemory = (memory: Memory): boolean => Object.values(memory).every(({ location }) => location === "cpu");

function isEqual(a: Step, b: Step): boolean {
  return a.rows.every((rows, text) =>
    rows.every((row, at) => row.every((logit, token) => Math.abs(logit - b.rows[text]![at]![token]!) <= EQUAL)),
  );
}
