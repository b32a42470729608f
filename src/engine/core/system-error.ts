import { LatentuneError } from "./errors.ts";
import { finalPath } from "./files.ts";

interface Explanation {
  readonly reason: string;
  readonly remedy: string;
}

const PERMISSIONS = "Check who may read and write it and its folder, and that no other program holds it open.";
const FULL = "Free some space (latentune cache clear helps) and run again: what is finished is reused.";

/** What the system's codes mean to a person. */
const EXPLANATIONS: Readonly<Partial<Record<string, Explanation>>> = {
  EACCES: { reason: "Permission denied", remedy: PERMISSIONS },
  EPERM: { reason: "The operation is not permitted", remedy: PERMISSIONS },
  EBUSY: { reason: "Another program is using it", remedy: "Close that program and run again." },
  EROFS: {
    reason: "The file system is read-only",
    remedy: "Work in a copy of the folder on a disk that can be written to.",
  },
  ENOSPC: { reason: "The disk is full", remedy: FULL },
  EDQUOT: { reason: "The disk quota is used up", remedy: FULL },
  ENOENT: { reason: "There is no such file or folder", remedy: "Check the path." },
  ENOTDIR: { reason: "A part of the path is a file, not a folder", remedy: "Check the path." },
  EISDIR: { reason: "It is a folder, not a file", remedy: "Give the path of a file." },
  EEXIST: { reason: "There is a file or folder of that name already", remedy: "Move it away and run again." },
  ENAMETOOLONG: { reason: "The name is too long", remedy: "Use a shorter path." },
  ELOOP: { reason: "Its symbolic links lead in a circle", remedy: "Correct the links." },
  EMFILE: { reason: "Too many files are open", remedy: "Raise the limit of open files (ulimit -n) and run again." },
  ENFILE: { reason: "Too many files are open on this machine", remedy: "Close other programs and run again." },
  EIO: { reason: "The disk cannot be read or written", remedy: "Check the disk." },
};

/**
 * An error of the file system as the error of a person's surroundings that it is; anything else as it came.
 * A system error without a path is taken for one only where its code speaks for itself, such as a full disk.
 */
export function withSystemErrors(error: unknown): unknown {
  if (!isSystemError(error)) return error;
  const { code, path, dest, syscall } = error;
  const known = EXPLANATIONS[code];
  // Of a renaming, the file that was to appear is the one that a person knows.
  const named = dest ?? path;
  const file = named === undefined ? undefined : finalPath(named);
  if (file === undefined && (known === undefined || code === "ENOENT")) return error;
  const { reason, remedy } = known ?? { reason: "The system refuses it", remedy: "Check the path and the disk." };
  const details = syscall === undefined ? code : `${code}, ${syscall.split(" ")[0]!}`;
  return new LatentuneError(`${reason} (${details}).`, { file, remedy });
}

interface SystemError extends Error {
  readonly code: string;
  readonly path?: string;
  readonly dest?: string;
  readonly syscall?: string;
}

/** Node's own errors have a code as well, but no number of the system. */
export function isSystemError(error: unknown): error is SystemError {
  return (
    error instanceof Error &&
    "errno" in error &&
    typeof error.errno === "number" &&
    "code" in error &&
    typeof error.code === "string"
  );
}
