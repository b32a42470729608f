import { openSongTable } from "../../../src/engine/results/view/songs/song-table.ts";
import { writeSyntheticView } from "../../synthetic-run.ts";
import { startFakeHost, type FakeHost } from "../fake-host/server.ts";

/** The panel's host with a made-up run of many songs in a folder, and the engine's table of songs behind it. */
export async function startManySongsHost(folder: string, count: number): Promise<FakeHost> {
  const table = await openSongTable(folder, await writeSyntheticView(folder, "made-up", count), () =>
    Promise.reject(new Error("Nothing is tuned here.")),
  );
  return startFakeHost({
    folders: { run: folder },
    run: { runId: "made-up", task: "hard", startedAt: "2026-01-01T00:00:00Z", name: null },
    handlers: {
      songsPage: (params) => table.page(params),
      songsInRows: (params) => table.inRows(params),
      songTexts: ({ songs }) => table.texts(songs),
      songDetails: () => ({ lyrics: "", timedLines: [], lines: null }),
      openRow: () => null,
    },
  });
}
