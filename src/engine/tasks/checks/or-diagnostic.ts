import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { LatentuneError } from "../../core/errors.ts";
import { withSystemErrors } from "../../core/system-error.ts";

/** What a check gives, or why it could not be made: errors of the data and of the file system, not defects of ours. */
export async function orDiagnostic<T>(
  code: string,
  check: () => Promise<T>,
): Promise<{ readonly value?: T; readonly diagnostics: readonly Diagnostic[] }> {
  try {
    return { value: await check(), diagnostics: [] };
  } catch (thrown) {
    const error = withSystemErrors(thrown);
    if (!(error instanceof LatentuneError)) throw error;
    const { file, remedy } = error.place;
    const place = { ...(file === undefined ? {} : { file }), ...(remedy === undefined ? {} : { remedy }) };
    return { diagnostics: [{ code, severity: "error", message: error.message, ...place }] };
  }
}
