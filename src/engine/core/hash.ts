import type { Hash } from "node:crypto";
import { throwIfCancelled } from "./errors.ts";
import { streamGivenFile } from "./given-file.ts";

/** Node's cryptography, which takes 3 MB: light commands hash nothing. */
const cryptography = (): typeof import("node:crypto") => process.getBuiltinModule("node:crypto");

/** Takes bytes piece by piece. */
export function newSha256(): Hash {
  return cryptography().createHash("sha256");
}

/** Random hexadecimal digits, two for each byte: for names that no other process chooses. */
export function randomDigits(bytes: number): string {
  return cryptography().randomBytes(bytes).toString("hex");
}

/** The SHA-256 of bytes or text, in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return newSha256().update(content).digest("hex");
}

/** The SHA-256 of a list's JSON, which may be longer than a text can be. */
export function sha256OfList(items: Iterable<unknown>): string {
  const hash = newSha256();
  let separator = "[";
  for (const item of items) {
    hash.update(`${separator}${JSON.stringify(item)}`);
    separator = ",";
  }
  return hash.update(separator === "[" ? "[]" : "]").digest("hex");
}

/** The SHA-256 of a file's bytes, streamed. @throws {CancelledError}, and the system's error if it cannot be read. */
export function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  return hashOfFile(newSha256(), path, signal);
}

/** As {@link sha256OfFile}; null for a file that cannot be read. @throws {CancelledError} */
export async function hashIfReadable(path: string, signal: AbortSignal | undefined): Promise<string | null> {
  try {
    return await sha256OfFile(path, signal);
  } catch {
    throwIfCancelled(signal);
    return null;
  }
}

/** As {@link sha256OfFile}, with a hash that may already have been given other bytes. */
export async function hashOfFile(hash: Hash, path: string, signal?: AbortSignal): Promise<string> {
  for await (const chunk of streamGivenFile(path, "The file", Infinity)) {
    throwIfCancelled(signal);
    hash.update(chunk);
  }
  return hash.digest("hex");
}

/** A short key for any JSON value; equal values have equal keys whatever the order of their properties. */
export function keyOf(value: unknown): string {
  return sha256(canonicalJson(value)).slice(0, 32);
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}
