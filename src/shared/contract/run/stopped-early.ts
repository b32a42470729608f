import type { ModelRecord } from "../run.ts";
import { countOf } from "../../format.ts";

/** `120 epochs`; of a training that ended before its last, `97 of 120 epochs, as its loss no longer fell`. */
export function epochsText({ final, stoppedEarly }: Pick<ModelRecord, "final" | "stoppedEarly">): string {
  if (stoppedEarly === undefined) return countOf(final.epoch, "epoch");
  return `${final.epoch} of ${countOf(final.epochs, "epoch")}, as its ${STOPPED_BY[stoppedEarly.by]} no longer fell`;
}

/** What a training ends by that ends early. */
export const STOPPED_BY = { loss: "loss", validation: "error on the songs held out" } as const satisfies Readonly<
  Record<NonNullable<ModelRecord["stoppedEarly"]>["by"], string>
>;
