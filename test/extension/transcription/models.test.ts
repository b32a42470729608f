import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { FoundModel, ModelParams } from "../../../src/shared/contract/rpc.ts";
import { EngineError } from "../../../src/extension/engine/engine-error.ts";
import { createActivity } from "../../../src/extension/tasks/activity.ts";
import type { EngineClient, WorkspaceState } from "../../../src/extension/services.ts";
import { createModels, withModels } from "../../../src/extension/models/models.ts";
import { CancellationError, EventEmitter, Uri } from "../fake-vscode/basics.ts";
import { FakeLog, fakeWindow } from "../fake-vscode/window.ts";
import { fakeWorkspace } from "../fake-vscode/workspace.ts";

beforeEach(() => {
  fakeWindow.messages.length = 0;
  fakeWindow.press = () => undefined;
  fakeWindow.pick = () => undefined;
  fakeWindow.folder = undefined;
  fakeWorkspace.settings.clear();
});

/** An engine on whose machine the models in `there` are; a download brings one, or fails as told. */
function setUp(there: readonly string[], failure?: EngineError) {
  const present = new Set(there);
  const asked: string[] = [];
  const found = ({ model, modelsDir, storage }: ModelParams): FoundModel =>
    present.has(model)
      ? { found: true, id: model, weights: "quantised", modelsDir: modelsDir ?? storage }
      : {
          found: false,
          id: model,
          reason: "missing",
          message: `The model ${model} is not on this machine.`,
          remedy: null,
          looked: [join(modelsDir ?? storage, model)],
          download: {
            weights: "quantised",
            source: `https://hub/${model}`,
            megabytes: model.includes("/") ? null : 253,
            licence: "MIT",
          },
        };
  const engine = {
    onProgress: new EventEmitter<unknown>().event,
    onEpoch: new EventEmitter<unknown>().event,
    request: (method: string, params: ModelParams) => {
      if (method !== "findModel") asked.push(`${method} ${params.model}`);
      if (method === "findModel") return Promise.resolve(found(params));
      if (method === "planModel") return Promise.resolve({ missingBytes: 81.4e6 });
      if (failure !== undefined) return Promise.reject(failure);
      present.add(params.model);
      return Promise.resolve({});
    },
  } as unknown as EngineClient;
  const kept = new Map<string, unknown>();
  const memory = {
    get: (key: string, fallback: unknown) => kept.get(key) ?? fallback,
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
    keys: () => [...kept.keys()],
  };
  const workspace = { current: undefined, settings: () => ({}) } as unknown as WorkspaceState;
  const activity = createActivity(engine, new FakeLog());
  const models = createModels({ engine, workspace, activity, memory: memory as never, storage: "/storage" });
  return {
    models,
    asked,
    forget: () => {
      present.clear();
    },
  };
}
const buttons = (): (readonly string[])[] => fakeWindow.messages.map((message) => message.buttons);

describe("a speech model that is needed", () => {
  it("is used where it is there, without a question", async () => {
    const { models, asked } = setUp(["small"]);
    expect(await models.ensure({ kind: "speech", settings: {} })).toEqual({ model: "small", modelsDir: "/storage" });
    expect(await models.ensure({ kind: "speech", settings: { modelsDir: "/models" } })).toEqual({
      model: "small",
      modelsDir: "/models",
    });
    expect([fakeWindow.messages, asked]).toEqual([[], []]);
  });

  it("is downloaded when the user agrees, who is asked once for each model", async () => {
    fakeWorkspace.settings.set("latentune.whisperModel", "base");
    fakeWindow.press = ({ buttons: [first] }) => first;
    const { models, asked, forget } = setUp([]);
    expect(await models.ensure({ kind: "speech", settings: {} })).toEqual({ model: "base", modelsDir: "/storage" });
    expect(buttons()).toEqual([["Download (253 MB)", "Choose Folder…", "Choose Model…"]]);
    forget();
    await models.ensure({ kind: "speech", settings: {} });
    expect(asked).toEqual(["downloadModel base", "downloadModel base"]);
    expect(fakeWindow.messages).toHaveLength(1);
  });

  it("is not downloaded when the user goes back", async () => {
    fakeWorkspace.settings.set("latentune.whisperModel", "base");
    const { models, asked } = setUp([]);
    await expect(models.ensure({ kind: "speech", settings: {} })).rejects.toThrow(CancellationError);
    expect(asked).toEqual([]);
  });

  it("of which nothing is known is looked up first, which fetches nothing", async () => {
    fakeWorkspace.settings.set("latentune.whisperModel", "owner/whisper");
    const pressed = ["Look Up Size", undefined];
    fakeWindow.press = () => pressed.shift();
    const { models, asked } = setUp([]);
    await expect(models.ensure({ kind: "speech", settings: {} })).rejects.toThrow(CancellationError);
    expect(asked).toEqual(["planModel owner/whisper"]);
    expect(buttons()[1]![0]).toBe("Download (81 MB)");
  });

  it("is chosen from a list with sizes by who has chosen none yet, and kept in the settings", async () => {
    fakeWindow.pick = (labels) => labels[0];
    const { models } = setUp(["tiny"]);
    expect(await models.ensure({ kind: "speech", settings: {} })).toEqual({ model: "tiny", modelsDir: "/storage" });
    expect(fakeWorkspace.settings.get("latentune.whisperModel")).toBe("tiny");
  });

  it("may lie in a folder of its own, or in a folder of several", async () => {
    const folder = await mkdtemp(join(tmpdir(), "latentune-models-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    fakeWorkspace.settings.set("latentune.whisperModel", "base");
    fakeWindow.press = ({ buttons: all }) => all.find((title) => title === "Choose Folder…");
    fakeWindow.folder = Uri.file(folder);
    const { models } = setUp([folder]);
    await writeFile(join(folder, "config.json"), "{}");
    expect(await models.ensure({ kind: "speech", settings: {} })).toEqual({ model: folder, modelsDir: "/storage" });
    expect(fakeWorkspace.settings.get("latentune.whisperModel")).toBe(folder);

    await rm(join(folder, "config.json"));
    fakeWorkspace.settings.set("latentune.whisperModel", "base");
    const answers = ["Choose Folder…", undefined];
    fakeWindow.press = () => answers.shift();
    await expect(models.ensure({ kind: "speech", settings: {} })).rejects.toThrow(CancellationError);
    expect(fakeWorkspace.settings.get("latentune.modelsDir")).toBe(folder);
  });

  it("that cannot be fetched leads to another one", async () => {
    fakeWorkspace.settings.set("latentune.whisperModel", "base");
    fakeWindow.press = ({ buttons: [first] }) => first;
    const { models } = setUp(
      [],
      new EngineError("The hub cannot be reached.", { kind: "data", remedy: "Connect to the network." }),
    );
    await expect(models.ensure({ kind: "speech", settings: {} })).rejects.toMatchObject({
      message: "The hub cannot be reached. Connect to the network.",
      buttons: [{ title: "Choose Model…" }],
    });
  });
});

it("asks for the half of a model that reads although the other half was agreed to", async () => {
  const { models, asked, forget } = setUp([]);
  fakeWindow.press = ({ buttons: [first] }) => first;
  for (const kind of ["audio", "audio-text", "audio-text"] as const) {
    await models.ensure({ kind, settings: { audioModel: "clap" } });
    forget();
  }
  expect(asked).toEqual(["downloadModel clap", "downloadModel clap", "downloadModel clap"]);
  expect(fakeWindow.messages).toHaveLength(2);
});

describe("a run with lyrics by their meaning", () => {
  const settings = { lyricsEmbedding: "transformer", embeddingModel: "m", epochs: 5 } as const;

  it("gets the folder of its model, asks if that is missing, and may do without", async () => {
    expect(await withModels(setUp(["m"]).models, "hard", settings)).toEqual({ ...settings, modelsDir: "/storage" });
    expect(fakeWindow.messages).toEqual([]);
    fakeWindow.press = ({ buttons: all }) => all.at(-1);
    expect(await withModels(setUp([]).models, "medium", settings)).toEqual({ ...settings, lyricsEmbedding: "tfidf" });
    expect(buttons().at(-1)?.at(-1)).toBe("Use TF-IDF Only");
  });

  it("gets the folder of its audio model too, which the built-in one may stand in for", async () => {
    const clap = { audioModel: "clap", executionProvider: "cuda" } as const;
    expect(await withModels(setUp(["clap"]).models, "medium", clap)).toEqual({ ...clap, modelsDir: "/storage" });
    expect(fakeWindow.messages).toEqual([]);
    fakeWindow.press = ({ buttons: all }) => all.at(-1);
    expect(await withModels(setUp([]).models, "hard", clap)).toEqual({ ...clap, audioModel: "musicnn" });
    expect(buttons()).toEqual([["Download (253 MB)", "Choose Folder…", "Choose Model…", "Use MusiCNN"]]);
    const none = setUp([]);
    expect(await withModels(none.models, "easy", clap)).toBe(clap);
    for (const audioModel of ["musicnn", "/models/net.onnx"])
      expect(await withModels(none.models, "hard", { audioModel })).toEqual({ audioModel });
    expect(none.asked).toEqual([]);
  });

  it("needs none where lyrics are not read, or only counted", async () => {
    const { models } = setUp([]);
    expect(await withModels(models, "easy", settings)).toBe(settings);
    expect(await withModels(models, "hard", {})).toEqual({});
    expect(fakeWindow.messages).toEqual([]);
  });
});
