import { messageOf } from "../../shared/thrown.ts";
import type { EngineErrorData } from "../../shared/contract/rpc.ts";

/** `crashed`: the engine's process ended before it answered. */
export type EngineErrorKind = EngineErrorData["kind"] | "crashed";

/** Why the engine could not do what it was asked. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly kind: EngineErrorKind;
  /** Absolute, or relative to the workspace. */
  readonly file: string | undefined;
  /** 1-based editor line of the file. */
  readonly line: number | undefined;
  /** One sentence: what to do about it. */
  readonly remedy: string | undefined;
  /** The model that is missing or broken, if that is what is wrong. */
  readonly model: EngineErrorData["model"];

  constructor(
    message: string,
    { kind, file, line, remedy, model }: Omit<EngineErrorData, "kind"> & { readonly kind: EngineErrorKind },
  ) {
    super(message);
    this.kind = kind;
    this.file = file;
    this.line = line;
    this.remedy = remedy;
    this.model = model;
  }
}

const KINDS: readonly string[] = [
  "usage",
  "data",
  "machine",
  "busy",
  "cancelled",
  "defect",
] satisfies EngineErrorData["kind"][];

/** What a rejected request was rejected with, as an {@link EngineError}. */
export function engineErrorOf(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown;
  const message = messageOf(thrown);
  const data = thrown instanceof Error && "data" in thrown ? thrown.data : undefined;
  return new EngineError(message, isErrorData(data) ? data : { kind: "defect" });
}

function isErrorData(data: unknown): data is EngineErrorData {
  return typeof data === "object" && data !== null && "kind" in data && KINDS.includes(String(data.kind));
}
