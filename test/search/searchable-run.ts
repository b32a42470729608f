import { join } from "node:path";
import { writeNpy } from "../../src/engine/core/npy.ts";
import type { KeptRunPlace } from "../../src/engine/results/view/from-files.ts";
import { searchModel } from "../../src/engine/lyrics/sentence/search-model.ts";
import { searchRun } from "../../src/engine/tasks/search/search-run.ts";
import {
  SEARCH_VECTORS,
  type MeaningQuery,
  type MeantSongs,
  type SearchBy,
} from "../../src/shared/contract/panel/meaning.ts";
import type { RunManifest } from "../../src/shared/contract/run.ts";
import { folderWith } from "../dataset/workspace.ts";
import { writeKeptRun } from "../tasks/kept-run.ts";

export interface LyricSong {
  readonly filename: string;
  readonly lyrics: string;
}

/** What makes vectors of texts. */
type TextModel = Parameters<typeof searchModel>[0];

/** A workspace with a kept run of songs, which has the vectors that a model makes of their lyrics, and nothing else. */
export async function searchableRun(
  songs: readonly LyricSong[],
  model: Pick<TextModel, "embed">,
  changed: Readonly<Record<string, unknown>>,
  by: SearchBy = "lyrics",
): Promise<{ readonly place: KeptRunPlace; readonly vectors: readonly Float64Array[] }> {
  const quoted = songs.map(({ filename, lyrics }) => `${filename},"${lyrics}"`);
  const workspace = await folderWith({ "data/lyrics/lyrics.csv": `filename,lyrics\n${quoted.join("\n")}\n` });
  const rows = songs.map(({ filename }, row) => `${filename},,,,${row + 1},1,1`);
  const table = ["filename,language,genre,audio_path,row,first_line,last_line", ...rows, ""].join("\n");
  const used = { total: songs.length, used: songs.length };
  const manifest = (await writeKeptRun(
    workspace,
    "r-aaaa",
    { "songs.csv": table },
    { files: [SEARCH_VECTORS[by]], rows: used, ...changed },
  )) as unknown as RunManifest;
  const runFolder = join(workspace, ".latentune", "runs", "r-aaaa");
  const vectors = await model.embed(songs.map(({ lyrics }) => lyrics));
  const width = vectors[0]!.length;
  const data = new Float32Array(songs.length * width);
  for (const [row, vector] of vectors.entries()) if (songs[row]!.lyrics !== "") data.set(vector, row * width);
  await writeNpy(join(runFolder, SEARCH_VECTORS[by]), { shape: [songs.length, width], data });
  return { place: { runFolder, manifest, workspace, dataDir: "data" }, vectors };
}

/** Searches it with a model that is loaded. */
export function searchedBy(
  model: TextModel,
  place: KeptRunPlace,
  query: Partial<MeaningQuery> & Pick<MeaningQuery, "text">,
): Promise<MeantSongs> {
  return searchRun(
    place,
    { by: "lyrics", count: 10, among: null, lines: true, ...query },
    { modelsDirs: [], allowDownload: false, withModel: (_, __, use) => use(searchModel(model)) },
  );
}
