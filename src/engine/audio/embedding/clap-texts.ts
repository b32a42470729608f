import type { Tensor as LibraryTensor } from "@huggingface/transformers";
import { nativeCall } from "../../core/native/thread.ts";
import type { LocatedModel } from "../../hub/locate.ts";
import { loadOptions, loadPart, loadTokenizer, loadTransformers, unusable } from "../../hub/transformers.ts";

/** The half of a CLAP network that reads. Has one owner, who disposes of it. */
export interface ClapTexts {
  /** Each text's vector, in one space with those of songs; not of length 1. What is beyond the network's tokens (512) is cut off. */
  embed(texts: readonly string[]): Promise<readonly Float64Array[]>;
  dispose(): Promise<void>;
}

/** What is used of the library's model, whose own types say no more than `Object`. */
interface Graph {
  (inputs: unknown): Promise<Readonly<Record<string, LibraryTensor>>>;
  dispose(): Promise<unknown>;
}

/**
 * Loads it from a folder of the hub's layout. It computes on the processor: a text is not worth its way elsewhere.
 * @throws {ModelError} if its files are no such model.
 */
export async function loadClapTexts(located: LocatedModel): Promise<ClapTexts> {
  const options = await loadOptions(located, "cpu");
  const library = await loadTransformers();
  const tokenizer = await loadTokenizer(library, located);
  const graph = await loadPart(
    located,
    async (folder) => (await library.ClapTextModelWithProjection.from_pretrained(folder, options)) as unknown as Graph,
  );
  return {
    async embed(texts) {
      const inputs = tokenizer([...texts], { padding: true, truncation: true }) as unknown;
      const { text_embeds: vectors } = await nativeCall(() => graph(inputs));
      const data: unknown = vectors?.data;
      if (!(data instanceof Float32Array) || vectors?.dims[0] !== texts.length || vectors.dims.length !== 2)
        throw unusable(located, "it has no output text_embeds [texts, columns].");
      if (!data.every(Number.isFinite)) throw unusable(located, "its outputs are not all finite.");
      const columns = data.length / texts.length;
      return texts.map((_, at) => Float64Array.from(data.subarray(at * columns, (at + 1) * columns)));
    },
    async dispose() {
      await graph.dispose();
    },
  };
}
