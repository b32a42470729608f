import { accessSync, constants } from "node:fs";
import { basename, isAbsolute } from "node:path";
import { MEMORY_OPTIONS, MEMORY_VARIABLES } from "../../shared/engine/process-memory.ts";

/** Commands that compute for a while, most on many threads. */
export const LONG_COMMANDS: ReadonlySet<string | undefined> = new Set([
  "easy",
  "medium",
  "hard",
  "extract",
  "embed-lyrics",
  "train",
  "k-sweep",
  "beta-sweep",
  "transcribe",
  "worker",
]);

type Execve = (file: string, args: readonly string[], env: NodeJS.ProcessEnv) => never;

/**
 * Has this process begin again with {@link MEMORY_VARIABLES} and {@link MEMORY_OPTIONS}, before it has loaded anything: 30 ms. Where
 * Node cannot (20, and 22 before 22.15), or the user has set one of the variables, it goes on as it is. The user's own node
 * options stay.
 * @param args without the program and the script
 */
export function beginAgain(args: readonly string[]): void {
  const { execve } = process as { readonly execve?: Execve };
  const known = Object.keys(MEMORY_VARIABLES).some((name) => process.env[name] !== undefined);
  // Another process may be talking to this one through what would not last.
  if (process.platform !== "linux" || execve === undefined || known || process.send !== undefined) return;
  if (!LONG_COMMANDS.has(args[0]) || !canStart(process.execPath)) return;
  try {
    const env = { ...process.env, ...MEMORY_VARIABLES };
    const given = [process.execPath, ...optionsBeside(env), ...process.execArgv, ...process.argv.slice(1)];
    execve.call(process, process.execPath, given, env);
  } catch {
    // Node was told not to start other programs.
  }
}

/**
 * Whether a file is node's program: where it cannot be started, Node ends the process instead of throwing. Without /proc its
 * path is not known, and node that was started through the system's loader takes that for itself.
 */
function canStart(path: string): boolean {
  if (!isAbsolute(path) || /^ld[-.]/.test(basename(path))) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Of the command line node takes an option before the same in NODE_OPTIONS, where a dash may be an underscore. */
function optionsBeside({ NODE_OPTIONS = "" }: NodeJS.ProcessEnv): readonly string[] {
  const asked = NODE_OPTIONS.replaceAll("_", "-");
  return MEMORY_OPTIONS.filter((option) => !asked.includes(option.split("=", 1)[0]!));
}
