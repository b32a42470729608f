import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addCommand, settingsFromOptions } from "../../src/engine/cli/options.ts";
import { commandOf } from "../../src/engine/report/model/command.ts";
import type { ResolvedSettings } from "../../src/shared/contract/run.ts";
import {
  DEFAULT_SETTINGS,
  SETTING_NAMES,
  SETTINGS,
  settingProblem,
  TASKS,
  type RunSettings,
  type Task,
} from "../../src/shared/contract/settings.ts";
import { MANIFEST } from "./small-source.ts";

/** The words of a command line as a shell splits them: quotes keep spaces, and `\'` stands for one of them. */
function words(line: string): string[] {
  return Array.from(line.matchAll(/(?:[^\s'\\]|\\.|'[^']*')+/g), ([word]) =>
    word.replaceAll(/'([^']*)'|\\(.)/g, "$1$2"),
  );
}

/** The settings that a command line means. */
function parsed(line: string): RunSettings {
  const [program, task = "", ...args] = words(line);
  expect(program).toBe("latentune");
  let options: object = {};
  const root = new Command().exitOverride();
  const command = addCommand(root, task, "", {
    seeded: true,
    settings: SETTING_NAMES.filter((name) => name !== "seed"),
  });
  command.action((given: object) => {
    options = given;
  });
  root.parse([task, ...args], { from: "user" });
  return { ...DEFAULT_SETTINGS, ...settingsFromOptions(options) };
}

/** Another value than the default's, for every rule that settings have. */
function otherValue(name: keyof RunSettings): unknown {
  const { rule, default: fallback } = SETTINGS[name];
  switch (rule.kind) {
    case "boolean":
      return true;
    case "choice":
      return rule.choices.find((choice) => choice !== fallback && choice !== "contrastive");
    case "integer":
      return Math.max(rule.min, Number(fallback)) + 1;
    case "number":
      return rule.min + Math.min(rule.max - rule.min, 1) / 3;
    case "numbers":
      return [0.25, 3, 1e-7];
    case "text":
      return "it's a folder/गीत $HOME.onnx";
    case "texts":
      return ["/music, old", "../more"];
  }
}

describe("the command that makes a run again", () => {
  it.each(TASKS)("parsed back has every setting that %s looks at", (task: Task) => {
    const names = SETTING_NAMES.filter((name) => SETTINGS[name].tasks.includes(task));
    const changed = Object.fromEntries(names.map((name) => [name, otherValue(name)])) as Partial<ResolvedSettings>;
    for (const name of names) expect(settingProblem(name, changed[name])).toBeUndefined();
    const settings = { ...MANIFEST.settings, ...changed };
    const found = parsed(commandOf({ task, settings }));
    for (const name of names) expect([name, found[name]]).toEqual([name, settings[name]]);
  });

  it("leaves out defaults, what the task does not look at, and what the network has not", () => {
    const settings = { ...MANIFEST.settings, beta: 0.5, gamma: 2, k: 4 };
    expect(commandOf({ task: "easy", settings })).toBe("latentune easy --epochs 400 --latent-dim 16 --beta 0.5 --kl-warmup 100 --k 4"); // prettier-ignore
    // The contrastive network has a number of epochs of its own, which `--epochs` would change.
    const model = (name: string, epochs: number) => ({ name, label: name, architecture: "", parameterCount: 1, seconds: 1, final: { epoch: epochs, epochs, total: 1, beta: 0, learningRate: 1 } }); // prettier-ignore
    // Where it is known what was given, that is all: not what the run found, and what was given though it is what it would find.
    expect(commandOf({ task: "hard", settings, given: ["k", "epochs"] })).toBe("latentune hard --epochs 400 --k 4");
    expect(commandOf({ task: "hard", settings, given: [] })).toBe("latentune hard");
    const own = [model("beta-vae", 120), model("contrastive", 100)];
    const same = own.map(({ name }) => model(name, 120));
    const trained = { ...settings, epochs: 120 };
    expect(commandOf({ task: "hard", settings: trained, models: own })).not.toContain("--epochs");
    expect(commandOf({ task: "hard", settings: trained, models: same })).toContain("--epochs 120");
    const contrastive = commandOf({ task: "hard", settings: { ...settings, architecture: "contrastive" } });
    expect(contrastive).toBe("latentune hard --architecture contrastive --epochs 400 --k 4 --alphas 1,0.3 --gamma 2");
  });
});
