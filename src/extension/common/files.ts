import { stat } from "node:fs/promises";
import { FILE_LIMITS, readGivenFile } from "./given-file.ts";

export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

/** The value of a JSON file; undefined if there is none, or none that can be read, as while it is written. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse((await readGivenFile(path, "The file", FILE_LIMITS.json)).toString()) as unknown;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
