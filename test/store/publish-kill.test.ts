// The process that publishes a run is killed after every single change that it makes to the file system.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "../../scripts/esbuild.js";
import {
  readJsonIfPresent,
  temporaryName,
  temporaryWriter,
  writeFileAtomic,
  writeJson,
} from "../../src/engine/core/files.ts";
import { enterWorkspace } from "../../src/engine/store/enter-workspace.ts";
import { readManifest } from "../../src/engine/store/manifest.ts";
import { workspacePaths } from "../../src/engine/store/paths.ts";
import { filesBelow } from "../../src/engine/store/publish.ts";
import { listRuns } from "../../src/engine/store/runs.ts";
import { writeKeptRun } from "../tasks/kept-run.ts";

const OLD = { "a.txt": "old a", "plots/b.txt": "old b", "only/old/c.txt": "old c", "audio/big.npy": "old big" };
const NEW = { "a.txt": "new a", "plots/b.txt": "new b", "tables/d.txt": "new d", "audio/big.npy": "new big" };
/** The user's own, in folders of ours. */
const USERS = { "notes.txt": "mine", "plots/mine.txt": "mine" };
const PRELOAD = pathToFileURL(join(import.meta.dirname, "kill-after.js")).href;

let home: string;
let bundle: string;
let base: string;
let bulk: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "latentune-publish-kill-"));
  bundle = join(home, "child.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "publish-child.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  base = join(home, "base");
  bulk = await workspaceBeforePublication(base);
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** A workspace with the results of run `r1`, and run `r2` in its unfinished folder. Returns the name of its bulk file. */
async function workspaceBeforePublication(folder: string): Promise<string> {
  const paths = workspacePaths(folder);
  const { "audio/big.npy": oldBig, ...old } = OLD;
  const { "audio/big.npy": newBig, ...fresh } = NEW;
  const before = await writeKeptRun(folder, "r1", old, { files: [...Object.keys(OLD), "run.json"].sort() });
  for (const [name, text] of Object.entries({ ...old, ...USERS, "audio/big.npy": oldBig }))
    await writeFileAtomic(join(paths.results("hard"), name), text);
  await writeJson(join(paths.results("hard"), "run.json"), before);
  await writeKeptRun(folder, "r2", fresh, { files: [...Object.keys(NEW), "run.json"].sort() });
  await rename(join(paths.runs, "r2"), join(paths.runs, "r2.tmp"));
  const source = temporaryName(join(paths.runs, "big.npy"));
  await writeFileAtomic(source, newBig);
  return source.slice(paths.runs.length + 1);
}

/** Publishes `r2` in a copy of the base. @returns the copy, and how its process ended */
async function publishIn(name: string, env: Readonly<Record<string, string>>) {
  const workspace = join(home, name);
  await cp(base, workspace, { recursive: true });
  const child = spawn(process.execPath, ["--import", PRELOAD, bundle, workspace, "r2", bulk], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, KILL_BELOW: workspace, ...env },
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return { workspace, code, signal };
}

/** The files of the results by name, without the copies that wait for their renaming. */
async function resultsOf(workspace: string): Promise<Record<string, string>> {
  const folder = workspacePaths(workspace).results("hard");
  const names = (await filesBelow(folder)).filter((name) => temporaryWriter(name) === undefined);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return Object.fromEntries(names.map((name, index) => [name, texts[index]!]));
}

const manifestOf = (workspace: string) => readManifest(workspacePaths(workspace).results("hard"));
const withoutManifest = ({ "run.json": _, ...files }: Record<string, string>) => files;

describe("a publication that is killed after every one of its changes", () => {
  it("shows the old run or the new one, never a mixture under a manifest, and the next command completes it", async () => {
    const count = join(home, "count.json");
    const whole = await publishIn("whole", { KILL_COUNT: count });
    expect(whole.code).toBe(0);
    expect(withoutManifest(await resultsOf(whole.workspace))).toEqual({ ...NEW, ...USERS });
    const changes = (await readJsonIfPresent(count)) as string[];
    // Lock, announcement, the run's folder, a folder that was not there, four copies, manifest away, bulk file, a stale file
    // with its two folders, four renamings, announcement away, lock.
    const kinds = ["link", "mkdir", "copyFile", "rm", "rmdir", "rename"];
    expect(kinds.map((kind) => changes.filter((change) => change.startsWith(`${kind} `)).length)).toEqual([
      1, 1, 4, 5, 2, 7,
    ]);
    expect(changes.length).toBe(20);

    const seen = { old: 0, between: 0, new: 0 };
    for (let n = 1; n <= changes.length; n++) {
      const at = `killed after ${n}, ${changes[n - 1]!}`;
      const { workspace, signal } = await publishIn(`kill-${n}`, { KILL_AFTER: `${n}` });
      expect([at, signal]).toEqual([at, "SIGKILL"]);

      // 1. What is visible: every file whole, old or new; under a manifest exactly its run.
      const found = await resultsOf(workspace);
      const shown = await manifestOf(workspace);
      const files = withoutManifest(found);
      if (shown === undefined) {
        seen.between++;
        expect([at, found["run.json"]]).toEqual([at, undefined]);
        const [before, after, users] = [
          new Map(Object.entries(OLD)),
          new Map(Object.entries(NEW)),
          new Map(Object.entries(USERS)),
        ];
        for (const [name, text] of Object.entries(files))
          expect([at, name, [before, after, users].some((known) => known.get(name) === text)]).toEqual([
            at,
            name,
            true,
          ]);
      } else {
        seen[shown.runId === "r1" ? "old" : "new"]++;
        expect([at, files]).toEqual([at, { ...(shown.runId === "r1" ? OLD : NEW), ...USERS }]);
      }
      const paths = workspacePaths(workspace);
      const kept = (await listRuns(paths.runs)).map(({ runId }) => runId).sort();
      expect([at, kept]).toEqual([at, expect.arrayContaining(["r1"])]);
      for (const { files: listed, runId } of await listRuns(paths.runs)) {
        const there = await filesBelow(join(paths.runs, runId));
        expect([at, there]).toEqual([at, listed.filter((file) => file !== "audio/big.npy")]);
      }

      // 2. The next command leaves the run before, if the new one was not kept, or the new one; and no leftovers.
      await (
        await enterWorkspace(paths, "The next command")
      )();
      const completed = await manifestOf(workspace);
      expect([at, completed?.runId]).toEqual([at, kept.includes("r2") ? "r2" : "r1"]);
      const expected = completed!.runId === "r2" ? NEW : OLD;
      expect([at, withoutManifest(await resultsOf(workspace))]).toEqual([at, { ...expected, ...USERS }]);
      const left = (await filesBelow(workspace)).filter((name) => name.endsWith(".tmp"));
      expect([at, left]).toEqual([at, []]);
      expect([at, await readJsonIfPresent(paths.publishing)]).toEqual([at, undefined]);
      await rm(workspace, { recursive: true });
    }
    // Each of the three was met.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });
});
