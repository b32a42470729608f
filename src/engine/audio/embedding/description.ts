import { LatentuneError, messageOf } from "../../core/errors.ts";
import { SAMPLE_RATES } from "../decode/pcm.ts";
import { powerSpectraBytes } from "../spectrum/fft.ts";
import { LOGARITHMS, type LogarithmName, type PatchSettings } from "./patches.ts";

/** What lies beside an audio model's ONNX file: how its patches are made, and what its inputs and outputs are called. */
export interface ModelDescription extends PatchSettings {
  /** The input, float32 [patches, patchFrames, bands]. */
  readonly input: string;
  /** The output that is the patch's vector, float32 [patches, columns]. */
  readonly output: string;
  readonly columns: number;
  /** An output of likelihoods, float32 [patches, names], and what each stands for. */
  readonly tags?: { readonly output: string; readonly names: readonly string[] };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The description in a JSON text. Fields that it does not know are left alone.
 * @param file named by errors
 * @throws {LatentuneError} that names the file, the field and what it may be.
 */
export function parseDescription(text: string, file: string): ModelDescription {
  const fields = objectOf(parsed(text, file), "", file);
  const integer = (name: string, min: number, max: number): number => {
    const value = fields[name];
    if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
    throw wrong(file, name, value, `a whole number from ${min} to ${max}`);
  };
  const fftSize = integer("fftSize", 16, 65_536);
  return {
    sampleRate: integer("sampleRate", SAMPLE_RATES.lowest, SAMPLE_RATES.highest),
    fftSize: transformable(fftSize, file),
    hop: integer("hop", 1, fftSize),
    bands: integer("bands", 1, 1024),
    log: logarithm(fields["log"], file),
    patchFrames: integer("patchFrames", 1, 100_000),
    input: textOf(fields, "input", file),
    output: textOf(fields, "output", file),
    columns: integer("columns", 1, 100_000),
    ...(fields["tags"] === undefined ? {} : { tags: tagsOf(fields["tags"], file) }),
  };
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LatentuneError("It is not JSON.", { file, remedy: REMEDY });
  }
}

function objectOf(value: unknown, field: string, file: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw wrong(file, field, value, "an object");
}

function textOf(fields: Fields, name: string, file: string, path = name): string {
  const value = fields[name];
  if (typeof value === "string" && value !== "") return value;
  throw wrong(file, path, value, "a text that is not empty");
}

function transformable(fftSize: number, file: string): number {
  try {
    powerSpectraBytes(fftSize);
    return fftSize;
  } catch (error) {
    throw new LatentuneError(`“fftSize”: ${messageOf(error)}`, { file, remedy: REMEDY });
  }
}

function logarithm(value: unknown, file: string): LogarithmName {
  const names = Object.keys(LOGARITHMS) as LogarithmName[];
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw wrong(file, "log", value, `one of ${names.map((name) => JSON.stringify(name)).join(", ")}`);
}

function tagsOf(value: unknown, file: string): NonNullable<ModelDescription["tags"]> {
  const fields = objectOf(value, "tags", file);
  const output = textOf(fields, "output", file, "tags.output");
  const { names } = fields;
  const texts = Array.isArray(names) ? names.filter(isTagName) : [];
  if (
    Array.isArray(names) &&
    texts.length === names.length &&
    new Set(texts).size === texts.length &&
    texts.length > 0
  ) {
    return { output, names: texts };
  }
  throw wrong(file, "tags.names", names, "a list of different texts, none a whole number or “filename”");
}

/** Tags are columns of a table behind `filename`; whole numbers would come before it, as the keys of an object do. */
function isTagName(name: unknown): name is string {
  return typeof name === "string" && name !== "" && name !== "filename" && !/^\d+$/.test(name);
}

const REMEDY = "docs/models.md describes the file; media/models/musicnn.json is one.";

function wrong(file: string, field: string, value: unknown, expected: string): LatentuneError {
  const subject = field === "" ? "It" : `“${field}”`;
  const found = value === undefined ? "missing" : JSON.stringify(value);
  return new LatentuneError(
    `${subject} must be ${expected}, and is ${found.length > 80 ? `${found.slice(0, 80)}…` : found}.`,
    { file, remedy: REMEDY },
  );
}
