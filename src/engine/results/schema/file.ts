import { join } from "node:path";
import { isInside } from "../../../shared/safe-paths.ts";
import { LatentuneError } from "../../core/errors.ts";
import { writeJson } from "../../core/files.ts";
import { FILE_LIMITS, readGivenFile } from "../../core/given-file.ts";

/** The keys in a path: of `projections/{rep}_{method}.npy` they are `rep` and `method`. */
type KeyOf<Path extends string> = Path extends `${string}{${infer Key}}${infer Rest}` ? Key | KeyOf<Rest> : never;

/** The keys' values, as the last argument of what reads or writes a file; none where its path has no key. */
export type Keys<Path extends string> = [KeyOf<Path>] extends [never]
  ? []
  : [keys: Readonly<Record<KeyOf<Path>, string | number>>];

/** A file that users read. Its path is relative to its folder, with forward slashes. */
export interface ResultFile<Path extends string = string> {
  readonly path: Path;
  /** The path with its keys filled in. */
  readonly at: (...keys: Keys<Path>) => string;
}

/** Files of one folder, by what they are. */
export type Files = Readonly<Record<string, Pick<ResultFile, "path">>>;

/** A file that other programs read and write: a picture, a report, a network. */
export function file<Path extends string>(path: Path): ResultFile<Path> {
  return {
    path,
    at: (...[keys]) =>
      path.replaceAll(/\{(\w+)\}/g, (_, key: string) => String((keys as Readonly<Record<string, unknown>>)[key])),
  };
}

export interface JsonFile<Path extends string, Value> extends ResultFile<Path> {
  write(folder: string, value: Value, ...keys: Keys<Path>): Promise<void>;
  /** @throws {LatentuneError} if the file is missing or broken, with its name and the remedy. */
  read(folder: string, ...keys: Keys<Path>): Promise<Value>;
}

/**
 * A JSON file.
 * @param isValue whether a file holds what its readers rely on
 * @param maxBytes more than it ever has
 */
export function json<Path extends string, Value>(
  path: Path,
  isValue: (value: unknown) => value is Value,
  maxBytes: number = FILE_LIMITS.json,
): JsonFile<Path, Value> {
  const { at } = file(path);
  return {
    path,
    at,
    write: (folder, value, ...keys) => writeJson(join(folder, at(...keys)), value),
    async read(folder, ...keys) {
      const name = placeIn(folder, at(...keys));
      const bytes = await readGivenFile(name, "It", maxBytes).catch(unreadable(name));
      try {
        const value = JSON.parse(bytes.toString()) as unknown;
        if (isValue(value)) return value;
      } catch {
        throw broken(name, "it is no JSON");
      }
      throw broken(name, "it lacks what its readers need");
    },
  };
}

/**
 * Where a file of a run lies.
 * @throws {LatentuneError} if that is not in the folder: the keys of its path may come from a table that anybody may have edited.
 */
export function placeIn(folder: string, file: string): string {
  if (isInside(file)) return join(folder, file);
  throw broken(folder, `“${file}” is not in the run's folder`);
}

/** Why a file of a run cannot be used. @param line 1-based */
export function broken(path: string, why: string, line?: number): LatentuneError {
  return new LatentuneError(`A file of the run cannot be used: ${why}.`, {
    file: path,
    line,
    remedy: "Delete the run and run the task again.",
  });
}

/** Makes of the error about a file that is not there, or is none, one that says what to do. */
export function unreadable(path: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof LatentuneError) throw broken(path, sentenceEnd(error.message));
    throw (error as NodeJS.ErrnoException).code === "ENOENT" ? broken(path, "it is missing") : error;
  };
}

/** A sentence as the end of another one. */
function sentenceEnd(sentence: string): string {
  return sentence.replace(/\.$/, "").replace(/^\w/, (letter) => letter.toLowerCase());
}
