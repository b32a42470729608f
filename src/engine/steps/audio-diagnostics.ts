import { join } from "node:path";
import type { Song } from "../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { checkedJson, type OnDamaged } from "../core/checked-file.ts";
import { knownContentHashes } from "../dataset/audio-files/content-hashes.ts";
import type { Extracted } from "../audio/features/extract.ts";

/** What the last decoding said about each file that it said something about, by the file's content hash; without places. */
interface DiagnosticsFile {
  readonly version: 1;
  readonly diagnostics: Readonly<Record<string, readonly Diagnostic[]>>;
}

const diagnosticsFile = checkedJson<DiagnosticsFile>();
const fileIn = (cache: string): string => join(cache, "audio-diagnostics.json");
export const hashesFolder = (cache: string): string => join(cache, "file-hashes");

/** Keeps what a decoding said, so that it can be reported again without decoding. Songs that were not decoded keep what they had. */
export async function keepAudioDiagnostics(
  cache: string,
  decoded: readonly Extracted[],
  onDamaged: OnDamaged,
): Promise<void> {
  const before = await readDiagnostics(cache, onDamaged);
  const after = new Map(Object.entries(before));
  for (const outcome of decoded) {
    const { contentHash: hash } = outcome;
    if (hash === null) continue;
    const diagnostics = outcome.ok ? outcome.diagnostics : [outcome.diagnostic];
    if (diagnostics.length > 0) after.set(hash, diagnostics);
    else after.delete(hash);
  }
  const kept = Object.fromEntries(after);
  if (JSON.stringify(kept) === JSON.stringify(before)) return;
  await diagnosticsFile.write(fileIn(cache), { version: 1, diagnostics: kept });
}

/** What is known of the songs' sound from earlier decodings; files that have changed since are left out. Nothing is decoded. */
export async function knownAudioDiagnostics(
  cache: string,
  songs: readonly Song[],
): Promise<ReadonlyMap<Song, readonly Diagnostic[]>> {
  const diagnostics = await readDiagnostics(cache, () => undefined);
  const hashes = new Set(Object.keys(diagnostics));
  if (hashes.size === 0) return new Map();
  const known = await knownContentHashes(songs, hashesFolder(cache), hashes);
  return new Map([...known].map(([song, hash]) => [song, diagnostics[hash]!]));
}

async function readDiagnostics(cache: string, onDamaged: OnDamaged): Promise<DiagnosticsFile["diagnostics"]> {
  const file = await diagnosticsFile.read(fileIn(cache), onDamaged);
  return file?.version === 1 ? file.diagnostics : {};
}
