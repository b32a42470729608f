import { existsSync } from "node:fs";
import type { Dataset } from "../dataset.ts";
import { writeMetaWithGenre } from "./write-genres.ts";

const READ_ONLY: readonly string[] = ["EACCES", "EPERM", "EROFS"];

/**
 * Writes `data/meta_with_genre.csv` where it is missing, because notebooks of the reference read it. One that is there is
 * the merge-genre command's: a run leaves it alone. A data folder that cannot be written to is no reason to fail.
 */
export async function ensureMetaWithGenre({ paths, table, genres }: Dataset): Promise<void> {
  if (existsSync(paths.metaWithGenre)) return;
  try {
    await writeMetaWithGenre(paths.metaWithGenre, table, genres);
  } catch (error) {
    if (!READ_ONLY.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
