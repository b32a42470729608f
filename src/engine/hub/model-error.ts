import type { ModelKind } from "../../shared/contract/models.ts";
import { LatentuneError, type ErrorPlace } from "../core/errors.ts";

/** A model that is not there, not whole, or not what it should be. */
export class ModelError extends LatentuneError {
  override readonly name = "ModelError";
  readonly kind: ModelKind;
  /** As it was asked for. */
  readonly model: string;
  /** `missing`: a download may help. `broken`: the files are there and are no such model. */
  readonly reason: "missing" | "broken";

  constructor(message: string, facts: Pick<ModelError, "kind" | "model" | "reason">, place: ErrorPlace) {
    super(message, place);
    this.kind = facts.kind;
    this.model = facts.model;
    this.reason = facts.reason;
  }
}
