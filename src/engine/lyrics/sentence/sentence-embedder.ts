import { throwIfCancelled } from "../../core/errors.ts";
import { sha256 } from "../../core/hash.ts";
import { matrix, rowOf } from "../../core/matrix.ts";
import type { LyricEmbedder, LyricEmbedding } from "../embedding.ts";
import { unitMean } from "./pooling.ts";
import type { SentenceModel, SentenceTokens } from "./sentence-model.ts";
import { textWindows } from "./text-windows.ts";

/** Vectors of lyrics that were embedded before, by the hash of the lyrics. */
export interface VectorStore {
  get(key: string): Promise<Float64Array | undefined>;
  put(key: string, vector: Float64Array): Promise<void>;
}

/** A model that is given all batches, wherever they are embedded. Has one owner, who disposes of it. */
export interface BatchModel extends SentenceTokens {
  /** The vectors of each batch's texts, in the order of the batches. */
  embedBatches(
    batches: readonly (readonly string[])[],
    signal: AbortSignal | undefined,
  ): AsyncIterable<readonly Float64Array[]>;
  dispose(): Promise<void>;
}

/** A model of this thread: batch after batch. */
export function inTurn(model: SentenceModel): BatchModel {
  return {
    maxTokens: model.maxTokens,
    count: (text) => model.count(text),
    async *embedBatches(batches, signal) {
      for (const batch of batches) {
        throwIfCancelled(signal);
        yield await model.embed(batch);
      }
    },
    dispose: () => model.dispose(),
  };
}

export interface SentenceEmbedderOptions {
  /** Names the model in cache keys: the same id gives the same vectors. */
  readonly id: string;
  /** Names the model for people. */
  readonly name: string;
  /** Loads the model; called when the first lyrics are not known yet. */
  readonly load: () => Promise<BatchModel>;
  readonly store: VectorStore;
}

/** Texts per run of the model: those of one batch are as long as the longest, so they are sorted by length first. */
const BATCH = 16;

/**
 * Lyrics by a sentence embedding model: mean over the tokens, long lyrics in windows whose vectors are averaged by their
 * tokens, length 1. Each song's vector is kept by its content: one changed song costs one song.
 */
export function sentenceEmbedder({ id, name, load, store }: SentenceEmbedderOptions): LyricEmbedder {
  return {
    id,
    async embed(documents, { signal, onProgress } = {}) {
      const texts = documents.map(({ lyrics }) => lyrics.normalize("NFC").trim());
      const keys = texts.map((text) => (text === "" ? null : sha256(text)));
      const vectors = new Map<string, Float64Array>();

      // 1. What is known from before.
      const open = new Map<string, string>();
      for (const [index, key] of keys.entries()) {
        if (key === null || vectors.has(key) || open.has(key)) continue;
        const kept = await store.get(key);
        if (kept === undefined) open.set(key, texts[index]!);
        else vectors.set(key, kept);
      }

      // 2. The rest, song by song as they become complete.
      if (open.size > 0) {
        const model = await load();
        try {
          for await (const [key, vector] of embedTexts(model, open, signal)) {
            await store.put(key, vector);
            vectors.set(key, vector);
            onProgress?.(vectors.size, new Set(keys).size);
          }
        } finally {
          await model.dispose();
        }
      }
      return toEmbedding(keys, vectors, name);
    },
  };
}

interface Piece {
  readonly key: string;
  readonly text: string;
  readonly tokens: number;
}

/** The vector of each text as soon as all of its windows are embedded. @throws {CancelledError} */
async function* embedTexts(
  model: BatchModel,
  texts: ReadonlyMap<string, string>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly [key: string, vector: Float64Array]> {
  const pieces: Piece[] = [];
  const left = new Map<string, number>();
  for (const [key, text] of texts) {
    throwIfCancelled(signal);
    const windows = textWindows(text, model.maxTokens, (line) => model.count(line));
    left.set(key, windows.length);
    for (const window of windows) pieces.push({ key, ...window });
  }
  pieces.sort((a, b) => a.tokens - b.tokens);
  const parts = new Map<string, { readonly vector: Float64Array; readonly weight: number }[]>();
  const batches = Array.from({ length: Math.ceil(pieces.length / BATCH) }, (_, batch) =>
    pieces.slice(BATCH * batch, BATCH * (batch + 1)),
  );
  let next = 0;
  const all = batches.map((batch) => batch.map(({ text }) => text));
  for await (const vectors of model.embedBatches(all, signal)) {
    for (const [index, { key, tokens }] of batches[next++]!.entries()) {
      const own = parts.get(key) ?? [];
      own.push({ vector: vectors[index]!, weight: tokens });
      parts.set(key, own);
      if (own.length === left.get(key)) yield [key, unitMean(own)];
    }
  }
}

function toEmbedding(
  keys: readonly (string | null)[],
  vectors: ReadonlyMap<string, Float64Array>,
  name: string,
): LyricEmbedding {
  const width = vectors.values().next().value?.length ?? 0;
  const out = matrix(keys.length, width);
  const emptyRows: number[] = [];
  for (const [row, key] of keys.entries()) {
    const vector = key === null ? undefined : vectors.get(key);
    if (vector === undefined) emptyRows.push(row);
    else rowOf(out, row).set(vector);
  }
  return {
    matrix: out,
    emptyRows,
    description: width === 0 ? "no lyrics to embed" : `${name}, mean of the tokens, ${width} columns`,
  };
}
