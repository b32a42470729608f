import { TASK_LABELS } from "../../shared/contract/settings.ts";
import type { RunChoice } from "../protocol.ts";

const WHEN = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** How a run is called in a list: by the user's own name, else by its task and when it began. */
export function runTitle({ task, startedAt, name }: RunChoice): string {
  if (name !== null && name !== "") return name;
  const date = new Date(startedAt);
  const title = TASK_LABELS[task];
  return Number.isNaN(date.getTime()) ? title : `${title} · ${WHEN.format(date)}`;
}
