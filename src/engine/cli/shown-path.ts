import { isAbsolute, relative, resolve } from "node:path";
import { shellWord } from "../../shared/format.ts";

/** An absolute path as it can be typed in the current folder: relative, unless the way there is longer than the path. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path) || ".";
  return short.length < path.length ? short : path;
}

/** The file of an error or a diagnostic: an absolute path is machine's; one that is relative to a workspace stays. */
export function shownFile(file: string): string {
  return isAbsolute(file) ? shownPath(resolve(file)) : file;
}

/** A command as it can be typed in the current folder for a workspace. @param workspace absolute */
export function typedCommand(command: string, workspace: string): string {
  const path = shownPath(workspace);
  // Windows has backslashes in its paths, and other quotes.
  const word = process.platform === "win32" ? (/[^\w\\/.:-]/.test(path) ? `"${path}"` : path) : shellWord(path);
  return `latentune ${command}${path === "." ? "" : ` --workspace ${word}`}`;
}
