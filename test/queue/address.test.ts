import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/engine/core/errors.ts";
import { optionalQueue, parseQueueAddress } from "../../src/engine/queue/address.ts";

describe("the address of a queue", () => {
  it.each([
    ["redis://localhost", { host: "localhost", port: 6379, db: 0 }],
    ["redis://127.0.0.2:1/3", { host: "127.0.0.2", port: 1, db: 3 }],
    ["redis://[::1]", { host: "::1", port: 6379, db: 0 }],
    ["redis://:p%40ss@far:7000", { host: "far", port: 7000, db: 0, password: "p@ss" }],
    ["redis://me:100%@far", { host: "far", port: 6379, db: 0, username: "me", password: "100%" }],
    ["rediss://far", { host: "far", port: 6379, db: 0, tls: {} }],
  ])("%s", (text, options) => {
    expect(parseQueueAddress(text)()).toEqual(options);
  });

  it.each([
    "redis://far",
    "redis://me@far",
    "redis://10.0.0.1",
    "redis://127.evil.example",
    "redis://localhost.example",
  ])("%s needs a password or TLS", (text) => {
    expect(() => parseQueueAddress(text)).toThrow(/neither a password nor TLS/);
  });

  it.each(["", "far:6379", "http://:secret@far", "redis://", "redis://:secret@far/name", "secret"])(
    "“%s” is none, and no message repeats it",
    (text) => {
      const attempt = (): unknown => parseQueueAddress(text);
      expect(attempt).toThrow(UsageError);
      expect(attempt).not.toThrow(/secret|far/);
    },
  );

  it("is written down by nothing that writes objects down", () => {
    const context = { queue: parseQueueAddress("redis://me:secret@far") };
    expect(JSON.stringify(context) + inspect(context, { depth: 9, showHidden: true })).not.toMatch(/secret|far|me:/);
    expect(optionalQueue(undefined)).toBeUndefined();
    expect(optionalQueue("")).toBeUndefined();
  });
});
