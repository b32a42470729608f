import { throwIfCancelled } from "../core/errors.ts";
import type { WorkspacePaths } from "../store/paths.ts";
import { cacheKey, fromCache, isKept, type CacheEntry, type Cached } from "../store/cache.ts";
import type { EntryFile, EntryFiles } from "../store/entry-files.ts";
import type { Step, StepNames, StepReporter } from "./step.ts";

/** A step whose results are kept. */
export interface CachedStep<Input, Output, Context> extends Step<Input, Output, Context> {
  /** Folder of the cache. */
  readonly folder: string;
  readonly version: number;
}

/** A step that keeps each of its items. */
export interface CachedItemsStep<Input, Item, Output, Context> extends CachedStep<Input, Output, Context> {
  /** The key of an item, as its computation is told; undefined where it is kept already. */
  readonly missing: (item: Item, context: Context) => Promise<string | undefined>;
}

/** What a cached step uses of every context. */
interface CacheContext {
  readonly paths: Pick<WorkspacePaths, "cache">;
}

/** The reporter of one computation, and the key under which its result is going to be kept. */
export interface ComputeReporter extends StepReporter {
  readonly key: string;
}

/** How one value is computed, and how it is kept: a pure function of settings and inputs. */
interface Kept<Item, Value, Context> extends StepNames {
  /** Folder of the cache where it is not the step's name: steps that share one share their results. */
  readonly folder?: string;
  /** Raised whenever the step computes something else from the same inputs (see test/steps/step-versions.test.ts). */
  readonly version: number;
  /** The settings that the value depends on, and no others. */
  readonly settings: (item: Item, context: Context) => unknown;
  /** Keys or content hashes of what it is computed from, in an order that matters. */
  readonly inputs: (item: Item, context: Context) => readonly string[];
  readonly compute: (item: Item, context: Context, report: ComputeReporter) => Value | Promise<Value>;
  readonly write: (value: Value) => EntryFiles;
  readonly read: (file: EntryFile) => Value;
}

/** A value, whether it was there already, and its key. */
export interface KeptValue<Value> extends Cached<Value> {
  readonly key: string;
}

interface SingleStep<Input, Value, Output, Context> extends Kept<Input, Value, Context> {
  /** What the task gets of the value, made or reused; reports what is worth it. */
  readonly result: (
    kept: KeptValue<Value>,
    input: Input,
    context: Context,
    report: StepReporter,
  ) => Output | Promise<Output>;
}

interface ItemsStep<Input, Item, Value, Output, Context> extends Kept<Item, Value, Context> {
  readonly items: (input: Input) => readonly Item[];
  /** Names an item in the progress. */
  readonly itemName: (item: Item) => string;
  /** What the items are, for the note: `maps`. */
  readonly noun: string;
  /** Items in the making at the same time; default 1. */
  readonly atOnce?: number;
  /** Called with each value as soon as it is there. */
  readonly each?: (value: Value, item: Item, context: Context) => Promise<void>;
  /** @param values in the order of the items */
  readonly result: (values: readonly Value[], input: Input, context: Context) => Output;
}

/** Declares a step whose value is kept under one key. */
export function defineStep<Input, Value, Output, Context extends CacheContext>(
  step: SingleStep<Input, Value, Output, Context>,
): CachedStep<Input, Output, Context> {
  const { name, label, version, folder = name, result } = step;
  return {
    name,
    label,
    version,
    folder,
    run: async (input, context, report) => {
      const kept = await valueOf(step, input, context, report);
      if (kept.reused) report.reused();
      return result(kept, input, context, report);
    },
  };
}

/** Declares a step that keeps each of its items under a key of its own: one that changes costs one item. */
export function defineItemsStep<Input, Item, Value, Output, Context extends CacheContext>(
  step: ItemsStep<Input, Item, Value, Output, Context>,
): CachedItemsStep<Input, Item, Output, Context> {
  const { name, label, version, folder = name, items, itemName, noun, atOnce = 1, each, result } = step;

  async function run(input: Input, context: Context, report: StepReporter): Promise<Output> {
    const all = items(input);
    const values: Value[] = [];
    const waiting = all.entries();
    let reused = 0;
    let done = 0;

    async function next(): Promise<void> {
      for (const [index, item] of waiting) {
        throwIfCancelled(report.signal);
        report.fraction(done / all.length, itemName(item));
        const fraction = (part: number, detail?: string): void => {
          report.fraction((done + part) / all.length, detail);
        };
        const kept = await valueOf(step, item, context, { ...report, fraction });
        if (kept.reused) report.made(1 - ++reused / all.length);
        values[index] = kept.value;
        await each?.(kept.value, item, context);
        report.fraction(++done / all.length, itemName(item));
      }
    }

    // All must have stopped before a failure is passed on: nobody may write into a folder that its owner then removes.
    const outcomes = await Promise.allSettled(Array.from({ length: atOnce }, next));
    const failure = outcomes.find((outcome) => outcome.status === "rejected");
    if (failure !== undefined) throw failure.reason;
    if (reused === all.length && reused > 0) report.reused(`${reused} ${noun}`);
    else report.note(`${all.length} ${noun}${reused > 0 ? `, ${reused} reused` : ""}`);
    return result(values, input, context);
  }
  return {
    name,
    label,
    version,
    folder,
    run,
    missing: async (item, context) => {
      const identity = identityOf(step, item, context);
      return (await isKept(context.paths.cache, identity)) ? undefined : cacheKey(identity);
    },
  };
}

/** Declares a step that is not kept: it is quick, it writes the run's own files, or its parts are kept by themselves. */
export function defineUncachedStep<Input, Output, Context>(
  step: Step<Input, Output, Context>,
): Step<Input, Output, Context> {
  return step;
}

async function valueOf<Item, Value, Context extends CacheContext>(
  step: Kept<Item, Value, Context>,
  item: Item,
  context: Context,
  report: StepReporter,
): Promise<KeptValue<Value>> {
  const { compute, write, read } = step;
  const identity = identityOf(step, item, context);
  const key = cacheKey(identity);
  const make = async (): Promise<EntryFiles> => write(await compute(item, context, { ...report, key }));
  return { ...(await fromCache(context.paths.cache, { ...identity, make, read }, report.damaged)), key };
}

/** What a value's key is made of. */
function identityOf<Item, Value, Context>(
  { name, folder = name, version, settings, inputs }: Kept<Item, Value, Context>,
  item: Item,
  context: Context,
): Pick<CacheEntry<unknown>, "folder" | "version" | "settings" | "inputs"> {
  return { folder, version, settings: settings(item, context), inputs: inputs(item, context) };
}
