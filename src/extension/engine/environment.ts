import { MEMORY_VARIABLES } from "../../shared/engine/process-memory.ts";

/** The host's environment without what would make node debug or preload something. */
export function engineEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...MEMORY_VARIABLES,
    ...environment,
    ELECTRON_RUN_AS_NODE: "1",
    NODE_OPTIONS: undefined,
    VSCODE_INSPECTOR_OPTIONS: undefined,
  };
}
