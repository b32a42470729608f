import { messageOf } from "../../shared/thrown.ts";
import { ErrorCodes, ResponseError } from "vscode-jsonrpc";
import type { EngineErrorData } from "../../shared/contract/rpc.ts";
import { CancelledError, LatentuneError, UsageError } from "../core/errors.ts";
import { NativeModuleError } from "../core/native/native-module.ts";
import { withSystemErrors } from "../core/system-error.ts";
import { ModelError } from "../hub/model-error.ts";
import { BusyError } from "../store/lock.ts";

/** "Request cancelled" of the language server protocol, which hosts know. */
const REQUEST_CANCELLED = -32_800;
/** "Request failed" of the same: it was understood and could not be done. */
const REQUEST_FAILED = -32_803;

/** What was thrown as the error that the caller gets. A defect of ours is written to `log` with its stack. */
export function responseError(thrown: unknown, log: (message: string) => void): ResponseError<EngineErrorData> {
  if (thrown instanceof CancelledError)
    return new ResponseError(REQUEST_CANCELLED, thrown.message, { kind: "cancelled" });
  const error = withSystemErrors(thrown);
  if (error instanceof LatentuneError) {
    const model = error instanceof ModelError ? { model: { kind: error.kind, name: error.model } } : {};
    return new ResponseError(REQUEST_FAILED, error.message, { kind: kindOf(error), ...error.place, ...model });
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log(stack);
  const message = messageOf(error);
  return new ResponseError(ErrorCodes.InternalError, `Unexpected error: ${message}`, {
    kind: "defect",
    remedy: "Please report it, with what the output channel says.",
  });
}

function kindOf(error: LatentuneError): EngineErrorData["kind"] {
  if (error instanceof UsageError) return "usage";
  if (error instanceof NativeModuleError) return "machine";
  return error instanceof BusyError ? "busy" : "data";
}
