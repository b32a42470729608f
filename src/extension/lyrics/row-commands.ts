import type { Handler } from "../common/commands.ts";
import { COMMANDS } from "../ids.ts";
import type { Services } from "../services.ts";
import { nameAtCursor, showRecord } from "../workspace/show-record.ts";
import { allowFolder } from "./problems/allow-folder.ts";
import { ALLOW_FOLDER } from "./problems/quick-fix.ts";
import { OPEN_RECORD } from "./clusters/record-lenses.ts";

/** Commands about one row: of lenses and hovers with its file name, from the palette for the record at the cursor. */
export function rowCommands(services: Services) {
  const { panel, workspace, records } = services;
  // A menu of the editor hands over its file's URI.
  const nameOf = (given: unknown): string => (typeof given === "string" ? given : nameAtCursor(services));
  return {
    [COMMANDS.revealRow]: async (given: unknown) => panel.act(nameOf(given), "select"),
    [COMMANDS.playSong]: async (given: unknown) => panel.act(nameOf(given), "play"),
    [OPEN_RECORD]: async (given: unknown) => {
      const { current } = workspace;
      if (current !== undefined) await showRecord(current.lyricsFile, records, nameOf(given), { focus: true });
    },
    [ALLOW_FOLDER]: (folder: unknown) => allowFolder(workspace, folder),
  } satisfies Record<string, Handler>;
}
