import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Song } from "../contract/dataset.ts";
import { tfidfSvdEmbedder, type LyricEmbedding } from "../lyrics/embedding.ts";
import { writeJson } from "../core/files.ts";
import { sha256 } from "../core/hash.ts";
import { fromCache } from "./cache.ts";
import { readMatrix, writeMatrix } from "./matrix-file.ts";
import type { StepReporter } from "./steps.ts";
import type { TaskContext } from "./task.ts";

/** Raised whenever an embedder gives something else for the same lyrics. */
const VERSION = 1;

/** Embeds the songs' lyrics; songs without any are told once, with their number. */
export async function embedLyrics(
  { paths, settings, warn }: Pick<TaskContext, "paths" | "settings" | "warn">,
  report: StepReporter,
  songs: readonly Song[],
): Promise<LyricEmbedding> {
  const embedder = tfidfSvdEmbedder(settings.seed);
  const documents = songs.map(({ lyrics, language }) => ({ lyrics, language }));
  const cached = await fromCache<LyricEmbedding>(paths.cache, {
    step: "lyrics",
    version: VERSION,
    settings: { embedder: embedder.id },
    inputs: [sha256(JSON.stringify(documents))],
    make: async (folder) => {
      const { matrix, ...facts } = await embedder.embed(documents, report.signal);
      await writeMatrix(join(folder, "embedding.npy"), matrix);
      await writeJson(join(folder, "embedding.json"), facts);
    },
    read: async (folder) => {
      const facts = JSON.parse(await readFile(join(folder, "embedding.json"), "utf8")) as Omit<LyricEmbedding, "matrix">;
      return { ...facts, matrix: await readMatrix(join(folder, "embedding.npy")) };
    },
  });
  const embedding = cached.value;
  const { emptyRows, description, matrix } = embedding;
  if (matrix.cols === 0) {
    warn({
      code: "lyrics-none",
      severity: "warning",
      message: "No song has lyrics: lyric and hybrid representations are left out.",
      remedy: "Fill in the column lyrics of lyrics.csv.",
    });
  } else if (emptyRows.length > 0) {
    warn({
      code: "lyrics-missing",
      severity: "info",
      message: `${emptyRows.length} of ${songs.length} songs have no lyrics; their lyric vectors are zero before standardising.`,
    });
  }
  if (cached.reused) report.reused(description);
  else report.note(description);
  return embedding;
}
