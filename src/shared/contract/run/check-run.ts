import { isPlainName } from "../../safe-paths.ts";
import { messageOf } from "../../thrown.ts";
import { RUN_SCHEMA_VERSION, type ResolvedSettings, type RunManifest } from "../run.ts";
import { DEFAULT_SETTINGS, SETTINGS, SETTING_NAMES, TASKS } from "../settings.ts";

/** What is wrong with a value of this name, such as `settings.seed is missing`; undefined where it is as it must be. */
type Check = (value: unknown, name: string) => string | undefined;

/** A run's record as it can be relied on, or why it cannot. */
export type CheckedRun = { readonly manifest: RunManifest } | { readonly problem: string };

/**
 * Checks a `run.json` that was read from the folder of a kept run: anybody may have edited it. What runs of earlier versions
 * have not is filled in.
 * @param folder the folder's name, which is the run's id; left out for results, which are a copy of the latest run
 */
export function checkRun(value: unknown, folder?: string): CheckedRun {
  const read = isObject(value) ? value : {};
  const settings = isObject(read["settings"]) ? { ...LATER_SETTINGS, ...read["settings"] } : read["settings"];
  const whole = { ...LATER_FIELDS, ...read, settings };
  const problem = isObject(value) ? RECORD(whole, "") : "it holds no record of a run";
  if (problem !== undefined) return { problem };
  const manifest = whole as unknown as RunManifest;
  if (folder === undefined || (manifest.runId === folder && isPlainName(folder))) return { manifest };
  return { problem: `runId is “${manifest.runId}”, which is not the name of its folder` };
}

/** Reads and checks the record of a kept run. @param reading its bytes; where they cannot be read, that is the problem */
export async function readRun(reading: Promise<{ toString(): string }>, folder: string): Promise<CheckedRun> {
  try {
    return checkRun(JSON.parse((await reading).toString()), folder);
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: `it is no JSON (${error.message})` };
    return { problem: (error as { code?: unknown }).code === "ENOENT" ? "it is not there" : messageOf(error) };
  }
}

/** What records of earlier versions have not, as those versions did it. */
const LATER_FIELDS = { dataFingerprint: "", versions: {}, models: [] } as const;
const LATER_SETTINGS: Partial<ResolvedSettings> = {
  patience: 0,
  ...Object.fromEntries(
    (
      [
        "seeds",
        "trainingSongs",
        "validation",
        "hdbscanMinClusterSize",
        "spectralNeighbours",
        "genreSeparator",
        "ownLabels",
        "writeFeatures",
        "audioRoots",
      ] as const
    ).map((name) => [name, DEFAULT_SETTINGS[name]]),
  ),
};

const text = whatIs("a text", (value) => typeof value === "string");
const flag = whatIs("true or false", (value) => typeof value === "boolean");
const number = whatIs("a number", (value) => typeof value === "number");
const amount = whatIs("a number of 0 or more", (value) => typeof value === "number" && value >= 0);
const count = whatIs("a whole number of 0 or more", (value) => Number.isInteger(value) && (value as number) >= 0);
const score = orNull(number);

/** A setting has the kind that its table says. The table's bounds are those of what is asked for, not of what was used. */
function setting(name: keyof ResolvedSettings): Check {
  const { rule } = SETTINGS[name];
  switch (rule.kind) {
    case "boolean":
      return flag;
    case "integer":
      return name === "patience" ? orNull(count) : count;
    case "number":
      return amount;
    case "numbers":
      return listOf(amount);
    case "texts":
      return listOf(text);
    case "choice":
      return oneOf(rule.choices);
    case "text":
      return name === "ffmpegPath" || name === "modelsDir" ? orNull(text) : text;
  }
}

const RECORD = objectOf({
  schemaVersion: whatIs(`${RUN_SCHEMA_VERSION}, which is what this version reads`, (value) => value === RUN_SCHEMA_VERSION), // prettier-ignore
  runId: text,
  task: oneOf(TASKS),
  startedAt: whatIs("a time", (value) => typeof value === "string" && !Number.isNaN(Date.parse(value))),
  seconds: amount,
  settings: objectOf(Object.fromEntries(SETTING_NAMES.map((name) => [name, setting(name)]))),
  given: ifThere(listOf(text)),
  dataFingerprint: text,
  rows: objectOf({ total: count, used: count }),
  table: ifThere(text),
  versions: tableOf(text),
  steps: listOf(objectOf({ name: text, label: text, seconds: amount, reused: flag, detail: ifThere(text) })),
  models: listOf(
    objectOf({
      name: text,
      label: text,
      architecture: text,
      parameterCount: count,
      seconds: amount,
      final: objectOf({
        epoch: count,
        epochs: count,
        total: number,
        learningRate: number,
        reconstruction: ifThere(number),
        kl: ifThere(number),
        beta: ifThere(number),
        validation: ifThere(number),
      }),
      stoppedEarly: ifThere(objectOf({ patience: count, by: oneOf(["loss", "validation"]) })),
      heldOut: ifThere(listOf(count)),
      sample: ifThere(objectOf({ songs: count, heldOut: count, seen: count })),
    }),
  ),
  kChosen: ifThere(text),
  approximations: ifThere(
    listOf(
      objectOf({
        of: text,
        kind: text,
        about: ifThere(text),
        text,
        measure: orNull(objectOf({ name: text, value: score })),
      }),
    ),
  ),
  bestBy: listOf(text),
  labels: ifThere(tableOf(text)),
  tuned: ifThere(
    listOf(
      objectOf({
        rep: text,
        method: text,
        from: text,
        of: objectOf({ rep: text, method: text }),
        tuning: tableOf((value, name) => (typeof value === "object" ? tableOf(amount)(value, name) : amount(value, name))), // prettier-ignore
        labels: objectOf({ rep: text, method: text }),
      }),
    ),
  ),
  best: listOf(objectOf({ rep: text, method: text, metrics: tableOf(score), deviations: ifThere(tableOf(score)) })),
  warnings: listOf(objectOf({ code: text, severity: oneOf(["error", "warning", "info"]), message: text })),
  notes: ifThere(listOf(text)),
  files: listOf(text),
});

function whatIs(expected: string, fits: (value: unknown) => boolean): Check {
  return (value, name) => {
    if (fits(value)) return undefined;
    return value === undefined ? `${name} is missing` : `${name} must be ${expected}, not ${shown(value)}`;
  };
}

function oneOf(choices: readonly string[]): Check {
  return whatIs(`one of ${choices.join(", ")}`, (value) => choices.some((choice) => choice === value));
}

function orNull(check: Check): Check {
  return (value, name) => (value === null ? undefined : check(value, name));
}

function ifThere(check: Check): Check {
  return (value, name) => (value === undefined ? undefined : check(value, name));
}

function listOf(check: Check): Check {
  const isList = whatIs("a list", Array.isArray);
  return (value, name) =>
    isList(value, name) ?? first(value as readonly unknown[], (each, index) => check(each, `${name}[${index}]`));
}

/** An object with names of any kind. */
function tableOf(check: Check): Check {
  return (value, name) => anObject(value, name) ?? first(Object.entries(value as object), ([key, each]) => check(each, `${name}.${key}`)); // prettier-ignore
}

/** An object with at least these names; of the record itself they stand alone. */
function objectOf(checks: Readonly<Record<string, Check>>): Check {
  return (value, name) =>
    anObject(value, name) ??
    first(Object.entries(checks), ([key, check]) =>
      check((value as Readonly<Record<string, unknown>>)[key], name === "" ? key : `${name}.${key}`),
    );
}

const anObject = whatIs("an object", isObject);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function first<Each>(
  all: readonly Each[],
  problemOf: (each: Each, index: number) => string | undefined,
): string | undefined {
  for (const [index, each] of all.entries()) {
    const problem = problemOf(each, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A long value is cut off: it stands in a sentence. */
function shown(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
