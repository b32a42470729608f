import { Buffer, type Bytes } from "./buffer.ts";

export function randomBytes(count: number): Bytes {
  return Buffer.from(globalThis.crypto.getRandomValues(new Uint8Array(count)));
}

export function randomUUID(): string {
  return globalThis.crypto.randomUUID();
}
