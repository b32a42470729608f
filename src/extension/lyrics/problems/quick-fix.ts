import type { TextEdit } from "./text-edits.ts";

/** Lets links of the audio folder lead into a folder; for fixes, not in the palette. Argument: its absolute path. */
export const ALLOW_FOLDER = "latentune.allowFolder";

/** What a fix opens instead of editing. */
export type FixTarget = "audioFolder" | "genreMap";

/** Something that takes a diagnostic away, or leads to where a person can. */
export interface QuickFix {
  readonly title: string;
  /** The one that is meant in nearly every case. */
  readonly preferred?: boolean;
  readonly edits?: readonly TextEdit[];
  readonly opens?: FixTarget;
  readonly command?: { readonly id: string; readonly argument?: string };
}
