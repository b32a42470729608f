// A copy of the checkout in which mutants are tried: the working tree is never changed.
import { spawn, spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

const LEFT_OUT = new Set(["node_modules", ".git", "out", ".latentune", "examples"]);

/** @param {string} root of the checkout */
export async function createScratch(root) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "latentune-mutation-")));
  await cp(root, folder, { recursive: true, filter: (path) => !LEFT_OUT.has(relative(root, path)) });
  for (const link of ["node_modules", "examples"]) await symlink(join(root, link), join(folder, link));
  return {
    folder,
    /** Runs a task while a file has another text. */
    async withFile(path, text, task) {
      const original = await readFile(join(folder, path));
      await writeFile(join(folder, path), text);
      try {
        return await task();
      } finally {
        await writeFile(join(folder, path), original);
      }
    },
    test: (files, limitSeconds) => runTests(folder, files, limitSeconds),
    /** Ends the tests in progress as well. */
    remove: () => {
      stopTests();
      return rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Ends the tests in progress; their workers too: a loop without end does not hear anything. */
let stopTests = () => {};

/**
 * The outcome of unit tests, at the first failure: what failed, or that the time was up. Seconds by file.
 * @returns {Promise<{ passed: boolean, failure: string, seconds: Record<string, number> }>}
 */
async function runTests(folder, files, limitSeconds) {
  // Replicas are threads of the built engine.
  if (files.some((file) => file.startsWith("test/models/"))) {
    const { status } = spawnSync(process.execPath, ["scripts/build.js"], { cwd: folder, stdio: "ignore" });
    if (status !== 0) return { passed: false, failure: "it does not build", seconds: {} };
  }
  const report = join(folder, "mutation-report.json");
  await rm(report, { force: true });
  const reporting = ["--reporter=json", `--outputFile=${report}`];
  const flags = ["run", "--project", "unit", "--bail", "1", "--maxWorkers", "1", ...reporting];
  const child = spawn(process.execPath, [join(folder, "node_modules/vitest/vitest.mjs"), ...flags, ...files], {
    cwd: folder,
    stdio: "ignore",
    detached: true,
  });
  stopTests = () => process.kill(-child.pid, "SIGKILL");
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    stopTests();
  }, limitSeconds * 1000);
  const status = await new Promise((settle, fail) => child.on("error", fail).on("exit", settle));
  stopTests = () => {};
  clearTimeout(timer);
  if (timedOut) return { passed: false, failure: `not done after ${limitSeconds.toFixed(0)} s`, seconds: {} };
  const { testResults } = JSON.parse(await readFile(report, "utf8").catch(() => '{ "testResults": [] }'));
  const seconds = Object.fromEntries(
    testResults.map(({ name, startTime, endTime }) => [relative(folder, name), (endTime - startTime) / 1000]),
  );
  const failed = testResults.flatMap(({ name, message, assertionResults }) => [
    ...assertionResults.filter((test) => test.status === "failed").map((test) => test.fullName),
    ...(message ? [`${relative(folder, name)}: ${message.split("\n")[0]}`] : []),
  ]);
  return { passed: status === 0, failure: failed[0] ?? `status ${status}`, seconds };
}

/**
 * Finds the unit tests below some folders that a source file takes part in, by imports.
 * @param {string} root
 * @returns {(source: string, folders: readonly string[]) => string[][]} paths relative to the root: the tests with the
 *   fewest imports between, which are its own, and the others
 */
export function createTestFinder(root) {
  const imports = new Map();
  /** The files that a test imports, with the number of imports between. */
  const reachedFrom = (path) => {
    const distances = new Map([[path, 0]]);
    for (const [file, distance] of distances) {
      if (!imports.has(file)) imports.set(file, importsOf(file));
      for (const next of imports.get(file)) if (!distances.has(next)) distances.set(next, distance + 1);
    }
    return distances;
  };
  const tests = filesBelow(root, "test")
    .filter((path) => path.endsWith(".test.ts"))
    .map((test) => ({ test, distances: reachedFrom(join(root, test)) }));
  return (source, folders) => {
    const related = tests
      .filter(({ test }) => folders.some((folder) => test.startsWith(`${folder}/`)))
      .map(({ test, distances }) => ({ test, distance: distances.get(join(root, source)) ?? Infinity }))
      .filter(({ distance }) => distance < Infinity);
    const least = Math.min(...related.map(({ distance }) => distance));
    const own = related.filter(({ distance }) => distance === least);
    const others = related.filter(({ distance }) => distance > least);
    return [own, others].map((part) => part.map(({ test }) => test)).filter((part) => part.length > 0);
  };
}

/** The files of a folder and all below it, relative to the root, in order. */
export function filesBelow(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

function importsOf(path) {
  if (!path.endsWith(".ts")) return [];
  const { importedFiles } = ts.preProcessFile(readFileSync(path, "utf8"));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith(".") && fileName.endsWith(".ts"))
    .map(({ fileName }) => resolve(dirname(path), fileName));
}
