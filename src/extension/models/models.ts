import { formatSecondsLeft } from "../../shared/format.ts";
import * as vscode from "vscode";
import { DEFAULT_AUDIO_MODEL, isHubAudioModel } from "../../shared/contract/audio-models.ts";
import type { ModelKind } from "../../shared/contract/models.ts";
import type { ModelParams } from "../../shared/contract/rpc.ts";
import { DEFAULT_SETTINGS, SETTINGS, type RunSettings, type Task } from "../../shared/contract/settings.ts";
import { UserError } from "../common/report-error.ts";
import { EngineError } from "../engine/engine-error.ts";
import { COMMANDS } from "../ids.ts";
import type { Models, NeededModel, ReadyModel, Services } from "../services.ts";
import { chooseModel, chooseModelFolder, type ModelChoice } from "./choose-model.ts";
import { MODEL_SETTINGS, saveModelSetting, speechModel } from "./model-settings.ts";
import { absentQuestion, type AbsentAnswer, type AbsentModel } from "./model-texts.ts";

export interface ModelParts extends Pick<Services, "engine" | "workspace" | "activity"> {
  /** Of the user, not of a folder: an agreement to a download holds everywhere. */
  readonly memory: vscode.Memento;
  /** The extension's own folder of models, absolute. */
  readonly storage: string;
}

const CONSENT_KEY = "downloadConsent";

export function createModels({ engine, workspace, activity, memory, storage }: ModelParts): Models {
  function paramsOf(kind: ModelKind, given: Partial<RunSettings>): ModelParams {
    const { embeddingModel, audioModel, modelWeights: weights, modelsDir, ...rest } = { ...DEFAULT_SETTINGS, ...given };
    const model = {
      speech: () => speechModel(workspace).model,
      embedding: () => embeddingModel,
      audio: () => audioModel,
      "audio-text": () => audioModel,
    };
    // The engine runs audio models on the processor.
    const executionProvider = MODEL_SETTINGS[kind] === MODEL_SETTINGS.audio ? "cpu" : rest.executionProvider;
    return { kind, model: model[kind](), weights, executionProvider, modelsDir, storage };
  }
  async function pick(params: ModelParams): Promise<ModelParams> {
    return keep(
      params,
      await chooseModel(params.kind, params.model, (model) => engine.request("findModel", { ...params, model })),
    );
  }
  /** Keeps a choice in the settings, and goes on with it whatever overrides them. */
  async function keep(params: ModelParams, choice: ModelChoice | undefined): Promise<ModelParams> {
    if (choice === undefined) throw new vscode.CancellationError();
    const [name, value] =
      "model" in choice ? [MODEL_SETTINGS[params.kind], choice.model] : ["modelsDir" as const, choice.modelsDir];
    await saveModelSetting(workspace, name, value);
    return { ...params, ...choice };
  }

  async function ensure({ kind, settings, without }: NeededModel): Promise<ReadyModel | undefined> {
    let params = paramsOf(kind, settings);
    // Who never chose a speech model is shown which there are.
    let choose = kind === "speech" && !speechModel(workspace).chosen;
    let downloaded = false;
    for (;;) {
      const found = await engine.request("findModel", params);
      if (found.found) return { model: params.model, modelsDir: found.modelsDir };
      if (downloaded)
        throw new UserError(`${found.message} It was downloaded, but cannot be found in ${found.looked.join(" or ")}.`);
      if (choose) {
        choose = false;
        params = await pick(params);
        continue;
      }
      switch (hasAgreed(params, found) ? "download" : await ask(params, found, without)) {
        case "download":
          await remember(params, found);
          await download(params);
          downloaded = true;
          break;
        case "folder":
          params = await keep(params, await chooseModelFolder(kind));
          break;
        case "model":
          params = await pick(params);
          break;
        case "without":
          return undefined;
      }
    }
  }

  async function ask(
    params: ModelParams,
    found: AbsentModel,
    without: string | undefined,
  ): Promise<Exclude<AbsentAnswer, "look-up">> {
    const { message, detail, buttons } = absentQuestion(found, without);
    const pressed = await vscode.window.showWarningMessage(
      message,
      { modal: true, detail },
      ...buttons.map(({ title }) => title),
    );
    const answer = buttons.find(({ title }) => title === pressed)?.answer;
    if (answer === undefined) throw new vscode.CancellationError();
    if (answer !== "look-up") return answer;
    const { missingBytes } = await engine.request("planModel", params);
    return ask(params, { ...found, download: { ...found.download!, megabytes: missingBytes / 1e6 } }, without);
  }

  async function download(params: ModelParams): Promise<void> {
    try {
      await activity.run({
        title: "model download",
        task: null,
        describe: ({ label, detail = "", secondsLeft }) =>
          [`${label}: ${detail}`, ...(secondsLeft === null ? [] : [formatSecondsLeft(secondsLeft)])].join(" · "),
        ask: (token, cancellation) => engine.request("downloadModel", { ...params, token }, cancellation),
      });
    } catch (error) {
      if (!(error instanceof EngineError) || error.kind !== "data") throw error;
      const press = (): Thenable<unknown> => vscode.commands.executeCommand(COMMANDS.chooseModel, params.kind);
      throw new UserError([error.message, error.remedy].filter((part) => part !== undefined).join(" "), {
        title: "Choose Model…",
        press,
      });
    }
  }

  // The other half of a model is another download.
  const consentOf = ({ kind }: ModelParams, { id, download: offer }: AbsentModel): string =>
    `${id} ${offer?.weights ?? ""}${kind === "audio-text" ? ` ${kind}` : ""}`;
  const agreements = (): readonly string[] => memory.get<readonly string[]>(CONSENT_KEY, []);
  function hasAgreed(params: ModelParams, found: AbsentModel): boolean {
    return found.download !== null && agreements().includes(consentOf(params, found));
  }
  async function remember(params: ModelParams, found: AbsentModel): Promise<void> {
    await memory.update(CONSENT_KEY, [...new Set([...agreements(), consentOf(params, found)])]);
  }

  return {
    storage,
    ensure,
    async choose(kind) {
      await pick(paramsOf(kind, workspace.settings()));
    },
  };
}

/** The settings of a run whose lyric and audio models, if it wants any, are there. */
export async function withModels(
  models: Pick<Models, "ensure">,
  task: Task,
  settings: Partial<RunSettings>,
): Promise<Partial<RunSettings>> {
  return withAudioModel(models, task, await withLyricModel(models, task, settings));
}

async function withLyricModel(
  models: Pick<Models, "ensure">,
  task: Task,
  settings: Partial<RunSettings>,
): Promise<Partial<RunSettings>> {
  if (settings.lyricsEmbedding !== "transformer" || !SETTINGS.lyricsEmbedding.tasks.includes(task)) return settings;
  const ready = await models.ensure({ kind: "embedding", settings, without: "Use TF-IDF Only" });
  if (ready === undefined) return { ...settings, lyricsEmbedding: "tfidf" };
  return { ...settings, embeddingModel: ready.model, modelsDir: ready.modelsDir };
}

async function withAudioModel(
  models: Pick<Models, "ensure">,
  task: Task,
  settings: Partial<RunSettings>,
): Promise<Partial<RunSettings>> {
  const { audioModel = DEFAULT_AUDIO_MODEL } = settings;
  if (!isHubAudioModel(audioModel) || !SETTINGS.audioModel.tasks.includes(task)) return settings;
  const ready = await models.ensure({ kind: "audio", settings, without: "Use MusiCNN" });
  if (ready === undefined) return { ...settings, audioModel: DEFAULT_AUDIO_MODEL };
  return { ...settings, audioModel: ready.model, modelsDir: ready.modelsDir };
}
