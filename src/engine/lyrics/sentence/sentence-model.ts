import { join } from "node:path";
import type { Tensor as LibraryTensor } from "@huggingface/transformers";
import type { ExecutionProvider } from "../../../shared/contract/train.ts";
import { readJsonIfPresent } from "../../core/files.ts";
import { nativeCall } from "../../core/native/thread.ts";
import type { LocatedModel } from "../../hub/locate.ts";
import {
  loadOptions,
  loadPart,
  loadTokenizer,
  loadTransformers,
  readObject,
  unusable,
} from "../../hub/transformers.ts";
import { meanPool } from "./pooling.ts";
import { promptOf } from "./prompts.ts";

/** What a sentence embedding model takes texts apart into. */
export interface SentenceTokens {
  /** The most tokens that a text may have, prefix and marks around it not counted. */
  readonly maxTokens: number;
  /** Tokens of a text by itself. */
  readonly count: (text: string) => number;
}

/** A sentence embedding model, loaded. Has one owner, who disposes of it. */
export interface SentenceModel extends SentenceTokens {
  /** The mean of each text's token vectors. */
  embed(texts: readonly string[]): Promise<readonly Float64Array[]>;
  dispose(): Promise<void>;
}

/** What is used of the library's model, whose own types say no more than `Object`. */
interface LibraryModel {
  (inputs: LibraryInputs): Promise<Readonly<Record<string, LibraryTensor>>>;
  dispose(): Promise<unknown>;
}
type LibraryInputs = Readonly<Record<"attention_mask" | "input_ids", LibraryTensor>>;

/** BERT's positions, where a model does not say how many it has. */
const USUAL_POSITIONS = 512;

/**
 * Loads a sentence embedding model from its folder.
 * @throws {ModelError} if its files are no such model; {LatentuneError} if the execution provider is not there.
 */
export async function loadSentenceModel(
  located: LocatedModel,
  executionProvider: ExecutionProvider,
): Promise<SentenceModel> {
  const options = await loadOptions(located, executionProvider);
  const { library, tokenizer, positions, prompt, ...tokens } = await loadTokens(located);
  const model = await loadPart(
    located,
    async (folder) => (await library.AutoModel.from_pretrained(folder, options)) as unknown as LibraryModel,
  );
  return {
    ...tokens,
    async embed(texts) {
      const prefixed = texts.map((text) => `${prompt}${text}`);
      const inputs = tokenizer(prefixed, { padding: true, truncation: true, max_length: positions }) as LibraryInputs;
      const { last_hidden_state: states } = await nativeCall(() => model(inputs));
      if (states?.dims.length !== 3)
        throw unusable(located, "it has no output last_hidden_state [texts, tokens, width].");
      const [count, tokens, width] = states.dims as [number, number, number];
      return meanPool(states.data as Float32Array, inputs.attention_mask.data as BigInt64Array, [count, tokens, width]);
    },
    async dispose() {
      await model.dispose();
    },
  };
}

/**
 * The model's tokens, without its network.
 * @throws {ModelError} as {@link loadSentenceModel}
 */
export async function loadSentenceTokens(
  located: LocatedModel,
  executionProvider: ExecutionProvider,
): Promise<SentenceTokens> {
  await loadOptions(located, executionProvider);
  return loadTokens(located);
}

async function loadTokens(located: LocatedModel) {
  const library = await loadTransformers();
  const { positions, prompt } = await readFacts(located);
  const tokenizer = await loadTokenizer(library, located);
  const around = tokenizer.encode(prompt).length;
  return {
    library,
    tokenizer,
    positions,
    prompt,
    maxTokens: Math.max(1, positions - around),
    count: (text: string): number => tokenizer.encode(text, { add_special_tokens: false }).length,
  };
}

/** `positions`: the most tokens, marks included; `prompt`: put before every text. */
async function readFacts(located: LocatedModel): Promise<{ readonly positions: number; readonly prompt: string }> {
  const config = await readObject(located, "config.json");
  const tokenizer = await readObject(located, "tokenizer_config.json");
  const description = await readJsonIfPresent(join(located.folder, "config_sentence_transformers.json"));
  const { max_position_embeddings: positions = USUAL_POSITIONS, model_type: type, _name_or_path: name = "" } = config;
  const { model_max_length: longest = Number.POSITIVE_INFINITY } = tokenizer;
  // RoBERTa counts its positions from the padding token's behind.
  const usable = Number(positions) - (type === "xlm-roberta" || type === "roberta" ? 2 : 0);
  return { positions: Math.min(usable, Number(longest)), prompt: promptOf(description, [located.id, String(name)]) };
}
