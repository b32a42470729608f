import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { build } from "../../scripts/esbuild.js";

// Two containers on one folder have the same host name, and their processes the same ids.
const unshare = spawnSync("unshare", ["--pid", "--fork", "--kill-child", "true"]).status === 0;

it.skipIf(!unshare)("two PID namespaces leave each other's files and locks alone", async () => {
  const root = await mkdtemp(join(tmpdir(), "latentune-namespaces-"));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, ".latentune", "cache", "log-mel"), { recursive: true });
  const script = join(root, "child.mjs");
  const source = fileURLToPath(new URL("namespaces-child.ts", import.meta.url));
  await build({ entryPoints: [source], bundle: true, platform: "node", format: "esm", outfile: script });

  const start = () => {
    const child = spawn("unshare", ["--pid", "--fork", "--kill-child", process.execPath, script, root], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill());
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    return async (order: string): Promise<unknown> => {
      child.stdin.write(order);
      return JSON.parse(String((await answers.next()).value));
    };
  };
  const [first, second] = [start(), start()];

  const files = [await first("write"), await second("write")] as { pid: number; path: string }[];
  expect(files.map(({ pid }) => pid)).toEqual([1, 1]);
  expect(await first("clean")).toBe("cleaned");
  expect(await second("clean")).toBe("cleaned");
  for (const { path } of files) expect(existsSync(path)).toBe(true);

  expect(await first("lock")).toBe("held");
  expect(await second("lock")).toBe("busy");

  // What their own process left before is theirs to remove.
  const [left] = files;
  await writeFile(left!.path.replace("-1-", `-${2 ** 30 + 1}-`), "");
  expect(await second("clean")).toBe("cleaned");
  expect(existsSync(left!.path.replace("-1-", `-${2 ** 30 + 1}-`))).toBe(true);
  expect(await first("clean")).toBe("cleaned");
  expect(existsSync(left!.path.replace("-1-", `-${2 ** 30 + 1}-`))).toBe(false);
});
