import type { Task } from "../../../shared/contract/settings.ts";
import { EASY_SCHEMA } from "./easy.ts";
import { HARD_SCHEMA } from "./hard.ts";
import { MEDIUM_SCHEMA } from "./medium.ts";
import type { TaskSchema } from "./task-schema.ts";

/** What each task's results are, and how they are read. */
export const TASK_SCHEMAS: Readonly<Record<Task, TaskSchema>> = {
  easy: EASY_SCHEMA,
  medium: MEDIUM_SCHEMA,
  hard: HARD_SCHEMA,
};
