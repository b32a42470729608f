import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeSyntheticView, type SyntheticGroups } from "../../synthetic-run.ts";
import { startFakeHost, type FakeHost, type Handlers } from "../fake-host/server.ts";

interface FewSongs {
  readonly handlers?: Handlers;
  readonly groups?: SyntheticGroups;
  /** File names of the first songs, in the place of made-up ones. */
  readonly names?: readonly string[];
}

/** The panel's host with a made-up run of few songs in a folder: what a test of looks and keys needs, and no engine. */
export async function startFewSongsHost(
  folder: string,
  count: number,
  { handlers = {}, groups = {}, names = [] }: FewSongs = {},
): Promise<FakeHost> {
  await writeSyntheticView(folder, "made-up", count, groups);
  const file = join(folder, "view", "songs.json");
  const songs = JSON.parse(await readFile(file, "utf8")) as { filename: string[] };
  songs.filename.splice(0, names.length, ...names);
  await writeFile(file, JSON.stringify(songs));
  return startFakeHost({
    folders: { run: folder },
    run: { runId: "made-up", task: "hard", startedAt: "2026-01-01T00:00:00Z", name: null, searches: ["sound"] },
    handlers: { songDetails: () => ({ lyrics: "", timedLines: [], lines: null }), openRow: () => null, ...handlers },
  });
}
