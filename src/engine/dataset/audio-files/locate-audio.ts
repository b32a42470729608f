import { nameKey } from "../../../shared/names.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { AUDIO_EXTENSIONS, type AudioFile, type AudioIndex } from "./audio-index.ts";
import { diagnostic } from "../diagnostic.ts";
import { suggesterOf, type Suggester } from "./suggest-name.ts";

/** Where a row's audio lies, or why it is not used. A file may be found and yet have a diagnostic (two of one name). */
export interface AudioLocation {
  readonly file?: AudioFile;
  /** Without its place: the caller knows the row. */
  readonly diagnostic?: Diagnostic;
}

/**
 * The audio file of a row. `filename` is a bare name: it is only ever looked up in the listing and never becomes a
 * path, so no name can lead out of the folder. A hit directly below the root comes first, then the one with
 * the fewest folders, then alphabetically. Names are compared in Unicode NFC. For a missing name
 * `suggest` finds the one that was meant.
 */
export function locateAudio(
  index: AudioIndex,
  filename: string,
  suggest: Suggester = (name) => suggesterOf(index.files)(name),
): AudioLocation {
  if (/[/\\]/.test(filename) || filename === ".." || filename === ".") return { diagnostic: notBare(filename) };
  const hits = index.byName.get(nameKey(filename)) ?? [];
  const [hit, ...others] = hits.filter(({ kind }) => kind === "audio");
  if (hit === undefined) return { diagnostic: hits[0] === undefined ? missing(suggest(filename)) : refused(hits[0]) };
  if (others.length === 0) return { file: hit };
  const message = `Several files have this name; ${hit.path} is used, not ${others.map(({ path }) => path).join(", ")}.`;
  return { file: hit, diagnostic: diagnostic("audio-ambiguous", message, { remedy: "Rename the others." }) };
}

function notBare(filename: string): Diagnostic {
  const reason = filename.split(/[/\\]/).includes("..")
    ? 'it has ".." in it'
    : /^(?:[/\\]|[A-Za-z]:)/.test(filename)
      ? "it is an absolute path"
      : "it has a folder in it";
  const message = `The file name is not a bare name: ${reason}. The row is left out.`;
  return diagnostic("audio-name-not-bare", message, {
    remedy: "Write the file's name alone; every folder below the audio folder is searched.",
  });
}

function refused({ path, kind }: AudioFile): Diagnostic {
  if (kind === "outside") {
    const message = `${path} is a symbolic link that leads out of the audio folder; the row is left out.`;
    return diagnostic("audio-outside", message, { remedy: "Put the file itself into the audio folder." });
  }
  if (kind === "broken") {
    const message = `${path} is a symbolic link that leads nowhere; the row is left out.`;
    return diagnostic("audio-link-broken", message, { remedy: "Put the file itself into the audio folder." });
  }
  const message = `${path} is not one of the audio formats that are read; the row is left out.`;
  return diagnostic("audio-unsupported", message, { remedy: `Convert it to one of ${AUDIO_EXTENSIONS.join(" ")}.` });
}

function missing(suggestion: string | undefined): Diagnostic {
  const message = "The audio file is not in the audio folder or below it; the row is left out.";
  if (suggestion === undefined)
    return diagnostic("audio-missing", message, { remedy: "Put the file there or correct the name." });
  return diagnostic("audio-missing", message, { remedy: `Did you mean "${suggestion}"?`, suggestion });
}
