import { formatBytes } from "../../../shared/format.ts";
import { Option, type Command } from "commander";
import { KNOWN_MODELS, MODEL_WEIGHTS, type ModelKind, type ModelWeights } from "../../../shared/contract/models.ts";
import { SETTINGS } from "../../../shared/contract/settings.ts";
import type { DownloadPlan } from "../../hub/download.ts";
import { locateModel, type ModelRequest } from "../../hub/locate.ts";
import { defaultModelsDir } from "../../hub/models-folder.ts";
import { resolve } from "node:path";
import { addCommand, type CommonOptions } from "../options.ts";
import { setAction, type CommandContext } from "../run-command.ts";
import { columnsThatFit, terminalWidth, textTable } from "../text-table.ts";

interface ModelsOptions extends CommonOptions {
  readonly modelsDir?: string;
}
interface GetOptions extends ModelsOptions {
  readonly modelWeights: ModelWeights;
  readonly embedding: boolean;
  readonly audio: boolean;
}

/** The commands about the models on this machine. */
export function addModelCommands(program: Command): void {
  const models = withFolder(
    addCommand(program, "models", "models of speech, language and sound: which are there, and where"),
  );
  setAction(models, async ({ options, print }: CommandContext<ModelsOptions>) => {
    const folder = folderOf(options);
    const list = await Promise.all(
      KNOWN_MODELS.map(async (known) => ({ ...known, weights: await weightsThere(known.kind, known.id, folder) })),
    );
    const rows = list.map(({ name, kind, id, megabytes: size, licence, languages, weights }) => [
      name,
      kind,
      `${size.quantised} / ${size.full} MB`,
      weights.join(", ") || "no",
      languages,
      licence,
      id,
    ]);
    const heads = ["name", "for", "8-bit / full", "there", "languages", "licence", "hub id"];
    const shown = columnsThatFit(heads, rows, { names: 2, order: [2, 3, 4, 5, 6], width: terminalWidth() });
    const pick = (row: readonly string[]): string[] => shown.map((column) => row[column]!);
    const left = heads.filter((_, column) => !shown.includes(column));
    print(textTable(pick(heads), rows.map(pick)));
    if (left.length > 0) print(`No room for ${left.join(", ")}: --json has all, or a wider terminal.`);
    print(`\nFolder: ${folder}`);
    return { folder, models: list };
  });

  const get = withFolder(
    addCommand(models, "get <model>", "download a model from the hub; goes on with what an earlier try left"),
  )
    .addOption(
      new Option("--model-weights <name>", SETTINGS.modelWeights.description).choices(MODEL_WEIGHTS).default("auto"),
    )
    .option("--embedding", "a sentence embedding model; needed for hub ids that are not in the list", false)
    .option("--audio", "a model of sound; needed for hub ids that are not in the list", false);
  setAction(get, async ({ options, args, signal, onProgress, print, note }: CommandContext<GetOptions>) => {
    const request = requestOf(args[0]!, options, folderOf(options));
    const { downloadModel } = await import("../../hub/download.ts");
    // Who gets a model of sound by hand may search by it, for which a run does not ask.
    const kinds: readonly ModelKind[] = request.kind === "audio" ? ["audio", "audio-text"] : [request.kind];
    const plans: DownloadPlan[] = [];
    for (const kind of kinds) {
      const started = performance.now();
      const half = kinds.length === 1 ? "" : kind === "audio" ? ", the half that hears" : ", the half that reads";
      plans.push(
        await downloadModel(
          { ...request, kind },
          {
            signal,
            onPlan: (plan) => {
              note(
                `${plan.id}${half}, ${plan.weights} weights: ${formatBytes(plan.totalBytes)}, of which ${formatBytes(plan.missingBytes)} are to be fetched.`,
              );
            },
            onProgress: ({ doneBytes, totalBytes: total, file }) => {
              const fraction = doneBytes / total;
              const elapsed = (performance.now() - started) / 1000;
              onProgress({
                step: "download",
                label: "Downloading",
                stepNumber: plans.length + 1,
                stepCount: kinds.length,
                stepFraction: fraction,
                fraction: (plans.length + fraction) / kinds.length,
                secondsLeft: fraction > 0.02 ? (elapsed / fraction) * (1 - fraction) : null,
                detail: `${file}, ${formatBytes(doneBytes)} of ${formatBytes(total)}`,
              });
            },
          },
        ),
      );
    }
    const { id, folder, weights } = plans[0]!;
    const [totalBytes, fetchedBytes] = (["totalBytes", "missingBytes"] as const).map((key) =>
      plans.reduce((sum, plan) => sum + plan[key], 0),
    ) as [number, number];
    print(`${id} (${weights} weights, ${formatBytes(totalBytes)}): ${folder}`);
    return { id, folder, weights, totalBytes, fetchedBytes };
  });
}

function withFolder(command: Command): Command {
  return command.option("--models-dir <dir>", "folder of the models (default: one of yours)");
}

function folderOf({ modelsDir }: ModelsOptions): string {
  return modelsDir === undefined ? defaultModelsDir() : resolve(modelsDir);
}

function requestOf(
  model: string,
  { embedding, audio, modelWeights: weights }: GetOptions,
  modelsDir: string,
): ModelRequest {
  const known = KNOWN_MODELS.find(({ name, id }) => name === model || id === model);
  const kind: ModelKind = embedding ? "embedding" : audio ? "audio" : (known?.kind ?? "speech");
  return { kind, model, weights, modelsDir, executionProvider: "cpu" };
}

async function weightsThere(kind: ModelKind, model: string, modelsDir: string): Promise<readonly string[]> {
  const choices = ["quantised", "full"] as const;
  const there = await Promise.all(
    choices.map((weights) =>
      locateModel({ kind, model, weights, modelsDir, executionProvider: "cpu" }).then(
        () => true,
        () => false,
      ),
    ),
  );
  return choices.filter((_, index) => there[index]);
}
