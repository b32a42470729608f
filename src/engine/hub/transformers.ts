// The one door to Transformers.js: it is loaded when a model is, not when a command starts, and it never sees the network.
import type * as Transformers from "@huggingface/transformers";
import { join } from "node:path";
import type { ExecutionProvider } from "../../shared/contract/train.ts";
import { LatentuneError, messageOf } from "../core/errors.ts";
import { readJsonIfPresent } from "../core/files.ts";
import { REINSTALL } from "../core/native/load-error.ts";
import { requireNetworks } from "../nn/session.ts";
import { DTYPE } from "./layout.ts";
import { modelTitle, type LocatedModel } from "./locate.ts";
import { ModelError } from "./model-error.ts";

export type TransformersModule = typeof Transformers;

/**
 * The library, told to read local files only. What we download is checked and resumed by our own code; a file that the
 * library misses is an error there and then.
 */
export async function loadTransformers(): Promise<TransformersModule> {
  const library = await import("@huggingface/transformers").catch((error: unknown) => {
    throw new LatentuneError(
      `The library of language, speech and audio models cannot be loaded: ${firstSentence(messageOf(error))}`,
      { remedy: REINSTALL },
    );
  });
  const { env } = library;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.fetch = () => Promise.reject(new Error("Models are loaded from this machine only."));
  env.logLevel = library.LogLevel.NONE;
  return library;
}

/**
 * What `from_pretrained` of models is given: weights, device, and the runtime's options that training uses as well.
 * Asked for before the library, which loads the runtime by itself.
 * @throws {NativeModuleError} where the runtime cannot be loaded.
 */
export async function loadOptions(
  { weights }: LocatedModel,
  executionProvider: ExecutionProvider,
): Promise<NonNullable<Parameters<TransformersModule["AutoModel"]["from_pretrained"]>[1]>> {
  await requireNetworks(executionProvider);
  return {
    local_files_only: true,
    dtype: DTYPE[weights],
    device: executionProvider,
    session_options: {
      intraOpNumThreads: 0,
      interOpNumThreads: 1,
      enableCpuMemArena: true,
      enableMemPattern: true,
      extra: { session: { intra_op: { allow_spinning: "0" } } },
      logSeverityLevel: 4,
    },
  };
}

/**
 * Loads a part of a model; whatever the library says against its files becomes an error that names their folder.
 * @throws {ModelError} `broken`.
 */
export async function loadPart<Part>(located: LocatedModel, load: (folder: string) => Promise<Part>): Promise<Part> {
  try {
    return await load(located.folder);
  } catch (error) {
    const { kind, id, folder: file, weights } = located;
    throw new ModelError(
      `${modelTitle(kind, id)} (${weights} weights) cannot be loaded: ${firstSentence(messageOf(error))}`,
      { kind, model: id, reason: "broken" },
      {
        file,
        remedy:
          "Delete the folder and get the model again; if that does not help, it is of a kind that cannot be used.",
      },
    );
  }
}

/** @throws {ModelError} `broken`. */
export function loadTokenizer({ AutoTokenizer }: TransformersModule, located: LocatedModel) {
  return loadPart(located, (folder) => AutoTokenizer.from_pretrained(folder, { local_files_only: true }));
}

/** A JSON object among a model's files. @throws {ModelError} `broken`. */
export async function readObject(located: LocatedModel, file: string): Promise<Readonly<Record<string, unknown>>> {
  const value = await readJsonIfPresent(join(located.folder, file));
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw unusable(located, `${file} cannot be read as JSON.`);
}

/** A model whose files are there and say something else than they should. */
export function unusable({ kind, id, folder }: LocatedModel, why: string): ModelError {
  return new ModelError(
    `${modelTitle(kind, id)} cannot be used: ${why}`,
    { kind, model: id, reason: "broken" },
    { file: folder, remedy: "Get it again, or use another one." },
  );
}

/** The library quotes whole files in some messages. */
function firstSentence(message: string): string {
  const [line = ""] = message.split("\n");
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
