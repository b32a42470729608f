import type { Handler } from "../common/commands.ts";
import { COMMANDS } from "../ids.ts";
import type { Services } from "../services.ts";
import { addSongs, createTable } from "./create-table.ts";
import { useTable } from "./use-table.ts";

/** Commands of a folder that has songs and no table of them, or not all in it. */
export function openingCommands(parts: Services) {
  const { workspace, opening } = parts;
  return {
    [COMMANDS.createTable]: () => createTable(parts),
    [COMMANDS.addSongs]: () => addSongs(parts),
    [COMMANDS.useTable]: async (dataDir: unknown) => {
      const tables = opening.survey?.tables ?? [];
      const named = tables.find((table) => table.dataDir === dataDir) ?? (tables.length === 1 ? tables[0] : undefined);
      // Which of several, or none that is known: asked for.
      if (named === undefined) await createTable(parts);
      else await useTable(workspace, named);
    },
  } satisfies Record<string, Handler>;
}
