import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addTaskCommands } from "../../src/engine/cli/commands/tasks.ts";
import { SETTING_NAMES, SETTINGS, TASKS } from "../../src/shared/contract/settings.ts";
import { optionsOf, optionText, parseOption } from "../../src/extension/tasks/option-list.ts";
import { optionItems } from "../../src/extension/tasks/options-flow.ts";
import { taskArguments } from "../../src/extension/tasks/task-arguments.ts";
import { chooseFolder } from "../../src/extension/workspace/choose-folder.ts";
import { readSettings, SettingsError } from "../../src/extension/workspace/settings.ts";

const read = (values: Readonly<Record<string, unknown>>) => readSettings((name) => values[name]);

describe("readSettings", () => {
  it("takes what differs from the defaults", () => {
    expect(read({ seed: 42, epochs: 5, dbscanEps: [0.5, 1, 1.5], alphas: [1], beta: 0.1, ffmpegPath: null })).toEqual({
      epochs: 5,
      alphas: [1],
    });
    expect(read({})).toEqual({});
  });

  it("refuses what does not fit, naming each setting and its range", () => {
    const attempt = () => read({ seed: -1, architecture: "huge", epochs: 3 });
    expect(attempt).toThrow(SettingsError);
    expect(attempt).toThrow(
      "latentune.seed must be a whole number from 0 to 4294967295, not -1. latentune.architecture must be one of compact, reference",
    );
  });
});

describe("options of a run", () => {
  it("are the task's settings but for paths", () => {
    for (const task of TASKS) {
      const names = optionsOf(task);
      expect(names).toEqual(SETTING_NAMES.filter((name) => names.includes(name)));
      expect(names.every((name) => SETTINGS[name].tasks.includes(task))).toBe(true);
      expect(names.filter((name) => ["dataDir", "ffmpegPath", "modelsDir"].includes(name))).toEqual([]);
    }
    expect(optionsOf("hard")).toEqual(expect.arrayContaining(["seed", "epochs", "beta", "includeGenreFeature"]));
  });

  it("are typed and read back as they are shown", () => {
    for (const name of optionsOf("hard")) {
      const { default: fallback } = SETTINGS[name];
      expect(parseOption(name, optionText(fallback)), name).toEqual({ value: fallback });
    }
    expect(parseOption("alphas", "1, 0.3;0.1 0.03")).toEqual({ value: [1, 0.3, 0.1, 0.03] });
    expect(parseOption("includeGenreFeature", "on")).toEqual({ value: true });
    expect(parseOption("epochs", "")).toEqual({ value: null });
  });

  it("say what does not fit while it is typed", () => {
    expect(parseOption("epochs", "many")).toEqual({
      problem: 'Epochs must be a whole number from 1 to 100000, not "many".',
    });
    expect(parseOption("latentDim", "1.5")).toMatchObject({
      problem: expect.stringContaining("Latent dim must be") as string,
    });
    expect(parseOption("seed", "")).toEqual({ problem: "Seed must have a value." });
    expect(parseOption("dbscanEps", "1,1")).toMatchObject({
      problem: expect.stringContaining("different numbers") as string,
    });
  });

  it("are listed with their values and where these come from, the run first", () => {
    const items = optionItems("hard", { beta: 4 }, { epochs: 50, includeGenreFeature: true });
    expect(items[0]).toMatchObject({
      choice: "run",
      label: "$(play) Run Hard Task",
      description: "with Epochs, Include genre feature changed",
    });
    expect(items[1]).toMatchObject({ choice: "reset" });
    const described = Object.fromEntries(
      items.flatMap(({ choice, description }) => (choice === undefined ? [] : [[choice, description]])),
    );
    expect(described).toMatchObject({
      epochs: "50 (for these runs)",
      beta: "4 (from the settings)",
      includeGenreFeature: "on (for these runs)",
      k: "automatic",
      seed: "42",
    });
    expect(optionItems("hard", {}, {})[0]?.description).toBe("with the settings as they are");
  });
});

describe("arguments of a task in tasks.json", () => {
  it("are flags that the command line knows, with values that it reads back", () => {
    const settings = {
      seed: 7,
      epochs: 5,
      alphas: [1, 0.3],
      patience: 0,
      includeGenreFeature: false,
      ffmpegPath: null,
      architecture: "reference",
    } as const;
    const given = taskArguments("hard", "/w/my songs", settings);
    expect(given).toEqual([
      "hard",
      "--workspace",
      "/w/my songs",
      "--seed",
      "7",
      "--architecture",
      "reference",
      "--epochs",
      "5",
      "--patience",
      "0",
      "--alphas",
      "1,0.3",
    ]);
    const program = new Command();
    addTaskCommands(program);
    const hard = program.commands.find((command) => command.name() === "hard")!;
    const { unknown } = hard.parseOptions(given.slice(1));
    expect(unknown).toEqual([]);
    expect(hard.opts()).toMatchObject({
      seed: 7,
      epochs: 5,
      alphas: [1, 0.3],
      patience: 0,
      architecture: "reference",
      workspace: "/w/my songs",
    });
  });
});

describe("chooseFolder", () => {
  const folder = (id: string, hasLyrics: boolean) => ({ id, hasLyrics });

  it("takes the only one with songs, and is certain of it", () => {
    expect(chooseFolder([folder("a", false), folder("b", true)], undefined)).toEqual({
      folder: folder("b", true),
      certain: true,
    });
    expect(chooseFolder([folder("a", false), folder("b", false)], undefined)).toEqual({
      folder: folder("a", false),
      certain: true,
    });
  });

  it("is not certain where several have songs, until one was chosen", () => {
    const folders = [folder("a", true), folder("b", true)];
    expect(chooseFolder(folders, undefined)).toEqual({ folder: folders[0], certain: false });
    expect(chooseFolder(folders, "b")).toEqual({ folder: folders[1], certain: true });
    expect(chooseFolder(folders, "gone")).toMatchObject({ certain: false });
  });

  it("has none without folders", () => {
    expect(chooseFolder([], "a")).toBeUndefined();
  });
});
