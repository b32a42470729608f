import type { Task } from "../../shared/contract/settings.ts";
import { easyTask } from "./easy.ts";
import { hardTask } from "./hard.ts";
import { mediumTask } from "./medium.ts";
import type { TaskDefinition } from "../steps/context.ts";

/** The three tasks by name. */
export const TASK_DEFINITIONS: Readonly<Record<Task, TaskDefinition>> = {
  easy: easyTask,
  medium: mediumTask,
  hard: hardTask,
};
