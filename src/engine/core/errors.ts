import { nearestSpelling } from "../../shared/naming/edit-distance.ts";
import { messageAndRemedy } from "../../shared/text/message-and-remedy.ts";

/** What a person can do about an error, and where it lies. Lines are 1-based editor lines. */
export interface ErrorPlace {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly remedy?: string | undefined;
}

/**
 * An error of the user's making or surroundings: its message is shown as it is, without a stack.
 * Anything else that is thrown is a defect of ours and is shown with its stack.
 */
export class LatentuneError extends Error {
  override readonly name: string = "LatentuneError";
  readonly place: ErrorPlace;

  constructor(message: string, place: ErrorPlace = {}) {
    // What other programs say, which stands at the end of some messages, may end without a full stop.
    super(place.remedy !== undefined && /[\p{L}\p{N}'"]$/u.test(message) ? `${message}.` : message);
    this.place = place;
  }

  /** `file:line: message remedy`, as one line for a terminal or a notification. @param shown how the file's path is written */
  describe(shown: (file: string) => string = (file) => file): string {
    const { file, line, remedy } = this.place;
    const at = file === undefined ? "" : line === undefined ? `${shown(file)}: ` : `${shown(file)}:${line}: `;
    return messageAndRemedy(`${at}${this.message}`, remedy);
  }
}

/** Wrong flags or settings: the command line answers it with exit code 2. */
export class UsageError extends LatentuneError {
  override readonly name = "UsageError";
}

/**
 * The error for a name that is none of those there are: with the one that was probably meant, else with all.
 * @param what kind of name: `setting`
 */
export function unknownName(what: string, given: string, known: readonly string[]): UsageError {
  const nearest = nearestSpelling(given, known);
  const remedy = nearest === undefined ? `There are: ${known.join(", ")}.` : `Did you mean ${nearest}?`;
  return new UsageError(`There is no ${what} ${given}.`, { remedy });
}

/** The run was cancelled by its user: exit code 130, nothing is broken. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
  constructor(message = "Cancelled.") {
    super(message);
  }
}

/** @throws {CancelledError} if `signal` is aborted. Called between steps of every long loop. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError();
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof LatentuneError) return error.describe();
  return error instanceof Error ? error.message : String(error);
}
