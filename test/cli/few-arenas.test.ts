import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { beginWithFewArenas } from "../../src/engine/cli/few-arenas.ts";
import { engineEnvironment } from "../../src/extension/engine/environment.ts";

const VARIABLE = "MALLOC_ARENA_MAX";

/** How a process on Linux that could begin again did so. */
function begun(args: readonly string[], other: Readonly<Record<string, unknown>> = {}) {
  const execve = vi.fn<(file: string, given: string[], env: NodeJS.ProcessEnv) => void>();
  const { env, argv, execPath, execArgv } = process;
  vi.stubGlobal("process", { execve, platform: "linux", env, argv, execPath, execArgv, ...other });
  beginWithFewArenas(args);
  return execve.mock.calls.map(([file, given, env]) => ({ file, given, env }));
}

describe("a process with few arenas of memory", () => {
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
    expect(given).toEqual([process.execPath, ...process.execArgv, ...process.argv.slice(1)]);
    expect(env).toMatchObject({ [VARIABLE]: "2", LATENTUNE_TEST: "kept" });
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
    expect(engineEnvironment({})[VARIABLE]).toBe("2");
    expect(engineEnvironment({ [VARIABLE]: "8" })[VARIABLE]).toBe("8");
  });
});
