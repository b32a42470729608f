import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Task } from "../../src/shared/contract/settings.ts";
import { decodeNpy } from "../../src/shared/npy.ts";
import { TASK_SCHEMAS } from "../../src/engine/results/files/index.ts";
import { filesBelow } from "../../src/engine/store/publish.ts";

interface Declared {
  readonly path: string;
  readonly columns?: Readonly<Record<string, unknown>>;
  readonly dtype?: "float32" | "float64" | "int32";
  readonly axes?: readonly (string | number)[];
}

/** Every file that a task's schema declares, its path from the results folder. */
export function declaredFiles(task: Task): Declared[] {
  const { folders, metrics, seeds } = TASK_SCHEMAS[task];
  return [
    ...Object.entries(folders).flatMap(([folder, files]) =>
      Object.values(files).flatMap((file) => inFormats({ ...file, path: join(folder, file.path) })),
    ),
    ...[metrics, seeds.scores].flatMap(({ csv, json, parquet }) => [csv, json, parquet]),
    ...inFormats(seeds.coAssignment),
  ];
}

/** A file, and its Parquet twin where large runs have one. */
function inFormats(file: Declared & { readonly parquet?: string }): Declared[] {
  return file.parquet === undefined ? [file] : [file, { path: file.path.replace(/\.csv$/, ".parquet") }];
}

/** What in a folder of a finished run is not as the task's schema declares it: file and reason. */
export async function undeclared(folder: string, task: Task): Promise<string[]> {
  // The path with the longest part outside its keys describes a file best: `{rep}.npy` fits many.
  const literal = (path: string): number => path.replaceAll(/\{\w+\}/g, "").length;
  const schema = declaredFiles(task).sort((a, b) => literal(b.path) - literal(a.path));
  const problems: string[] = [];
  for (const name of await filesBelow(folder)) {
    const file = schema.find(({ path }) => patternOf(path).test(name));
    if (file === undefined) problems.push(`${name} is not declared`);
    else problems.push(...(await differences(join(folder, name), file)).map((why) => `${name}: ${why}`));
  }
  return problems;
}

function patternOf(path: string): RegExp {
  const parts = path.split(/\{\w+\}/).map((part) => part.replaceAll(/[.+]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join("[^/]+")}$`);
}

const ARRAYS = { float32: Float32Array, float64: Float64Array, int32: Int32Array };

async function differences(path: string, { columns, dtype, axes }: Declared): Promise<string[]> {
  if (columns !== undefined) {
    const [header = ""] = (await readFile(path, "utf8")).split("\n");
    return header === Object.keys(columns).join(",") ? [] : [`its columns are ${header}`];
  }
  if (dtype === undefined || axes === undefined) return [];
  const { shape, data } = decodeNpy(await readFile(path));
  const fits = shape.length === axes.length && axes.every((axis, at) => typeof axis === "string" || axis === shape[at]);
  return [
    ...(fits ? [] : [`its shape is (${shape.join(", ")}), not (${axes.join(", ")})`]),
    ...(data instanceof ARRAYS[dtype] ? [] : [`its numbers are not ${dtype}`]),
  ];
}
