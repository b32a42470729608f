import type { DoctorReport } from "../../src/engine/tasks/doctor.ts";

/** What a case's user expects (`expect.txt`), as a check can see it. */
export interface Expectation {
  /** Rows that can be used, of how many. */
  readonly rows: readonly [usable: number, total: number];
  /** How many diagnostics of each code there are. Codes that are not named must not occur, but for {@link Expectation.ignore}. */
  readonly codes?: Readonly<Record<string, number>>;
  /** Codes that do not matter to the case. */
  readonly ignore?: readonly string[];
  /** What a message or its remedy says, each in at least one of them. */
  readonly says?: readonly RegExp[];
  /** What no message and no remedy says. */
  readonly neverSays?: readonly RegExp[];
  /** The case needs ffmpeg, to make its files or to read them. */
  readonly ffmpeg?: boolean;
  /** Makes what `audio.txt` names beside WAV files and links. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** What else must be true: what a command writes, what the table's values are. */
  readonly check?: (folder: string, report: DoctorReport) => Promise<void>;
}

export type Expectations = Readonly<Record<string, Expectation>>;
