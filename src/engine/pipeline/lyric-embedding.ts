import type { Song } from "../contract/dataset.ts";
import { tfidfSvdEmbedder, type LyricEmbedding } from "../lyrics/embedding.ts";
import type { StepReporter } from "./steps.ts";
import type { TaskContext } from "./task.ts";

/** Embeds the songs' lyrics; songs without any are told once, with their number. */
export async function embedLyrics(
  { settings, warn }: Pick<TaskContext, "settings" | "warn">,
  report: StepReporter,
  songs: readonly Song[],
): Promise<LyricEmbedding> {
  const embedding = await tfidfSvdEmbedder(settings.seed).embed(songs, report.signal);
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
  report.note(description);
  return embedding;
}
