import { posix } from "node:path";
import { countOf } from "../../../shared/format.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { AudioFile, AudioIndex } from "./audio-index.ts";
import { diagnostic } from "../diagnostic.ts";

/** What is to be said about the audio folder itself: folders that were not searched, files that no row names. */
export function folderDiagnostics(index: AudioIndex, unnamed: readonly AudioFile[], folder: string): Diagnostic[] {
  const diagnostics = index.skipped.map(({ path, reason }) =>
    reason === "outside"
      ? diagnostic(
          "audio-folder-skipped",
          "This symbolic link leads out of the audio folder: its files are not used.",
          { file: posix.join(folder, path), remedy: "Put the folder itself into the audio folder." },
        )
      : diagnostic("audio-folder-skipped", `The folder cannot be searched (${reason}).`, {
          file: posix.join(folder, path),
          remedy: "Change its permissions.",
        }),
  );
  if (unnamed.length > 0) {
    const names = unnamed.slice(0, 3).map(({ path }) => path);
    const more = unnamed.length > names.length ? `${names.join(", ")}, …` : names.join(", ");
    const message = `${countOf(unnamed.length, "audio file")} that no row of lyrics.csv names: ${more}`;
    diagnostics.push(diagnostic("audio-unnamed", message, { file: folder }));
  }
  return diagnostics;
}
