import { Buffer } from "./buffer.ts";

export function randomBytes(count: number): Buffer {
  return Buffer.from(globalThis.crypto.getRandomValues(new Uint8Array(count)));
}

export function randomUUID(): string {
  return globalThis.crypto.randomUUID();
}
