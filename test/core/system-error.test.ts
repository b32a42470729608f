import { mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LatentuneError, messageOf } from "../../src/engine/core/errors.ts";
import { temporaryName } from "../../src/engine/core/files.ts";
import { withSystemErrors } from "../../src/engine/core/system-error.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-errors-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function told(failing: Promise<unknown>): Promise<string> {
  const error = withSystemErrors(
    await failing.then(
      () => undefined,
      (thrown: unknown) => thrown,
    ),
  );
  expect(error).toBeInstanceOf(LatentuneError);
  return messageOf(error);
}

/** An error as Node makes it, for what cannot be caused in a test. */
function systemError(code: string, more: object = {}): Error {
  return Object.assign(new Error(`${code}: …, write`), { errno: -28, code, syscall: "write", ...more });
}

describe("withSystemErrors", () => {
  it("tells path, reason and remedy in one line", async () => {
    const missing = join(folder, "nope.npy");
    expect(await told(readFile(missing))).toBe(
      `${missing}: There is no such file or folder (ENOENT, open). Check the path.`,
    );
    expect(await told(rename(missing, join(folder, "target")))).toContain(
      `${join(folder, "target")}: There is no such file`,
    );
  });

  it.each([
    ["EACCES", { path: "/data" }, /^\/data: Permission denied \(EACCES, write\)\. Check who may/],
    ["EROFS", { path: "/data" }, /^\/data: The file system is read-only \(EROFS, write\)\. Work in a copy/],
    // A handle's write knows no path.
    ["ENOSPC", {}, /^The disk is full \(ENOSPC, write\)\. Free some space/],
    ["ETXTBSY", { path: "/data" }, /^\/data: The system refuses it \(ETXTBSY, write\)\./],
  ])("%s", (code, more, expected) => {
    const error = withSystemErrors(systemError(code, more));
    expect(error).toBeInstanceOf(LatentuneError);
    expect(messageOf(error)).toMatch(expected);
  });

  it.each([
    ["REPORT.pdf", (file: string) => temporaryName(file)],
    ["lyrics.csv", (file: string) => temporaryName(temporaryName(file))],
    ["train", (folder: string) => join(temporaryName(folder), "model.onnx")],
  ])("names what was to be written, not its temporary file: %s", (name, unfinished) => {
    const path = unfinished(join("/data", name));
    const error = withSystemErrors(systemError("EACCES", { path }));
    const known = path.endsWith("model.onnx") ? join("/data", name, "model.onnx") : join("/data", name);
    expect(error).toMatchObject({ place: { file: known } });
  });

  it("leaves everything else as it is", () => {
    const others = [
      new TypeError("a defect"),
      new LatentuneError("told already"),
      systemError("ENOENT"),
      systemError("ECONNRESET"),
      Object.assign(new Error("Node's own"), { code: "ERR_INVALID_ARG_TYPE", path: "/data" }),
      "text",
      undefined,
    ];
    for (const other of others) expect(withSystemErrors(other)).toBe(other);
  });
});
