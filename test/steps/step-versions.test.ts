// Every kept result has a version in its key. This test knows what each comes to on a tiny fixed input
// (test/golden/step-versions.json: version, SHA-256 of its numbers to five digits and of its texts, some of the numbers), so that a
// change of an output without a new version is noticed: whoever upgrades would get the old result, marked as reused.
//
// When it is red: raise the version that the message names, then write the file anew:
//   UPDATE_STEP_VERSIONS=1 npx vitest run --project unit test/steps/step-versions.test.ts
// which refuses while an output differs under its old version. Where the SHA-256 differs, the numbers decide: another
// processor or Node rounds differently, by less than the output's tolerance.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { sha256 } from "../../src/engine/core/hash.ts";
import { STEP_OUTPUTS, type StepOutput } from "./step-outputs.ts";

interface Golden {
  readonly version: number;
  readonly sha256: string;
  /** Of the texts alone. */
  readonly texts: string;
  readonly numbers: number;
  /** At most so many of the numbers, evenly spread. */
  readonly sample: readonly number[];
}

const SAMPLE = 200;
const FILE = fileURLToPath(new URL("../golden/step-versions.json", import.meta.url));
const SOURCES = fileURLToPath(new URL("../../src/engine", import.meta.url));
const COMMAND = "UPDATE_STEP_VERSIONS=1 npx vitest run --project unit test/steps/step-versions.test.ts";
const updating = process.env["UPDATE_STEP_VERSIONS"] === "1";

const golden = JSON.parse(await readFile(FILE, "utf8").catch(() => "{}")) as Partial<Record<string, Golden>>;
const now: Record<string, Golden> = {};
afterAll(async () => {
  if (updating) await writeFile(FILE, `${JSON.stringify(now, null, 1).replaceAll(/,\n {3}(?=-?\d)/g, ", ")}\n`);
});

function isNumbers(value: unknown): value is Iterable<number> {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** All numbers and texts of a value, in its own order. */
function flatten(value: unknown, numbers: number[], texts: string[]): void {
  if (typeof value === "number") numbers.push(value);
  else if (value instanceof BigInt64Array) texts.push(...[...value].map(String));
  else if (isNumbers(value)) for (const each of value) numbers.push(each);
  else if (Array.isArray(value)) for (const each of value) flatten(each, numbers, texts);
  else if (typeof value === "object" && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      texts.push(key);
      flatten(each, numbers, texts);
    }
  } else texts.push(String(value));
}

function goldenOf(version: number, value: unknown): Golden {
  const numbers: number[] = [];
  const texts: string[] = [];
  flatten(value, numbers, texts);
  const rounded = numbers.map((number) => Number(number.toPrecision(5)));
  const step = Math.max(1, numbers.length / SAMPLE);
  return {
    version,
    sha256: sha256(JSON.stringify({ rounded, texts })),
    texts: sha256(JSON.stringify(texts)),
    numbers: numbers.length,
    sample: Array.from({ length: Math.min(SAMPLE, numbers.length) }, (_, at) =>
      Number(numbers[Math.floor(at * step)]!.toPrecision(7)),
    ),
  };
}

function isSame(before: Golden, after: Golden, tolerance: number): boolean {
  if (before.sha256 === after.sha256) return true;
  if (before.texts !== after.texts || before.numbers !== after.numbers) return false;
  const scale = Math.hypot(...before.sample) / Math.sqrt(before.sample.length);
  return before.sample.every(
    (value, at) => Math.abs(value - after.sample[at]!) <= tolerance * Math.max(scale, Math.abs(value)),
  );
}

/** What is to be done about an output; undefined if nothing. */
function complaint(
  { name, version, file, tolerance }: StepOutput,
  before: Golden | undefined,
  after: Golden,
): string | undefined {
  if (before === undefined) return updating ? undefined : `“${name}” is not in the golden file: ${COMMAND}`;
  const same = isSame(before, after, tolerance);
  if (before.version === version && !same) {
    return `The output of “${name}” changed and its version did not: raise version ${version} in src/engine/${file}, then ${COMMAND}`;
  }
  if (before.version !== version && !updating) {
    return `“${name}” has version ${version} in src/engine/${file}, the golden file has ${before.version}: ${COMMAND}`;
  }
  return undefined;
}

describe("step versions", () => {
  it.each(STEP_OUTPUTS)("$name is what its version stands for", async (output) => {
    const folder = await mkdtemp(join(tmpdir(), "latentune-output-"));
    try {
      const after = goldenOf(output.version, await output.compute(folder));
      now[output.name] = golden[output.name]?.version === output.version ? golden[output.name]! : after;
      expect(complaint(output, golden[output.name], after)).toBeUndefined();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("every source file that declares a version is looked at", async () => {
    const files = (await readdir(SOURCES, { recursive: true })).filter((file) => file.endsWith(".ts"));
    const declaring: string[] = [];
    for (const file of files) {
      const text = await readFile(join(SOURCES, file), "utf8");
      if (/^\s+version: \d+,|_VERSION = \d+;/m.test(text)) declaring.push(file.replaceAll("\\", "/"));
    }
    expect(declaring.sort()).toEqual([...new Set(STEP_OUTPUTS.map(({ file }) => file))].sort());
  });

  it("the golden file has no output that is gone", () => {
    expect(Object.keys(golden).filter((name) => STEP_OUTPUTS.every((output) => output.name !== name))).toEqual([]);
  });

  it("notices a changed number, a changed text and a missing number, but not another rounding", () => {
    const value = { a: Float32Array.of(1, 2, 3), b: "text" };
    const before = goldenOf(1, value);
    expect(isSame(before, goldenOf(1, { ...value, a: Float32Array.of(1, 2 + 1e-6, 3) }), 1e-5)).toBe(true);
    expect(isSame(before, goldenOf(1, { ...value, a: Float32Array.of(1, 2.001, 3) }), 1e-5)).toBe(false);
    expect(isSame(before, goldenOf(1, { ...value, a: Float32Array.of(1, 2) }), 1e-5)).toBe(false);
    expect(isSame(before, goldenOf(1, { ...value, b: "another" }), 1e-5)).toBe(false);
    const output = { name: "x", version: 1, file: "x.ts", tolerance: 1e-5, compute: () => Promise.resolve(null) };
    expect(complaint(output, before, goldenOf(1, { ...value, b: "y" }))).toContain(
      "raise version 1 in src/engine/x.ts",
    );
  });
});
