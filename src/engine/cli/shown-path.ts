import { relative } from "node:path";

/** An absolute path as it can be typed in the current folder. */
export function shownPath(path: string): string {
  return relative(process.cwd(), path) || path;
}
