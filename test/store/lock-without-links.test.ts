import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { takeLock } from "../../src/engine/store/lock.ts";

vi.mock("node:fs/promises", async (original) => ({
  ...(await original<typeof import("node:fs/promises")>()),
  // As FAT and some network folders answer.
  link: () => Promise.reject(Object.assign(new Error("EPERM: operation not permitted, link"), { code: "EPERM" })),
}));

it("takes, refuses and takes over a lock on a file system without hard links", async () => {
  const root = await mkdtemp(join(tmpdir(), "latentune-lock-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const path = join(root, "lock.json");
  await writeFile(path, "{");
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => takeLock(path, "Hard task")));
  const holders = results.filter((result) => result.status === "fulfilled");
  expect(holders).toHaveLength(1);
  expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid, what: "Hard task" });
  await holders[0]!.value();
  expect(await readdir(root)).toEqual([]);
});
