import { stat } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { knownModel, type ModelKind, type ModelWeights } from "../../shared/contract/models.ts";
import type { ExecutionProvider } from "../../shared/contract/train.ts";
import { openGivenFile } from "../core/given-file.ts";
import { modelFiles, type StoredWeights } from "./layout.ts";
import { ModelError } from "./model-error.ts";
import { defaultModelsDir } from "./models-folder.ts";

/** A model that is wanted. */
export interface ModelRequest {
  readonly kind: ModelKind;
  /** A short name, a hub id (`owner/name`), or a folder (absolute, or beginning with `.`). */
  readonly model: string;
  readonly weights: ModelWeights;
  /** Where models lie; null: {@link defaultModelsDir}. */
  readonly modelsDir: string | null;
  readonly executionProvider: ExecutionProvider;
}

/** A model whose files are there. */
export interface LocatedModel {
  readonly kind: ModelKind;
  /** As results name it: the hub id, or the folder. */
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  readonly weights: StoredWeights;
}

/** A model's name as the hub and the folders have it, and whether it is a folder of the user's own. */
export function modelPlace({ kind, model, modelsDir }: Pick<ModelRequest, "kind" | "model" | "modelsDir">): {
  readonly id: string;
  readonly folder: string;
  readonly own: boolean;
} {
  if (isAbsolute(model) || /^\.{1,2}(?:[\\/]|$)/.test(model)) return { id: model, folder: resolve(model), own: true };
  const id = knownModel(model, kind)?.id ?? model;
  return { id, folder: join(resolve(modelsDir ?? defaultModelsDir()), ...id.split("/")), own: false };
}

/** A model at the beginning of a sentence. */
export function modelTitle(kind: ModelKind, id: string): string {
  return kind === "audio-text" ? `The half of the model ${id} that reads texts` : `The model ${id}`;
}

/** Names that are a folder below the models' folder and an address on the hub, and nothing else. */
const HUB_ID = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)?$/;

/**
 * Finds a model on this machine; nothing is downloaded. Weights `auto` take the better ones for the execution provider
 * where they are there, else the others.
 * @throws {ModelError} that names what is missing, where it was looked for and what to do.
 */
export async function locateModel(request: ModelRequest): Promise<LocatedModel> {
  const { kind, weights } = request;
  const { id, folder, own: isOwn } = modelPlace(request);
  if (!isOwn && !HUB_ID.test(id)) {
    throw modelError(request, "broken", `“${id}” is neither a model's name nor a folder.`, {
      remedy: "Give a name such as small, a hub id such as owner/name, or a folder that begins with / or ./.",
    });
  }
  const wanted = weightsInOrder(request);
  const missing: string[][] = [];
  for (const choice of wanted) {
    const lacking = await missingFiles(folder, modelFiles(kind, choice));
    if (lacking.length === 0) {
      await checkWhole(request, folder, modelFiles(kind, choice));
      return { kind, id, folder, weights: choice };
    }
    missing.push(lacking);
  }
  const lacking = missing[0]!;
  // Both halves of a model of sound have this file.
  const own = modelFiles(kind, wanted[0]!).filter((file) => kind !== "audio-text" || file !== "config.json");
  const other = weights === "full" ? "quantised" : "full";
  const otherIsThere = weights !== "auto" && (await missingFiles(folder, modelFiles(kind, other))).length === 0;
  const message = own.every((file) => lacking.includes(file))
    ? `${modelTitle(request.kind, id)} is not on this machine.`
    : `${modelTitle(request.kind, id)} is not complete: ${listed(lacking)} missing.`;
  throw modelError(request, "missing", message, {
    file: folder,
    remedy: otherIsThere ? `Its ${other} weights are: use --model-weights ${other}.` : remedyFor(request, isOwn),
  });
}

/**
 * The weights to be used or downloaded, the preferred ones first. 8-bit products are slow or absent on other providers.
 * Vectors of lyrics are in float32 everywhere: those of multilingual-e5-small in 8 bits have a cosine of 0.986 to them at
 * worst (61 lyrics), and float32 takes 1.5 times the processor's time.
 */
export function weightsInOrder({
  kind,
  weights,
  executionProvider,
}: Pick<ModelRequest, "kind" | "weights" | "executionProvider">): StoredWeights[] {
  if (weights !== "auto") return [weights];
  return executionProvider === "cpu" && kind !== "embedding" ? ["quantised", "full"] : ["full", "quantised"];
}

async function missingFiles(folder: string, files: readonly string[]): Promise<string[]> {
  const there = await Promise.all(files.map((file) => isFile(join(folder, file))));
  return files.filter((_, index) => there[index] !== true);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile() && found.size > 0,
    () => false,
  );
}

/** Git without its large-file extension leaves a text of three lines in the place of the weights. */
const POINTER = "version https://git-lfs";

async function checkWhole(request: ModelRequest, folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const head = await firstBytes(join(folder, file), POINTER.length);
    if (head !== POINTER) continue;
    throw modelError(request, "broken", `${file} is a pointer of Git LFS, not the file itself.`, {
      file: folder,
      remedy: "Run `git lfs pull` in that folder.",
    });
  }
}

async function firstBytes(path: string, count: number): Promise<string> {
  const { handle } = await openGivenFile(path, "The model's file", Infinity);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function remedyFor({ kind, model, weights, executionProvider }: ModelRequest, own: boolean): string {
  if (own) return "Give a folder in the layout of Transformers.js; the README lists its files.";
  const known = knownModel(model, kind);
  const size =
    known === undefined
      ? ""
      : `, about ${known.megabytes[weightsInOrder({ kind, weights, executionProvider })[0]!]} MB`;
  const flag =
    known === undefined
      ? { speech: "", embedding: " --embedding", audio: " --audio", "audio-text": " --audio" }[kind]
      : "";
  return `Download it (latentune models get ${model}${flag}${size}), copy it there from another machine, or name another folder with --models-dir.`;
}

function modelError(
  { kind, model }: ModelRequest,
  reason: ModelError["reason"],
  message: string,
  place: { readonly file?: string; readonly remedy: string },
): ModelError {
  return new ModelError(message, { kind, model, reason }, place);
}

function listed(files: readonly string[]): string {
  return files.length === 1 ? `${files[0]} is` : `${files.slice(0, -1).join(", ")} and ${files.at(-1)} are`;
}
