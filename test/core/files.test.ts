import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  copyFileAtomic,
  makeFolder,
  moveFile,
  removeUnfinished,
  readJsonIfPresent,
  shardedPath,
  temporaryName,
  temporaryWriter,
  whileUnfinished,
  writeChunksAtomic,
  writeFileAtomic,
  writeJson,
} from "../../src/engine/core/files.ts";
import { thisHost } from "../../src/engine/core/processes.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "latentune-files-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("writeFileAtomic", () => {
  it("creates folders, writes and replaces", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "a", "b", "x.txt");
    await writeFileAtomic(path, "one");
    await writeFileAtomic(path, new TextEncoder().encode("två"));
    expect(await readFile(path, "utf8")).toBe("två");
    expect(await readdir(join(folder, "a", "b"))).toEqual(["x.txt"]);
  });

  it("leaves nothing behind where it fails", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "taken", "full"), { recursive: true });
    await expect(writeFileAtomic(join(folder, "taken"), "x")).rejects.toThrow();
    expect(await readdir(folder)).toEqual(["taken"]);
    expect(await readdir(join(folder, "taken"))).toEqual(["full"]);
  });

  it.skipIf(process.platform === "win32")("gives the permissions that are asked for, whatever the umask", async () => {
    const folder = await temporaryFolder();
    for (const mode of [0o600, 0o666, 0o755]) {
      await writeFileAtomic(join(folder, "x"), "x", { mode });
      expect((await stat(join(folder, "x"))).mode & 0o777).toBe(mode);
    }
  });

  it("never mixes concurrent writers, and readers see whole files", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "x");
    const contents = Array.from({ length: 20 }, (_, index) => String.fromCharCode(97 + index).repeat(200_000));
    await writeFileAtomic(path, contents[0]!);
    const seen: string[] = [];
    const writing = Promise.all(contents.map((content) => writeFileAtomic(path, content)));
    for (let index = 0; index < 20; index++) seen.push(await readFile(path, "utf8"));
    await writing;
    seen.push(await readFile(path, "utf8"));
    for (const content of seen) expect(contents.includes(content)).toBe(true);
    expect(await readdir(folder)).toEqual(["x"]);
  });
});

describe("writeChunksAtomic", () => {
  it("writes more than a stream's buffer, in order", async () => {
    const folder = await temporaryFolder();
    const chunks = Array.from({ length: 50 }, (_, index) => new Uint8Array(40_000).fill(index));
    await writeChunksAtomic(join(folder, "x"), chunks);
    expect(Buffer.compare(await readFile(join(folder, "x")), Buffer.concat(chunks))).toBe(0);
    await writeChunksAtomic(join(folder, "empty"), []);
    expect((await stat(join(folder, "empty"))).size).toBe(0);
  });

  it("keeps the old file where the source fails", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "x"), "old");
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(100_000);
      await wait(5);
      throw new Error("source failed");
    }
    await expect(writeChunksAtomic(join(folder, "x"), failing())).rejects.toThrow("source failed");
    expect(await readFile(join(folder, "x"), "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["x"]);
  });

  it("rejects where the file cannot be opened, also while it waits for the source", async () => {
    const folder = await temporaryFolder();
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(10);
      await wait(30);
      yield new Uint8Array(10);
    }
    // The temporary file's name is longer than any file system allows.
    const path = join(folder, "x".repeat(250));
    await expect(writeChunksAtomic(path, slow())).rejects.toThrow(/ENAMETOOLONG|ENOENT|EINVAL/);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("copyFileAtomic", () => {
  it("creates folders, replaces whole, and leaves nothing behind where it fails", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "from"), "new");
    await writeFileAtomic(join(folder, "a", "to"), "old");
    await copyFileAtomic(join(folder, "from"), join(folder, "a", "to"));
    await copyFileAtomic(join(folder, "from"), join(folder, "b", "c", "to"));
    expect(await readFile(join(folder, "a", "to"), "utf8")).toBe("new");
    expect(await readFile(join(folder, "b", "c", "to"), "utf8")).toBe("new");
    await expect(copyFileAtomic(join(folder, "missing"), join(folder, "a", "to"))).rejects.toThrow("ENOENT");
    expect(await readFile(join(folder, "a", "to"), "utf8")).toBe("new");
    expect(await readdir(join(folder, "a"))).toEqual(["to"]);
  });

  it("readers see the old content or the new", async () => {
    const folder = await temporaryFolder();
    const contents = ["a", "b"].map((letter) => letter.repeat(3_000_000));
    for (const [index, content] of contents.entries()) await writeFile(join(folder, `${index}`), content);
    const to = join(folder, "to");
    await copyFileAtomic(join(folder, "0"), to);
    const copying = (async () => {
      for (let index = 0; index < 10; index++) await copyFileAtomic(join(folder, `${index % 2}`), to);
    })();
    for (let index = 0; index < 10; index++) expect(contents.includes(await readFile(to, "utf8"))).toBe(true);
    await copying;
  });
});

describe("moveFile", () => {
  it("creates folders and replaces", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "from"), "new");
    await writeFileAtomic(join(folder, "a", "to"), "old");
    await moveFile(join(folder, "from"), join(folder, "a", "to"));
    await moveFile(join(folder, "a", "to"), join(folder, "b", "to"));
    expect(await readFile(join(folder, "b", "to"), "utf8")).toBe("new");
    expect(await readdir(join(folder, "a"))).toEqual([]);
  });
});

describe("temporary names", () => {
  it("tell who wrote them; other names tell nothing", () => {
    expect(temporaryWriter(temporaryName("x.npy"))).toEqual({ host: thisHost(), pid: process.pid });
    expect(temporaryWriter("x.vm_0123abcd-7-89abcdef.tmp")).toEqual({ host: "vm_0123abcd", pid: 7 });
    for (const name of [
      "notes.tmp",
      "x.12.tmp",
      "x.12-abc.tmp",
      "x.12-0123abcd.tmp",
      "x.vm-1-0123abcd.tmp.txt",
      "vm-1-0123abcd.tmp",
    ]) {
      expect(temporaryWriter(name)).toBeUndefined();
    }
  });
});

describe("what is being written", () => {
  it("goes when the process ends in the middle, and what is done stays", async () => {
    const folder = await temporaryFolder();
    const done = join(folder, "done");
    await whileUnfinished(done, () => mkdir(done));
    const unfinished = join(folder, "run.tmp");
    let goOn = (): void => undefined;
    const paused = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const writing = whileUnfinished(unfinished, async () => {
      await mkdir(unfinished);
      await writeFile(join(unfinished, "half"), "");
      await paused;
    });
    while (!existsSync(join(unfinished, "half"))) await wait(1);
    removeUnfinished();
    expect(await readdir(folder)).toEqual(["done"]);
    goOn();
    await writing;
  });

  it("goes when writing it fails", async () => {
    const folder = await temporaryFolder();
    const unfinished = join(folder, "run.tmp");
    const writing = whileUnfinished(unfinished, async () => {
      await mkdir(unfinished);
      throw new Error("disk full");
    });
    await expect(writing).rejects.toThrow("disk full");
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("what is named by a hash", () => {
  it("lies in one of 4,096 folders, and its temporary file beside them", async () => {
    const folder = await temporaryFolder();
    const path = shardedPath(folder, "0f3a.json");
    expect(path).toBe(join(folder, "0f3", "0f3a.json"));
    let seen: string[] = [];
    async function* chunks(): AsyncGenerator<Uint8Array> {
      seen = await readdir(folder);
      yield new Uint8Array(1);
    }
    await writeChunksAtomic(path, chunks(), { sharded: true });
    expect(new Set(seen.map((name) => temporaryWriter(name)?.pid ?? name))).toEqual(new Set(["0f3", process.pid]));
    expect(await readdir(folder, { recursive: true })).toEqual(["0f3", join("0f3", "0f3a.json")]);
  });
});

describe("JSON files", () => {
  it("are read back; a missing or broken one is undefined", async () => {
    const folder = await temporaryFolder();
    await writeJson(join(folder, "x.json"), { a: [1, null, "é"] });
    expect(await readFile(join(folder, "x.json"), "utf8")).toBe('{\n  "a": [\n    1,\n    null,\n    "é"\n  ]\n}\n');
    expect(await readJsonIfPresent(join(folder, "x.json"))).toEqual({ a: [1, null, "é"] });
    await writeFile(join(folder, "y.json"), '{"a":');
    expect(await readJsonIfPresent(join(folder, "y.json"))).toBeUndefined();
    expect(await readJsonIfPresent(join(folder, "z.json"))).toBeUndefined();
  });
});

describe("makeFolder", () => {
  it("makes the folders above, also when several ask at once", async () => {
    const folder = join(await temporaryFolder(), "a", "b", "c");
    await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(join(folder, "d"))]);
    expect(await readdir(folder)).toEqual(["d"]);
  });

  it("refuses the place of a file", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    await expect(makeFolder(join(folder, "file"))).rejects.toThrow("EEXIST");
    await expect(makeFolder(join(folder, "file", "below"))).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  it.skipIf(process.platform !== "linux")("ends where the system says that the folder above is not there", async () => {
    await expect(makeFolder("/proc/none/of/these")).rejects.toThrow("ENOENT");
  });
});
