import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { DECLARATIONS } from "../../src/engine/cli/program.ts";
import { folderWith } from "../dataset/workspace.ts";
import { runInProcess } from "./in-process.ts";
import { CLI } from "./run-cli.ts";
import { smallWorkspace } from "./small-workspace.ts";

describe("the declarations of commands", () => {
  it("stand under the names of their commands", async () => {
    for (const { commands, load } of DECLARATIONS) {
      const program = new Command();
      (await load())(program);
      expect(program.commands.map((command) => command.name()).toSorted()).toEqual([...commands].toSorted());
    }
    const all = DECLARATIONS.flatMap(({ commands }) => commands);
    expect(new Set(all).size).toBe(all.length);
  });

  it("are all there where no command, or none that there is, is named", async () => {
    for (const args of [["--help"], ["help"]]) {
      const { stdout } = await runInProcess(...args);
      for (const name of DECLARATIONS.flatMap(({ commands }) => commands)) expect(stdout).toMatch(`\n  ${name} `);
    }
    expect((await runInProcess("help", "doctor")).stdout).toBe((await runInProcess("doctor", "--help")).stdout);
  });

  it.each([
    [["hart"], "Did you mean hard?"],
    [["help", "hart"], "Did you mean hard?"],
    [["nosuch", "--help"], "unknown command 'nosuch'"],
    [["runs", "shwo"], "There is no command runs shwo. Did you mean runs show?"],
    [["models", "nosuch"], "There is no command models nosuch. There are: models get."],
    [["cache", "cler"], "Did you mean clear?"],
    [["help", "runs", "nosuch"], "There is no command runs nosuch. There are: runs show, runs compare, runs delete."],
    [["runs", "nosuch", "--help"], "There is no command runs nosuch."],
  ])("are named where one is not there: %j", async (args, message) => {
    const { code, stdout, stderr } = await runInProcess(...args);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(message)]);
    expect(stderr).not.toContain("Usage:");
  });
});

describe("a light command", () => {
  it.each([["--help"], ["runs"], ["doctor", "--no-audio"]])(
    "loads neither what hashes nor what others need: %s %s",
    async (...args) => {
      const folder = await folderWith({});
      const [hook, told] = [join(folder, "hook.cjs"), join(folder, "told.json")];
      const tell = `require("node:fs").writeFileSync(${JSON.stringify(told)}, JSON.stringify(process.moduleLoadList))`;
      writeFileSync(hook, `process.on("exit", () => ${tell})`);
      const workspace = args[0] === "--help" ? [] : ["--workspace", await smallWorkspace()];
      execFileSync(process.execPath, ["--require", hook, CLI, ...args, ...workspace], { stdio: "ignore" });
      const { default: loaded } = (await import(told, { with: { type: "json" } })) as { default: readonly string[] };
      expect(loaded).toContain("NativeModule fs/promises");
      for (const name of ["crypto", "timers/promises", "worker_threads", "zlib"])
        expect(loaded).not.toContain(`NativeModule ${name}`);
    },
  );
});
