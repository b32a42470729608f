import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";
import { ROOMS } from "../../config/import-rules.js";

const root = join(import.meta.dirname, "..", "..");
const MOST_LINES = 350;
const MOST_FILES = 20;

interface Source {
  readonly lines: number;
  /** The files that it imports, for a value or for a type. */
  readonly imports: readonly string[];
}

/** Every file of `src` by its path from the root, with forward slashes. */
let sources: ReadonlyMap<string, Source>;

beforeAll(async () => {
  const entries = await readdir(join(root, "src"), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => pathOf(join(parentPath, name)));
  const read = async (file: string): Promise<[string, Source]> => {
    const text = await readFile(join(root, file), "utf8");
    const specifiers = file.endsWith(".ts") ? ts.preProcessFile(text).importedFiles : [];
    const imports = specifiers.flatMap(({ fileName }) =>
      fileName.startsWith(".") ? [pathOf(resolve(root, dirname(file), fileName))] : [],
    );
    return [file, { lines: text.split("\n").length - 1, imports }];
  };
  sources = new Map(await Promise.all(files.map(read)));
});

const pathOf = (path: string): string => relative(root, path).split(sep).join("/");

/** Of a file below `src/engine`. */
const roomOf = (file: string): string | undefined => /^src\/engine\/([^/]+)\//.exec(file)?.[1];

describe("the house", () => {
  it("is seen whole", () => {
    expect(sources.size).toBeGreaterThan(400);
    expect(sources.get("src/engine/cli/main.ts")?.imports).not.toEqual([]);
  });

  it("has no file that imports in a circle", () => {
    expect(circles()).toEqual([]);
  });

  it("has no room that the rules do not name, and no import from a room to a later one", () => {
    const up: string[] = [];
    for (const [file, { imports }] of sources) {
      const from = roomOf(file);
      if (from === undefined) continue;
      expect(ROOMS).toContain(from);
      for (const target of imports) {
        const to = roomOf(target);
        if (to !== undefined && ROOMS.indexOf(to) > ROOMS.indexOf(from)) up.push(`${file} → ${target}`);
      }
    }
    expect(up).toEqual([]);
  });

  it(`has no file over ${MOST_LINES} lines`, () => {
    const long = [...sources].filter(([, { lines }]) => lines > MOST_LINES);
    expect(long.map(([file, { lines }]) => `${file}: ${lines}`)).toEqual([]);
  });

  it(`has no folder with more than ${MOST_FILES} files of its own`, () => {
    const counts = new Map<string, number>();
    for (const file of sources.keys()) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > MOST_FILES)).toEqual([]);
  });
});

/** The groups of files that reach each other by imports (R. Tarjan, 1972). */
function circles(): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const open: string[] = [];
  const visit = (file: string): number => {
    const number = order.size;
    order.set(file, number);
    let low = number;
    open.push(file);
    for (const target of sources.get(file)?.imports ?? []) {
      if (!sources.has(target)) continue;
      if (!order.has(target)) low = Math.min(low, visit(target));
      else if (open.includes(target)) low = Math.min(low, order.get(target)!);
    }
    if (low === number) {
      const group = open.splice(open.indexOf(file));
      if (group.length > 1) found.push(group);
    }
    return low;
  };
  for (const file of sources.keys()) if (!order.has(file)) visit(file);
  return found;
}
