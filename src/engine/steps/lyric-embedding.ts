import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Song } from "../../shared/contract/dataset.ts";
import { tfidfSvdEmbedder, type LyricEmbedding } from "../lyrics/embedding.ts";
import { writeJson } from "../core/files.ts";
import { sha256 } from "../core/hash.ts";
import type { LocatedModel } from "../hub/locate.ts";
import { fromCache } from "../store/cache.ts";
import { readMatrix, writeMatrix } from "../results/matrix-file.ts";
import { embedByMeaning } from "./sentence-embedding.ts";
import type { StepReporter } from "./step-runner.ts";
import type { TaskContext } from "./context.ts";

/** Raised whenever an embedder gives something else for the same lyrics. */
const VERSION = 1;

/** The songs' lyrics as vectors. */
export interface EmbeddedLyrics {
  /** The reference's embedding, which is always made. */
  readonly tfidf: LyricEmbedding;
  /** By a sentence embedding model; null where none was asked for. */
  readonly transformer: LyricEmbedding | null;
  /** How they were made, for people. */
  readonly description: string;
}

/**
 * Embeds the songs' lyrics; songs without any are told once, with their number.
 * @param model the sentence embedding model; null: none was asked for
 */
export async function embedLyrics(
  context: Pick<TaskContext, "paths" | "settings" | "warn">,
  report: StepReporter,
  songs: readonly Song[],
  model: LocatedModel | null,
): Promise<EmbeddedLyrics> {
  const { value: tfidf, reused } = await embedByTfidf(context, report, songs);
  warnMissing(context, tfidf, songs.length);
  const transformer = model === null ? null : await embedByMeaning(context, report, songs, model);
  const description = [tfidf.description, ...(transformer === null ? [] : [transformer.value.description])].join("; ");
  if (reused && (transformer?.reused ?? true)) report.reused(description);
  else report.note(description);
  return { tfidf, transformer: transformer?.value ?? null, description };
}

async function embedByTfidf(
  { paths, settings }: Pick<TaskContext, "paths" | "settings">,
  report: StepReporter,
  songs: readonly Song[],
): Promise<{ readonly value: LyricEmbedding; readonly reused: boolean }> {
  const embedder = tfidfSvdEmbedder(settings.seed);
  const documents = songs.map(({ lyrics, language }) => ({ lyrics, language }));
  return fromCache<LyricEmbedding>(paths.cache, {
    step: "lyrics",
    version: VERSION,
    settings: { embedder: embedder.id },
    inputs: [sha256(JSON.stringify(documents))],
    make: async (folder) => {
      const { matrix, ...facts } = await embedder.embed(documents, { signal: report.signal });
      await writeMatrix(join(folder, "embedding.npy"), matrix);
      await writeJson(join(folder, "embedding.json"), facts);
    },
    read: async (folder) => {
      const facts = JSON.parse(await readFile(join(folder, "embedding.json"), "utf8")) as Omit<
        LyricEmbedding,
        "matrix"
      >;
      return { ...facts, matrix: await readMatrix(join(folder, "embedding.npy")) };
    },
  });
}

function warnMissing({ warn }: Pick<TaskContext, "warn">, { emptyRows, matrix }: LyricEmbedding, songs: number): void {
  if (matrix.cols === 0) {
    warn({
      code: "lyrics-none",
      severity: "warning",
      message: "No song has lyrics: lyric and hybrid representations are left out.",
      remedy: "Fill in the column lyrics of lyrics.csv, or let `latentune transcribe` do it.",
    });
  } else if (emptyRows.length > 0) {
    warn({
      code: "lyrics-missing",
      severity: "info",
      message: `${emptyRows.length} of ${songs} songs have no lyrics; their lyric vectors are zero before standardising.`,
    });
  }
}
