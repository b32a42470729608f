import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { inject } from "vitest";

/** Process ids of the installed extension's engines, in all windows of this test run. */
export async function engineProcesses(): Promise<readonly number[]> {
  const bench = inject("bench");
  if ("missing" in bench) throw new Error(bench.missing);
  const { stdout } = await promisify(execFile)("ps", ["-axo", "pid=,args="]);
  const lines = stdout.split("\n").filter((line) => line.includes(bench.extensions) && line.includes("engine-server"));
  return lines.map((line) => Number(/^\s*(\d+)/.exec(line)?.[1]));
}
