import { vi } from "vitest";
import { runProgram } from "../../src/engine/cli/program.ts";

export interface InProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The JSON object of the last line of stdout. @throws if it is none. */
  readonly json: () => Record<string, unknown>;
}

/** Runs the command line in this process, with its output caught. Not for what works in a child: signals, threads. */
export async function runInProcess(...args: readonly string[]): Promise<InProcessResult> {
  const caught = { stdout: "", stderr: "" };
  const catching = (name: "stdout" | "stderr") =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      caught[name] += String(text);
      return true;
    });
  const spies = [catching("stdout"), catching("stderr")];
  const before = process.exitCode;
  try {
    await runProgram(args);
    const { stdout, stderr } = caught;
    const json = () => JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Record<string, unknown>;
    return { code: Number(process.exitCode ?? 0), stdout, stderr, json };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = before;
  }
}
