import { join } from "node:path";
import type { Machine } from "../../../src/engine/queue/machine.ts";

export function machineOf(workspace: string): Machine {
  return {
    workspace,
    cache: join(workspace, ".latentune", "cache"),
    models: join(workspace, "models"),
    installation: join(workspace, "installation"),
    reachable: [workspace],
  };
}
