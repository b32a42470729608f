import type { Handler } from "../common/commands.ts";
import { COMMANDS } from "../ids.ts";
import type { Services } from "../services.ts";
import { checkData } from "./check-data.ts";
import { clearCache } from "./clear-cache.ts";
import { createSample } from "./create-sample.ts";
import { mergeGenres } from "./merge-genres.ts";
import { convertTable } from "../lyrics/encoding/convert-table.ts";
import { showRecord } from "./show-record.ts";
import type { SongNode } from "./songs-tree.ts";

/** Commands of the folder, its data, and the songs in the side bar, which come with their node. */
export function workspaceCommands(parts: Services) {
  const { workspace, records, panel } = parts;
  return {
    [COMMANDS.chooseFolder]: () => workspace.choose(),
    [COMMANDS.checkData]: () => checkData(parts),
    [COMMANDS.convertTable]: (given: unknown) => convertTable(parts, given),
    [COMMANDS.mergeGenres]: () => mergeGenres(parts),
    [COMMANDS.createSample]: () => createSample(parts.extensionUri),
    [COMMANDS.clearCache]: () => clearCache(parts),
    [COMMANDS.songOpen]: async (node: unknown) => {
      const filename = filenameOf(node);
      if (filename !== undefined && workspace.current !== undefined)
        await showRecord(workspace.current.lyricsFile, records, filename, { focus: false });
    },
    [COMMANDS.songPlay]: async (node: unknown) => {
      const filename = filenameOf(node);
      if (filename !== undefined) await panel.act(filename, "play");
    },
  } satisfies Record<string, Handler>;
}

function filenameOf(node: unknown): string | undefined {
  const candidate = node as Partial<SongNode> | undefined;
  return candidate?.kind === "song" && "song" in candidate ? candidate.song.filename : undefined;
}
