import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { isLight } from "../../src/engine/cli/light-command.ts";
import { optimiseNever } from "../../src/engine/core/native/optimise-never.ts";

it.each([
  [true, ""],
  [true, "--help"],
  [true, "hard --help"],
  [true, "help k-sweep"],
  [true, "runs"],
  [true, "runs show --workspace songs"],
  [true, "doctor --workspace songs --no-audio"],
  [false, "runs compare a b"],
  [false, "doctor"],
  [false, "hard --k 5"],
])("is %s of “%s”", (expected, line) => {
  expect(isLight(line.split(" ").filter((word) => word !== ""))).toBe(expected);
});

it("is set by a name that this Node's V8 knows, and nothing is optimised then", () => {
  const flags: string[] = [];
  optimiseNever((flag) => flags.push(flag));
  const hot = "let sum = 0; for (let i = 0; i < 3e6; i++) sum += i; console.log(sum);";
  const optimised = (...more: readonly string[]): boolean =>
    execFileSync(process.execPath, ["--trace-opt", ...more, "-e", hot], { encoding: "utf8" }).includes("completed opt");
  expect([optimised(), optimised(...flags)]).toEqual([true, false]);
});
