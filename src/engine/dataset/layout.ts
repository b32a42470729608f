import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { findDataFolder, TABLE_PLACE } from "../../shared/layout.ts";
import { isInside } from "./audio-files/reachable.ts";

export interface LayoutOptions {
  /** The workspace's folder. */
  readonly workspace: string;
  /** The data folder, relative to the workspace or absolute; `data` if not given. */
  readonly dataDir?: string;
  /** Folders outside the workspace into which links in the audio folder may lead; relative to the workspace, or absolute. */
  readonly audioRoots?: readonly string[];
}

/** Where the files of a data folder lie, as the disk spells them; absolute. What is not there has the reference's name. */
export interface DatasetPaths {
  readonly workspace: string;
  readonly dataDir: string;
  readonly lyricsTable: string;
  /** Another table of the data folder, which is not read. */
  readonly secondTable?: string;
  /** The folder `audio` of the data folder; {@link DatasetPaths.musicRoot} where there is none, or nothing in it. */
  readonly audioRoot: string;
  /** Where songs are looked for when no audio folder says where they are: the workspace, or a data folder outside it. */
  readonly musicRoot: string;
  readonly genreMap: string;
  readonly metaWithGenre: string;
  /** Folders elsewhere into which links in the audio folder may lead, absolute. */
  readonly audioRoots: readonly string[];
}

/** Finds the parts of a data folder by the rule of `shared/layout.ts`. */
export async function findLayout({
  workspace,
  dataDir = "data",
  audioRoots = [],
}: LayoutOptions): Promise<DatasetPaths> {
  const root = resolve(workspace);
  const data = resolve(root, dataDir);
  const found = await findDataFolder((folder) => readdir(join(data, folder)).catch(() => []));
  const musicRoot = isInside(data, root) ? root : data;
  return {
    workspace: root,
    dataDir: data,
    lyricsTable: join(data, found.table ?? TABLE_PLACE),
    ...(found.secondTable === undefined ? {} : { secondTable: join(data, found.secondTable) }),
    audioRoot: found.audio === undefined ? musicRoot : join(data, found.audio),
    musicRoot,
    genreMap: join(data, found.genreMap ?? "genre_map.csv"),
    metaWithGenre: join(data, "meta_with_genre.csv"),
    audioRoots: audioRoots.map((folder) => resolve(root, folder)),
  };
}
