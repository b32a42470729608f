import { FILL_LYRICS, LYRICS_NONE, type SongRow } from "../../shared/contract/dataset.ts";
import { have, partOf } from "../../shared/format.ts";
import { LYRIC_SIZES, tfidfSvdEmbedder, type LyricDocument, type LyricEmbedding } from "../lyrics/embedding.ts";
import type { RunOptions } from "../core/executor.ts";
import { sha256OfList } from "../core/hash.ts";
import type { LocatedModel } from "../hub/locate.ts";
import { decodeMatrix, encodeMatrix, jsonFile } from "../store/entry-files.ts";
import type { StepContext } from "./context.ts";
import { defineStep } from "./define-step.ts";
import { embedByMeaning } from "./sentence-embedding.ts";

/** The songs' lyrics as vectors. */
export interface EmbeddedLyrics {
  /** The reference's embedding, which is always made. */
  readonly tfidf: LyricEmbedding;
  /** The embedding by a sentence embedding model; null where none was asked for. */
  readonly transformer: LyricEmbedding | null;
  /** How they were made, for people. */
  readonly description: string;
}

export interface LyricsRequest {
  readonly songs: readonly SongRow[];
  /** The sentence embedding model; null: none was asked for. */
  readonly model: LocatedModel | null;
}

type EmbedContext = Pick<StepContext, "paths" | "settings" | "queue" | "warn" | "approximate">;

const FACTS = jsonFile<Omit<LyricEmbedding, "matrix">>();

/** Embeds the songs' lyrics; songs without any are reported once, with their number. */
export const embedLyrics = defineStep({
  name: "embed-lyrics",
  label: "Embedding lyrics",
  folder: "lyrics",
  version: 1,
  settings: ({ songs }: LyricsRequest, { settings }: EmbedContext) => ({
    embedder: tfidfSvdEmbedder(settings.seed).id,
    ...(songs.length > LYRIC_SIZES.exact && { fitted: LYRIC_SIZES.fitted }),
  }),
  inputs: ({ songs }) => [sha256OfList(documentsOf(songs))],
  compute: ({ songs }, { settings }, { signal, fraction }) =>
    tfidfOf(songs, settings.seed, {
      signal,
      onProgress: (done, total) => {
        fraction(done / total, `lyrics of ${partOf(done, total, "song")}`);
      },
    }),
  write: ({ matrix, ...facts }) => ({ "embedding.npy": encodeMatrix(matrix), "embedding.json": FACTS.encode(facts) }),
  read: (file): LyricEmbedding => ({
    ...FACTS.decode(file("embedding.json")),
    matrix: decodeMatrix(file("embedding.npy")),
  }),
  result: async ({ value: tfidf }, { songs, model }, context, report): Promise<EmbeddedLyrics> => {
    warnMissing(context, tfidf, songs.length);
    if (tfidf.matrix.cols === 0) report.computed();
    context.approximate("", tfidf.approximations ?? []);
    const transformer = model === null ? null : await embedByMeaning(context, report, songs, model);
    const description = [tfidf.description, ...(transformer === null ? [] : [transformer.description])].join("; ");
    report.note(description);
    return { tfidf, transformer, description };
  },
});

/** The reference's embedding of the songs' lyrics, not kept. */
export function tfidfOf(songs: readonly SongRow[], seed: number, options: RunOptions): Promise<LyricEmbedding> {
  return tfidfSvdEmbedder(seed).embed(documentsOf(songs), options);
}

function documentsOf(songs: readonly SongRow[]): LyricDocument[] {
  return songs.map(({ lyrics, language }) => ({ lyrics, language }));
}

function warnMissing({ warn }: Pick<StepContext, "warn">, { emptyRows, matrix }: LyricEmbedding, songs: number): void {
  if (matrix.cols === 0) {
    warn([
      {
        code: LYRICS_NONE,
        severity: "warning",
        message: "No song has lyrics: lyric and hybrid representations are left out.",
        remedy: `${FILL_LYRICS}.`,
      },
    ]);
  } else if (emptyRows.length > 0) {
    warn([
      {
        code: "lyrics-missing",
        severity: "info",
        message: `${partOf(emptyRows.length, songs, "song")} ${have(emptyRows.length)} no lyrics; ${emptyRows.length === 1 ? "its lyric vector is" : "their lyric vectors are"} zero before standardising.`,
      },
    ]);
  }
}
