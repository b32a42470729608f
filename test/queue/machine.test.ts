import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromShared, toShared, type Machine } from "../../src/engine/queue/machine.ts";
import { readJobs, rangeFiles, rangesOf, writeJobs } from "../../src/engine/queue/ranges.ts";
import { RefusedJob } from "../../src/engine/queue/refused-job.ts";
import type { QueueKind } from "../../src/engine/queue/kind.ts";

let folder: string;
let machine: Machine;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "latentune-machine-")));
  const workspace = join(folder, "work");
  await mkdir(join(workspace, "data"), { recursive: true });
  await writeFile(join(workspace, "data", "a.mp3"), "");
  await writeFile(join(folder, "secret"), "");
  await symlink(join(folder, "secret"), join(workspace, "data", "out.mp3"));
  machine = {
    workspace,
    cache: join(workspace, ".latentune/cache"),
    models: join(folder, "models"),
    installation: join(folder, "installation"),
    reachable: [workspace],
  };
});
afterAll(() => rm(folder, { recursive: true }));

describe("paths of jobs", () => {
  it("are relative to a folder that machines share, and lead to the same file on each", async () => {
    const file = join(machine.workspace, "data", "a.mp3");
    expect(toShared(machine, file, "The song")).toEqual({ in: "workspace", path: "data/a.mp3" });
    expect(await fromShared(machine, { in: "workspace", path: "data/a.mp3" })).toBe(file);
    expect(await fromShared(machine, { in: "models", path: "x/y" })).toBe(join(machine.models, "x/y"));
    // Decoding says that it is missing.
    expect(await fromShared(machine, { in: "workspace", path: "data/b.mp3" })).toBe(
      join(machine.workspace, "data/b.mp3"),
    );
    expect(() => toShared(machine, join(folder, "secret"), "The song")).toThrow("The song lies outside the workspace");
  });

  it.each([
    { in: "workspace", path: "../secret" },
    { in: "workspace", path: "data/../../secret" },
    { in: "workspace", path: "/etc/passwd" },
    { in: "workspace", path: "C:\\secret" },
    { in: "workspace", path: "data/out.mp3" },
    { in: "elsewhere", path: "a" },
    { in: "models", path: "" },
    { in: "models" },
    "data/a.mp3",
    null,
  ])("that lead elsewhere are refused: %j", async (shared) => {
    await expect(fromShared(machine, shared)).rejects.toThrow(RefusedJob);
  });
});

describe("ranges", () => {
  const kind = (version = 1): QueueKind<number, number> => ({
    name: "test",
    versions: { test: version },
    rangeSize: 64,
    pool: { url: new URL("file:///none") },
    pack: (job) => Promise.resolve({ job }),
    unpack: (packed) => Promise.resolve((packed as { readonly job: number }).job),
  });
  const keys = async (count: number, version?: number): Promise<string[]> =>
    (await rangesOf(kind(version), [...Array(count).keys()], machine, undefined)).map(({ key }) => key);

  it("are as many as machines may be, of 64 jobs at most, and equal for equal jobs and versions", async () => {
    expect(await keys(30)).toHaveLength(30);
    expect(await keys(512)).toHaveLength(256);
    expect(await keys(20_000)).toHaveLength(Math.ceil(20_000 / 64));
    expect(await keys(30)).toEqual(await keys(30));
    expect(new Set([...(await keys(30)), ...(await keys(30, 2))]).size).toBe(60);
  });

  it("that are not what their key stands for are refused", async () => {
    const [range] = await rangesOf(kind(), [7], machine, undefined);
    const { key, packed } = range!;
    const { jobs } = rangeFiles(machine.cache, { kind: "test", key });
    await expect(readJobs(kind(), key, machine)).rejects.toThrow("list of songs is not in the workspace");
    await writeJobs(jobs, packed);
    expect(await readJobs(kind(), key, machine)).toEqual([7]);
    await writeJobs(jobs, [{ job: 8 }]);
    await expect(readJobs(kind(), key, machine)).rejects.toThrow("has been changed");
  });
});
