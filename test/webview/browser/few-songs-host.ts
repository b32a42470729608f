import { writeSyntheticView } from "../../synthetic-run.ts";
import { startFakeHost, type FakeHost, type Handlers } from "../fake-host/server.ts";

/** The panel's host with a made-up run of few songs in a folder: what a test of looks and keys needs, and no engine. */
export async function startFewSongsHost(folder: string, count: number, handlers: Handlers = {}): Promise<FakeHost> {
  await writeSyntheticView(folder, "made-up", count);
  return startFakeHost({
    folders: { run: folder },
    run: { runId: "made-up", task: "hard", startedAt: "2026-01-01T00:00:00Z", name: null },
    handlers: { songDetails: () => ({ lyrics: "", timedLines: [], lines: null }), openRow: () => null, ...handlers },
  });
}
