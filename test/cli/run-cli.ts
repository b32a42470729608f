import { spawn, type ChildProcess } from "node:child_process";
import { cp, mkdtemp } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const SONGS = fileURLToPath(new URL("../../examples/songs30", import.meta.url));

export interface CliResult {
  /** As a shell tells it: 130 for a command that Ctrl-C ended, by its exit code or by the signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The JSON object of the last line of stdout; an empty object if it is none. */
  readonly json: Record<string, unknown>;
}

/** A new folder with a copy of the sample songs. */
export async function sampleWorkspace(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "latentune-cli-"));
  await cp(SONGS, folder, { recursive: true });
  return folder;
}

/** Runs the built command line to its end. */
export function cli(workspace: string, ...args: readonly string[]): Promise<CliResult> {
  return start(workspace, ...args).result;
}

/** Starts the built command line with `--json`; the caller may signal the process. */
export function start(
  workspace: string,
  ...args: readonly string[]
): { readonly child: ChildProcess; readonly result: Promise<CliResult> } {
  const child = spawn(process.execPath, [CLI, ...args, "--workspace", workspace, "--json"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const result = new Promise<CliResult>((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (exitCode, signal) => {
      const code = signal === null ? exitCode : 128 + constants.signals[signal];
      resolve({ code, stdout, stderr, json: lastLine(stdout) });
    });
  });
  return { child, result };
}

function lastLine(stdout: string): Record<string, unknown> {
  try {
    return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Record<string, unknown>;
  } catch {
    return {};
  }
}
