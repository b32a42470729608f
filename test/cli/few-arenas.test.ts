import { afterEach, describe, expect, it, vi } from "vitest";
import { beginWithFewArenas } from "../../src/engine/cli/few-arenas.ts";
import { engineEnvironment } from "../../src/extension/engine/environment.ts";

const VARIABLE = "MALLOC_ARENA_MAX";

/** How a process that could begin again on a system did so. */
function begun(args: readonly string[], system: NodeJS.Platform = "linux") {
  const execve = vi.fn<(file: string, given: string[], env: NodeJS.ProcessEnv) => void>();
  const { env, argv, execPath, execArgv } = process;
  vi.stubGlobal("process", { execve, platform: system, env, argv, execPath, execArgv });
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
    expect(begun(["hard"], "win32")).toEqual([]);
    vi.stubEnv(VARIABLE, "8");
    expect(begun(["hard"])).toEqual([]);
  });

  it("is what the editor starts, unless its user chose otherwise", () => {
    expect(engineEnvironment({})[VARIABLE]).toBe("2");
    expect(engineEnvironment({ [VARIABLE]: "8" })[VARIABLE]).toBe("8");
  });
});
