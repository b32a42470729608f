import { join } from "node:path";
import type { Song } from "../../shared/contract/dataset.ts";
import type { Finding } from "../../shared/contract/warning.ts";
import { readJsonIfPresent, writeJson } from "../core/files.ts";
import { knownContentHashes } from "../dataset/audio-files/content-hashes.ts";
import type { Extracted } from "../audio/index.ts";

/** What the last decoding said about each file that it said something about, by the file's content hash; without places. */
interface FindingsFile {
  readonly version: 1;
  readonly findings: Readonly<Record<string, readonly Finding[]>>;
}

const fileIn = (cache: string): string => join(cache, "audio-findings.json");
export const hashesFile = (cache: string): string => join(cache, "content-hashes.json");

/** Keeps what a decoding said, so that it can be told again without decoding. Songs that were not decoded keep what they had. */
export async function keepAudioFindings(
  cache: string,
  decoded: readonly { readonly hash: string; readonly outcome: Extracted<unknown> }[],
): Promise<void> {
  const before = await readFindings(cache);
  const after = new Map(Object.entries(before));
  for (const { hash, outcome } of decoded) {
    const findings = outcome.ok ? outcome.findings : [outcome.finding];
    if (findings.length > 0) after.set(hash, findings);
    else after.delete(hash);
  }
  const kept = Object.fromEntries(after);
  if (JSON.stringify(kept) === JSON.stringify(before)) return;
  await writeJson(fileIn(cache), { version: 1, findings: kept } satisfies FindingsFile);
}

/** What is known of the songs' sound from earlier decodings; files that have changed since are left out. Nothing is decoded. */
export async function knownAudioFindings(cache: string, songs: readonly Song[]): Promise<ReadonlyMap<Song, readonly Finding[]>> {
  const findings = await readFindings(cache);
  const hashes = new Set(Object.keys(findings));
  if (hashes.size === 0) return new Map();
  const known = await knownContentHashes(songs, hashesFile(cache), hashes);
  return new Map([...known].map(([song, hash]) => [song, findings[hash]!]));
}

async function readFindings(cache: string): Promise<FindingsFile["findings"]> {
  const file = (await readJsonIfPresent(fileIn(cache))) as Partial<FindingsFile> | null | undefined;
  return file?.version === 1 && typeof file.findings === "object" ? file.findings : {};
}
