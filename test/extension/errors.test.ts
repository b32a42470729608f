import { beforeEach, describe, expect, it } from "vitest";
import { describeError, reportError, UserError } from "../../src/extension/common/report-error.ts";
import { EngineError, engineErrorOf } from "../../src/extension/engine/engine-error.ts";
import { SettingsError } from "../../src/extension/workspace/settings.ts";
import { CancellationError } from "./fake-vscode/basics.ts";
import { registered } from "./fake-vscode/registries.ts";
import { FakeLog, fakeWindow } from "./fake-vscode/window.ts";

const titles = (thrown: unknown, workspace?: string): [string, ...string[]] => {
  const { text, buttons } = describeError(thrown, workspace);
  return [text, ...buttons.map(({ title }) => title)];
};

beforeEach(() => {
  fakeWindow.messages.length = 0;
  fakeWindow.press = () => undefined;
  registered.executed.length = 0;
});

describe("an error's message", () => {
  it("says place and remedy, and offers what helps, by the kind of error", () => {
    const data = new EngineError("The row has no file name.", {
      kind: "data",
      file: "data/lyrics/lyrics.csv",
      line: 7,
      remedy: "Give it one.",
    });
    expect(titles(data, "/w")).toEqual([
      "data/lyrics/lyrics.csv:7: The row has no file name. Give it one.",
      "Open Line 7",
      "Check Data",
    ]);
    const outside = new EngineError("No such model.", { kind: "data", file: "/models/m.onnx" });
    expect(titles(outside, "/w")).toEqual(["/models/m.onnx: No such model.", "Check Data"]);
    const usage = new EngineError("--latent-dim must be a whole number from 1 to 512, not 0.", { kind: "usage" });
    expect(titles(usage)).toEqual(["“latent dim” must be a whole number from 1 to 512, not 0.", "Open Settings"]);
    const since = new Date(new Date().getFullYear(), 10, 22, 17, 27, 38);
    const busy = new EngineError(
      `This workspace is busy: Hard task runs in process 7 on vm since ${since.toISOString()}.`,
      {
        kind: "busy",
        file: ".latentune/lock.json",
        remedy: "Wait for it, cancel it, or delete this file if that process is gone.",
      },
    );
    expect(titles(busy)).toEqual([
      "This workspace is busy: Hard task runs in process 7 on vm since 22 Nov 17:27. Wait for it, cancel it, or delete .latentune/lock.json if that process is gone.",
    ]);
    expect(titles(new SettingsError("latentune.seed", "latentune.seed must be a whole number."))).toEqual([
      "latentune.seed must be a whole number.",
      "Open Settings",
    ]);
    const machine = new EngineError("ONNX Runtime cannot be loaded.", { kind: "machine", remedy: "Install it again." });
    expect(titles(machine)).toEqual(["ONNX Runtime cannot be loaded. Install it again.", "Check Data and Machine"]);
    const crashed = new EngineError("The engine stopped.", { kind: "crashed", remedy: "Run again." });
    expect(titles(crashed)).toEqual(["The engine stopped. Run again.", "Show Log"]);
    expect(titles(new Error("x is undefined"))).toEqual(["x is undefined", "Show Log"]);
  });

  it("does what its button says", async () => {
    let pressed = 0;
    fakeWindow.press = ({ buttons }) => buttons[0];
    await reportError(
      new UserError("Nothing is open.", { title: "Open", press: () => Promise.resolve(pressed++) }),
      new FakeLog() as never,
      undefined,
    );
    expect(pressed).toBe(1);
    expect(fakeWindow.messages).toEqual([{ severity: "error", text: "Nothing is open.", buttons: ["Open"] }]);
  });

  it("is not shown for what the user did", async () => {
    const log = new FakeLog();
    for (const quiet of [new CancellationError(), new EngineError("Cancelled.", { kind: "cancelled" })]) {
      await reportError(quiet, log as never, undefined);
    }
    expect(fakeWindow.messages).toEqual([]);
    expect(log.lines).toEqual([]);
  });
});

describe("what a request was rejected with", () => {
  it("becomes an error of its kind; anything unknown is a defect", () => {
    const response = Object.assign(new Error("Cancelled."), { data: { kind: "cancelled" } });
    expect(engineErrorOf(response)).toMatchObject({ kind: "cancelled", message: "Cancelled." });
    expect(engineErrorOf(Object.assign(new Error("odd"), { data: { kind: "odd" } }))).toMatchObject({
      kind: "defect",
      message: "odd",
    });
    expect(engineErrorOf("text")).toMatchObject({ kind: "defect", message: "text" });
  });
});
