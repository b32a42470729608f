import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "../../scripts/esbuild.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LatentuneError } from "../../src/engine/core/errors.ts";
import { thisHost } from "../../src/engine/core/processes.ts";
import { releaseAllLocks, takeLock } from "../../src/engine/store/lock.ts";

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "latentune-lock-"));
  path = join(root, "lock.json");
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

/** Process ids are below 2^22 on Linux and multiples of 4 on Windows: this one cannot exist. */
const GONE = 2 ** 30 + 1;

function lockOf(pid: number, space = thisHost()): string {
  return JSON.stringify({
    pid,
    host: hostname(),
    space,
    what: "Easy task",
    since: "2026-01-01T00:00:00.000Z",
    token: "00",
  });
}

describe("takeLock", () => {
  it("refuses a second run while the first lives and says who runs", async () => {
    const release = await takeLock(path, "Hard task");
    await expect(takeLock(path, "Easy task")).rejects.toThrow(`Hard task runs in process ${process.pid}`);
    await release();
    await (
      await takeLock(path, "Easy task")
    )();
    expect(await readdir(root)).toEqual([]);
  });

  it("believes the lock of another machine or container, and of a living process", async () => {
    for (const held of [
      lockOf(GONE, "elsewhere_01234567"),
      lockOf(process.pid, "elsewhere_01234567"),
      lockOf(process.ppid),
    ]) {
      await writeFile(path, held);
      await expect(takeLock(path, "Hard task")).rejects.toBeInstanceOf(LatentuneError);
      expect(await readFile(path, "utf8")).toBe(held);
    }
  });

  it.each([
    ["of a process that is gone", lockOf(GONE)],
    ["of an earlier process with our id", lockOf(process.pid)],
    ["that is empty", ""],
    ["that is cut off", '{"pid":'],
    ["without a possible process", lockOf(0)],
  ])("takes over a lock %s", async (_, left) => {
    await writeFile(path, left);
    const release = await takeLock(path, "Hard task");
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid, what: "Hard task" });
    await release();
    expect(await readdir(root)).toEqual([]);
  });

  it("takes over where another takeover was killed", async () => {
    await writeFile(path, lockOf(GONE));
    await writeFile(`${path}.takeover`, lockOf(GONE));
    await (
      await takeLock(path, "Hard task")
    )();
    expect(await readdir(root)).toEqual([]);
  });

  it("gives back all locks of a process that is about to end", async () => {
    const releases = [await takeLock(path, "Hard task"), await takeLock(join(root, "other.json"), "Hard task")];
    await releases[1]!();
    await releaseAllLocks();
    expect(await readdir(root)).toEqual([]);
    const release = await takeLock(path, "Easy task");
    await releases[0]!();
    expect(await readdir(root)).toEqual(["lock.json"]);
    await release();
  });

  it("does not give back a lock that is another's by now", async () => {
    const release = await takeLock(path, "Hard task");
    await writeFile(path, lockOf(process.ppid));
    await release();
    expect(await readFile(path, "utf8")).toBe(lockOf(process.ppid));
  });

  it("lets one of many starters in one process have a stale lock", async () => {
    for (const left of [lockOf(GONE), lockOf(process.pid), ""]) {
      await writeFile(path, left);
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(path, "Hard task")));
      const holders = results.filter((result) => result.status === "fulfilled");
      expect(holders).toHaveLength(1);
      for (const result of results)
        if (result.status === "rejected") expect(result.reason).toBeInstanceOf(LatentuneError);
      await holders[0]!.value();
    }
  });

  it("lets one of many processes have a stale lock", async () => {
    const script = join(root, "starter.mjs");
    const source = `
      import { releaseAllLocks, takeLock } from "./lock.ts";
      let release;
      process.on("message", async (path) => {
        if (path === "release") await release?.(), (release = undefined), process.send("released");
        else takeLock(path, "a task").then((give) => ((release = give), process.send("held")), (error) => process.send(error.message));
      });`;
    const resolveDir = fileURLToPath(new URL("../../src/engine/store", import.meta.url));
    await build({
      stdin: { contents: source, resolveDir },
      bundle: true,
      platform: "node",
      format: "esm",
      outfile: script,
    });
    const starters = Array.from({ length: 4 }, () => fork(script));
    const ask = (message: string): Promise<string[]> =>
      Promise.all(starters.map((starter) => answer(starter, message)));
    try {
      for (let round = 0; round < 60; round++) {
        await writeFile(path, round % 3 === 0 ? "{" : lockOf(GONE));
        const answers = await ask(path);
        expect(answers.filter((text) => text === "held")).toHaveLength(1);
        expect(
          answers.filter((text) => text.startsWith("This workspace is busy: a task runs in process")),
        ).toHaveLength(3);
        await ask("release");
        expect(await readdir(root)).toEqual(["starter.mjs"]);
      }
    } finally {
      for (const starter of starters) starter.kill();
      await Promise.all(starters.map((starter) => once(starter, "exit")));
    }
  });
});

async function answer(starter: ChildProcess, message: string): Promise<string> {
  const reply = once(starter, "message");
  starter.send(message);
  return String((await reply)[0]);
}
