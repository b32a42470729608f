// Which wrong changes of the numerics no test notices. Not a part of the tests: a sample takes minutes.
//
//   npm run mutation -- [--sample 100] [--seed 1] [--files src/engine/analysis,src/engine/nn]
//   npm run mutation -- --mutants scripts/mutation/named.json
//
// Every mutant is tried in a copy of the checkout, against the unit tests of its own room (test/analysis for
// src/engine/analysis) that import it; one that does not end counts as noticed. What no test could notice is listed with
// its reason in mutation/equivalent.json and does not count; constants that only set a speed are in mutation/excluded.json.
//
// Own code rather than Stryker, which mutates no numbers: a wrong constant is what most often goes unnoticed here.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { changed, described, mutationsOf } from "./mutation/mutants.js";
import { createScratch, createTestFinder, filesBelow } from "./mutation/scratch.js";
import { seededRandom } from "./seeded-random.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const listOf = (name) => JSON.parse(readFileSync(new URL(`mutation/${name}.json`, import.meta.url), "utf8"));
const sourceOf = (file) => readFileSync(root + file, "utf8");

/** The folders of unit tests that a room's numerics have to be noticed in. */
const TESTS = { "src/engine/nn": ["test/nn", "test/models"] };
const testFoldersOf = (file) => {
  const room = file.split("/").slice(0, 3).join("/");
  return TESTS[room] ?? [room.replace("src/engine", "test")];
};

const { values: options } = parseArgs({
  options: {
    sample: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    files: { type: "string", default: "src/engine/analysis,src/engine/nn" },
    mutants: { type: "string" },
  },
});

const mutants = options.mutants ? namedMutants(options.mutants) : sampledMutants();
const findTests = createTestFinder(root);
const tests = mutants.map(({ file }) => findTests(file, testFoldersOf(file)));
const scratch = await createScratch(root);
const stop = () => void scratch.remove().then(() => process.exit(130));
process.once("SIGINT", stop).once("SIGTERM", stop);
try {
  const unchanged = await scratch.test([...new Set(tests.flat(2))], 1800);
  if (!unchanged.passed) throw new Error(`The tests fail without any mutation: ${unchanged.failure}`);
  const survivors = [];
  for (const [index, mutant] of mutants.entries()) {
    const failure = await failureBy(mutant, tests[index], unchanged.seconds);
    const place = `${mutant.name ?? ""} ${mutant.file}:${mutant.line}`.trim();
    console.log(`${index + 1}/${mutants.length} ${failure === undefined ? "SURVIVED" : "killed"} ${place}`);
    console.log(
      `  - ${mutant.before.trim()}\n  + ${mutant.after.trim()}${failure === undefined ? "" : `\n  ${failure}`}`,
    );
    if (failure === undefined) survivors.push(mutant);
  }
  const killed = mutants.length - survivors.length;
  console.log(
    `\n${killed} of ${mutants.length} killed (${((100 * killed) / mutants.length).toFixed(1)} %), seed ${options.seed}`,
  );
  for (const { file, line, before, after } of survivors) console.log(`${file}:${line}\n- ${before}\n+ ${after}`);
  if (options.mutants && survivors.length > 0) process.exitCode = 1;
} finally {
  await scratch.remove();
}

/** The first failure of a mutant's tests, its own first; undefined where all of them pass. */
async function failureBy({ file, text }, groups, seconds) {
  for (const files of groups) {
    // Generous: on a machine that others load as well a test takes several times as long as before.
    const limit = 60 + 8 * files.reduce((sum, test) => sum + seconds[test], 0);
    const { passed, failure } = await scratch.withFile(file, text, () => scratch.test(files, limit));
    if (!passed) return failure;
  }
  return undefined;
}

/** Mutants by name: each replaces a text that occurs once in the engine, wherever its file has gone. */
function namedMutants(path) {
  const files = filesBelow(root, "src/engine");
  return JSON.parse(readFileSync(path, "utf8")).map(({ name, search, replace }) => {
    const found = files.filter((file) => sourceOf(file).includes(search));
    if (found.length !== 1)
      throw new Error(`"${search}" (${name}) is in ${found.length} files of the engine, not in one.`);
    const [file, source] = [found[0], sourceOf(found[0])];
    const start = source.indexOf(search);
    if (source.includes(search, start + 1)) throw new Error(`"${search}" (${name}) is more than once in ${file}.`);
    return mutantOf(file, source, { start, end: start + search.length, text: replace }, name);
  });
}

/** A sample of all mutants of the files but those that are known to change nothing. */
function sampledMutants() {
  const excluded = listOf("excluded");
  const equivalent = new Set(listOf("equivalent").map(({ file, before, after }) => [file, before, after].join("\n")));
  const wanted = options.files.split(",");
  const files = filesBelow(root, "src/engine").filter((file) =>
    wanted.some((path) => `${file}/`.startsWith(`${path}/`)),
  );
  const all = files.flatMap((file) => {
    if (excluded.some((entry) => entry.file === file && entry.constant === undefined)) return [];
    const isExcluded = (constant) => excluded.some((entry) => entry.file === file && entry.constant === constant);
    const source = sourceOf(file);
    return mutationsOf(file, source, isExcluded)
      .map((change) => mutantOf(file, source, change))
      .filter(({ before, after }) => !equivalent.has([file, before.trim(), after.trim()].join("\n")));
  });
  console.log(`${all.length} mutants of ${files.length} files`);
  const random = seededRandom(Number(options.seed));
  const order = all.map((mutant) => ({ mutant, key: random() })).sort((a, b) => a.key - b.key);
  return order.slice(0, Number(options.sample)).map(({ mutant }) => mutant);
}

function mutantOf(file, source, change, name) {
  return { name, file, text: changed(source, change), ...described(source, change) };
}
