import { access, mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LatentuneError } from "../../src/engine/core/errors.ts";
import { temporaryName, writeFileAtomic, writeJson } from "../../src/engine/core/files.ts";
import { workspacePaths, type WorkspacePaths } from "../../src/engine/store/paths.ts";
import { announcePublication } from "../../src/engine/store/publication.ts";
import { filesBelow, finishPublication, publish } from "../../src/engine/store/publish.ts";
import { isInside } from "../../src/shared/safe-paths.ts";
import { writeKeptRun } from "../tasks/kept-run.ts";

let root: string;
let paths: WorkspacePaths;
let results: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "latentune-publish-"));
  paths = workspacePaths(root);
  results = paths.results("hard");
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

type Files = Readonly<Record<string, string>>;

/** A bulk file that waits among the runs, as a task leaves it. */
async function bulkFile(text: string): Promise<Map<string, string>> {
  const source = temporaryName(join(paths.runs, "big.npy"));
  await writeFileAtomic(source, text);
  return new Map([["audio/big.npy", source]]);
}

async function announce(id: string, files: Files, bulk = new Map<string, string>()) {
  const manifest = await writeKeptRun(root, id, files, { files: [...Object.keys(files), ...bulk.keys(), "run.json"] });
  return announcePublication(paths, manifest, bulk);
}

async function publishNew(id: string, files: Files, bulk = new Map<string, string>()): Promise<void> {
  await publish(paths, await announce(id, files, bulk));
}

const read = (file: string): Promise<string> => readFile(join(results, file), "utf8");
const runIdOfResults = async (): Promise<unknown> => (JSON.parse(await read("run.json")) as { runId: unknown }).runId;
const isPending = (): Promise<boolean> =>
  access(paths.publishing).then(
    () => true,
    () => false,
  );

describe("publish", () => {
  it("replaces the files of the run before, also its bulk file, and leaves the user's alone", async () => {
    await publishNew("r1", { "a.txt": "old", "plots/deep/b.txt": "old", "plots/c.txt": "old" }, await bulkFile("big"));
    expect(await read("audio/big.npy")).toBe("big");
    await writeFileAtomic(join(results, "notes.txt"), "mine");
    await writeFileAtomic(join(results, "plots", "mine.png"), "mine");
    await publishNew("r2", { "a.txt": "new", "c.txt": "new" });
    expect(await filesBelow(results)).toEqual(["a.txt", "c.txt", "notes.txt", "plots/mine.png", "run.json"]);
    await expect(access(join(results, "audio"))).rejects.toThrow("ENOENT");
    await expect(access(join(results, "plots", "deep"))).rejects.toThrow("ENOENT");
    expect(await read("a.txt")).toBe("new");
    expect(await isPending()).toBe(false);
  });

  it("leaves what has not changed where it is, and replaces what has other content of the same length", async () => {
    await publishNew("r1", { "same.txt": "one", "other.txt": "one" });
    const places = async (): Promise<number[]> =>
      Promise.all(["same.txt", "other.txt"].map(async (name) => (await stat(join(results, name))).ino));
    const before = await places();
    await publishNew("r2", { "same.txt": "one", "other.txt": "two" });
    const after = await places();
    expect([after[0] === before[0], after[1] === before[1]]).toEqual([true, false]);
    expect([await read("same.txt"), await read("other.txt"), await runIdOfResults()]).toEqual(["one", "two", "r2"]);
  });

  it("does not follow a manifest out of the folder", async () => {
    await writeFileAtomic(join(root, "precious.txt"), "keep");
    const files = ["../precious.txt", join(root, "precious.txt"), "..\\precious.txt", "x/../../precious.txt"];
    await writeJson(join(results, "run.json"), await writeKeptRun(root, "r0", {}, { files }));
    await publishNew("r1", {});
    expect(await readFile(join(root, "precious.txt"), "utf8")).toBe("keep");
  });

  it("says what it could not write and loses nothing; the next command completes it", async () => {
    await publishNew("r1", { "a.txt": "old", "stale.txt": "old" });
    const bulk = await bulkFile("big");
    const publication = await announce("r2", { "b.txt": "new", "z.txt": "new" }, bulk);
    await mkdir(join(results, "z.txt", "in the way"), { recursive: true });
    const failure = publish(paths, publication);
    await expect(failure).rejects.toBeInstanceOf(LatentuneError);
    await expect(failure).rejects.toMatchObject({ place: { file: join(results, "z.txt") } });
    // Nothing has changed: what is there is the run before, whole.
    expect(await filesBelow(results)).toEqual(["a.txt", "run.json", "stale.txt"]);
    expect(await runIdOfResults()).toBe("r1");
    for (const source of bulk.values()) expect(await readFile(source, "utf8")).toBe("big");
    await rm(join(results, "z.txt"), { recursive: true });
    await finishPublication(paths);
    expect(await filesBelow(results)).toEqual(["audio/big.npy", "b.txt", "run.json", "z.txt"]);
  });

  it("moves nothing that a sweep would not find", async () => {
    const manifest = await writeKeptRun(root, "r1");
    const source = join(root, "elsewhere.npy");
    await expect(announcePublication(paths, manifest, new Map([["x.npy", source]]))).rejects.toThrow("elsewhere.npy");
  });
});

describe("finishPublication", () => {
  it.each(["before the first file", "before the manifest"])(
    "completes a publication that was killed %s",
    async (moment) => {
      await publishNew("r1", { "a.txt": "old", "stale.txt": "old" }, await bulkFile("old"));
      const bulk = await bulkFile("new");
      const publication = await announce("r2", { "a.txt": "new", "b.txt": "new" }, bulk);
      await rm(join(results, "run.json"));
      if (moment === "before the manifest") {
        await publish(paths, publication);
        await rm(join(results, "run.json"));
        await writeJson(paths.publishing, publication);
      }
      await finishPublication(paths);
      expect(await filesBelow(results)).toEqual(["a.txt", "audio/big.npy", "b.txt", "run.json"]);
      expect([await read("a.txt"), await read("audio/big.npy"), await runIdOfResults()]).toEqual(["new", "new", "r2"]);
      expect(await isPending()).toBe(false);
    },
  );

  it("removes the bulk file of the run before", async () => {
    await publishNew("r1", { "a.txt": "old" }, await bulkFile("old"));
    await announce("r2", { "a.txt": "new" });
    await rm(join(results, "run.json"));
    await finishPublication(paths);
    expect(await filesBelow(results)).toEqual(["a.txt", "run.json"]);
  });

  it("leaves a results folder alone that another program wrote", async () => {
    await writeKeptRun(root, "r1", { "metrics_hard.csv": "ours" });
    await writeFileAtomic(join(results, "metrics_hard.csv"), "theirs");
    await finishPublication(paths);
    expect(await filesBelow(results)).toEqual(["metrics_hard.csv"]);
    expect(await read("metrics_hard.csv")).toBe("theirs");
  });

  it("leaves the results alone where the run was never kept", async () => {
    await publishNew("r1", { "a.txt": "A" });
    await announce("r2", { "a.txt": "B" });
    await rm(join(paths.runs, "r2"), { recursive: true });
    await finishPublication(paths);
    expect([await read("a.txt"), await runIdOfResults(), await isPending()]).toEqual(["A", "r1", false]);
  });

  it.each([
    { runId: "../../precious" },
    { task: "../precious" },
    { previous: "a.txt" },
    { bulk: { "../precious.txt": "big.tmp" } },
    { bulk: { "..\\precious.txt": "big.tmp" } },
    { bulk: { "big.npy": "../../precious/file.txt" } },
    { bulk: null },
  ])("does nothing for an announcement that was edited: %j", async (changed) => {
    await writeFileAtomic(join(root, "precious", "file.txt"), "keep");
    await publishNew("r1", { "a.txt": "A" });
    await writeJson(paths.publishing, { ...(await announce("r2", { "a.txt": "B" })), ...changed });
    await finishPublication(paths);
    expect([await read("a.txt"), await isPending()]).toEqual(["A", false]);
    expect(await readFile(join(root, "precious", "file.txt"), "utf8")).toBe("keep");
  });
});

describe("isInside", () => {
  it("knows the separators and roots of every system", () => {
    for (const file of ["a", "a/b.txt", "plots/..x", "x.", "é/ü"]) expect(isInside(file)).toBe(true);
    for (const file of [
      "",
      "..",
      "a/../b",
      "..\\x",
      "a\\..\\..\\x",
      "/a",
      "\\a",
      "\\\\server\\a",
      "C:\\a",
      "c:a",
      "a//b",
    ]) {
      expect(isInside(file)).toBe(false);
    }
  });
});
