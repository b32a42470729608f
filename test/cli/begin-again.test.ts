import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { beginAgain, LONG_COMMANDS } from "../../src/engine/cli/begin-again.ts";
import { engineEnvironment } from "../../src/extension/engine/environment.ts";
import { MEMORY_OPTIONS, MEMORY_VARIABLES } from "../../src/shared/engine/process-memory.ts";
import { runInProcess } from "./in-process.ts";

const VARIABLE = "MALLOC_ARENA_MAX";

/** How a process on Linux that could begin again did so. */
function begun(args: readonly string[], other: Readonly<Record<string, unknown>> = {}) {
  const execve = vi.fn<(file: string, given: string[], env: NodeJS.ProcessEnv) => void>();
  const { env, argv, execPath, execArgv } = process;
  vi.stubGlobal("process", { execve, platform: "linux", env, argv, execPath, execArgv, ...other });
  beginAgain(args);
  return execve.mock.calls.map(([file, given, env]) => ({ file, given, env }));
}

describe("a process that gives memory back", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
  });

  it("is this command with the same arguments, begun again", () => {
    vi.stubEnv(VARIABLE, undefined);
    vi.stubEnv("LATENTUNE_TEST", "kept");
    const [{ file, given, env } = { file: "", given: [], env: {} }, ...others] = begun(["hard", "--k", "6"]);
    expect(others).toEqual([]);
    expect(file).toBe(process.execPath);
    expect(given).toEqual([process.execPath, ...MEMORY_OPTIONS, ...process.execArgv, ...process.argv.slice(1)]);
    expect(env).toMatchObject({ ...MEMORY_VARIABLES, LATENTUNE_TEST: "kept" });
  });

  it("has the node options of its user before ours, wherever they were given", () => {
    vi.stubEnv(VARIABLE, undefined);
    for (const asked of ["--max-semi-space-size=64", "--no-warnings --max_semi_space_size=64"]) {
      vi.stubEnv("NODE_OPTIONS", asked);
      expect(begun(["hard"]).map(({ given }) => given.slice(1, -(process.argv.length - 1)))).toEqual([
        process.execArgv,
      ]);
    }
    vi.stubEnv("NODE_OPTIONS", "--no-warnings");
    const own = "--max-semi-space-size=64";
    const [{ given } = { given: [] }] = begun(["hard"], { execArgv: [own] });
    expect(given.slice(1, 1 + MEMORY_OPTIONS.length + 1)).toEqual([...MEMORY_OPTIONS, own]);
  });

  it("is not asked for where it is over before memory counts, was asked for already, or is another system's", () => {
    vi.stubEnv(VARIABLE, undefined);
    expect([[], ["--help"], ["runs"], ["doctor", "hard"]].flatMap((args) => begun(args))).toEqual([]);
    expect(begun(["hard"], { platform: "win32" })).toEqual([]);
    vi.stubEnv(VARIABLE, "8");
    expect(begun(["hard"])).toEqual([]);
  });

  it("is not asked for where another process talks to this one, or node's program cannot be started", () => {
    vi.stubEnv(VARIABLE, undefined);
    expect(begun(["hard"], { send: vi.fn() })).toEqual([]);
    const folder = mkdtempSync(join(tmpdir(), "arenas-"));
    try {
      const [program, loader, absent] = ["node", "ld-linux-x86-64.so.2", "absent"].map((name) => join(folder, name));
      for (const path of [program!, loader!]) writeFileSync(path, "", { mode: 0o755 });
      expect(begun(["hard"], { execPath: program })).toHaveLength(1);
      for (const execPath of ["node", loader, absent]) expect(begun(["hard"], { execPath })).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is what the editor starts, unless its user chose otherwise", () => {
    expect(engineEnvironment({})).toMatchObject(MEMORY_VARIABLES);
    expect(engineEnvironment({ [VARIABLE]: "8" })).toMatchObject({ ...MEMORY_VARIABLES, [VARIABLE]: "8" });
  });

  it("is a command's that there is", async () => {
    const { stdout } = await runInProcess("--help");
    const commands = [...stdout.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name);
    expect(commands).toContain("runs");
    for (const name of LONG_COMMANDS) expect(commands).toContain(name);
  });
});
