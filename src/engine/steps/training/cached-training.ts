import { countOf, formatLoss, formatNumber } from "../../../shared/format.ts";
import { epochsText } from "../../../shared/contract/run/stopped-early.ts";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { keyOf } from "../../core/hash.ts";
import { matrixFromFloat32, type Matrix } from "../../core/matrix.ts";
import type { EpochReport } from "../../../shared/contract/train.ts";
import type { LossRecord, TrainOptions } from "../../models/training/options.ts";
import type { SampleSource } from "../../models/training/source.ts";
import type { TrainSettings } from "../../models/settings.ts";
import type { TrainedEncoder } from "../../models/trained-model.ts";
import type { Objective } from "../../models/training/objective.ts";
import { decodeFloats, decodeMatrix, encodeFloats, jsonFile } from "../../store/entry-files.ts";
import type { EntryFile, EntryFiles } from "../../store/entry-files.ts";
import type { StepContext } from "../context.ts";
import { defineStep, type CachedStep } from "../define-step.ts";
import type { StepNames } from "../step.ts";
import { followTraining, type TrainingCourse } from "./training-course.ts";
import { trainingApproximation, type DrawnSongs } from "./sampled.ts";

const CHECKPOINT_SECONDS = 5;

const EPOCHS_ALONE: TrainingCourse = { once: 0, before: [], epochs: 1, after: [] };

export interface TrainingRequest<Trained extends TrainedEncoder> {
  /** The model in `run.json`, such as `beta-vae`. */
  readonly name: string;
  readonly label: string;
  readonly architecture: string;
  readonly model: Pick<Objective, "sampleShape"> & { readonly id: string; readonly latentDim: number };
  readonly source: SampleSource;
  readonly settings: TrainSettings & { readonly klWarmupEpochs?: number };
  /** Where it trains on songs that were drawn: on how many. */
  readonly drawn?: DrawnSongs | undefined;
  /** The samples of the source that were drawn, where it has others too: those are embedded only. */
  readonly sample?: Uint32Array;
  /** What the training is usually made of; left out: its epochs are all that takes time. */
  readonly course?: TrainingCourse;
  /** @param source that of this request */
  readonly train: (source: SampleSource, options: TrainOptions) => Promise<Trained>;
}

/** A trained network, as it lies in the cache. */
export interface CachedNetwork {
  readonly label: string;
  /** Songs × latents: the embedding, of a variational network μ. Of the sample alone where spectrograms of others are not kept. */
  readonly latents: Matrix;
  /** Of the data set, as the model normalises: one number each, or one per column. */
  readonly mean: Float32Array;
  readonly std: Float32Array;
  readonly encoderOnnx: Uint8Array;
  readonly history: readonly LossRecord[];
  readonly parameterCount: number;
  /** Epochs that it was trained for; `klWarmup` of them with a rising β, none in a network without β. */
  readonly epochs: number;
  readonly klWarmup: number;
  /** Of early stopping; 0: it trained for all epochs in any case. */
  readonly patience: number;
  /** Songs that it was not trained on; left out where it was trained on all. */
  readonly heldOut?: readonly number[];
  /** Where it was trained on songs that were drawn; the songs held out are some of them. */
  readonly drawn?: DrawnSongs;
  /** How long the training took, without what a checkpoint had saved. */
  readonly seconds: number;
}

export type TrainingContext = Pick<StepContext, "paths" | "settings" | "addModel" | "approximate" | "onEpoch">;

/** What a step keeps beside the network. */
export interface Extra<Input, Trained, Value extends object> {
  readonly compute: (
    input: Input,
    trained: Trained,
    source: SampleSource,
    signal: AbortSignal | undefined,
  ) => Promise<Value>;
  readonly write: (value: Value) => EntryFiles;
  readonly read: (file: EntryFile) => Value;
}

export interface TrainingStep<Input, Trained extends TrainedEncoder, Value extends object> extends StepNames {
  readonly request: (input: Input, settings: StepContext["settings"]) => TrainingRequest<Trained>;
  readonly extra: Extra<Input, Trained, Value>;
}

/** A step that trains a network, or takes it from the cache; it goes on from a checkpoint where there is one. */
export function defineTraining<Input, Trained extends TrainedEncoder, Value extends object>({
  name: stepName,
  label: stepLabel,
  request,
  extra,
}: TrainingStep<Input, Trained, Value>): CachedStep<Input, CachedNetwork & Value, TrainingContext> {
  return defineStep({
    name: stepName,
    label: stepLabel,
    folder: "train",
    version: 3,
    settings: (input: Input, context: TrainingContext) => {
      const { model, settings } = request(input, context.settings);
      return { model: model.id, sampleShape: model.sampleShape, latentDim: model.latentDim, ...settings };
    },
    inputs: (input, context) => {
      const { source, sample } = request(input, context.settings);
      return [source.key, ...(sample === undefined ? [] : [keyOf([...sample])])];
    },
    compute: async (input, context, report): Promise<Omit<CachedNetwork, "label" | "drawn"> & Value> => {
      const {
        name,
        label,
        model,
        settings,
        sample,
        train,
        course = EPOCHS_ALONE,
        ...found
      } = request(input, context.settings);
      const atOnce = (await report.group?.meet()) ?? 1;
      const started = performance.now();
      const progress = followTraining(course, found.source, report.fraction);
      const { source } = progress;
      const trained = await train(source, {
        ...(sample && { sample }),
        ...(report.signal === undefined ? {} : { signal: report.signal }),
        atOnce,
        checkpoint: {
          path: checkpointOf(context, report.key),
          everySeconds: CHECKPOINT_SECONDS,
          onDamaged: report.damaged,
        },
        onResume: (history) => {
          const last = history.at(-1);
          if (last !== undefined) {
            report.resumed(`epoch ${last.epoch}`);
            report.fraction(last.epoch / last.epochs);
          }
          reportPast(context, { name, label }, history);
        },
        onEpoch: (epoch) => {
          report.fraction(progress.trained(epoch.epoch / epoch.epochs), trainingDetail(epoch));
          context.onEpoch({ model: name, label, reports: [epoch], past: false });
        },
        onSeen: (seen, total) => {
          report.fraction(
            progress.trained(seen / total),
            `${formatNumber(seen)} of ${formatNumber(total)} samples seen`,
          );
        },
      });
      const seconds = (performance.now() - started) / 1000;
      const { history, heldOut, parameterCount, encoderOnnx, normalisation } = trained;
      return {
        latents: matrixFromFloat32(source.count, model.latentDim, trained.latents),
        mean: normalisation.mean,
        std: normalisation.deviation,
        encoderOnnx,
        history,
        parameterCount,
        epochs: settings.epochs,
        klWarmup: settings.klWarmupEpochs ?? 0,
        patience: settings.earlyStopping?.patience ?? 0,
        ...(heldOut.length > 0 && { heldOut: [...heldOut] }),
        seconds,
        ...(await extra.compute(input, trained, source, report.signal)),
      };
    },
    write: (model) => ({ ...modelFiles(model), ...extra.write(model) }),
    read: (file) => ({ ...modelOf(file), ...extra.read(file) }),
    result: async ({ value, reused, key }, input, context, report) => {
      const { name, label, architecture, drawn } = request(input, context.settings);
      await report.group?.turn();
      await rm(checkpointOf(context, key), { force: true });
      const { history, heldOut, parameterCount, patience, seconds } = value;
      if (reused) reportPast(context, { name, label }, history);
      const final = history.at(-1)!;
      const stopped = final.epoch < final.epochs && {
        stoppedEarly: { patience, by: final.validation === undefined ? "loss" : "validation" } as const,
      };
      const record = { name, label, architecture, parameterCount, seconds, final, ...stopped };
      report.note(`${epochsText(record)}, loss ${formatLoss(final.total)}${heldOutText(final, heldOut)}`);
      if (drawn === undefined) {
        context.addModel({ ...record, ...(heldOut && { heldOut }) });
        return { ...value, label };
      }
      const held = heldOut?.length ?? 0;
      const seen = final.epoch * (drawn.songs - held);
      context.addModel({ ...record, sample: { songs: drawn.songs, heldOut: held, seen } });
      context.approximate(label, [trainingApproximation(drawn, { heldOut: held, seen, final })]);
      return { ...value, label, drawn };
    },
  });
}

function checkpointOf({ paths }: TrainingContext, key: string): string {
  return join(paths.checkpoints, `${key}.checkpoint`);
}

function reportPast({ onEpoch }: TrainingContext, { name, label }: StepNames, history: readonly LossRecord[]): void {
  const reports = history.map((record) => ({ ...record, secondsLeft: 0 }));
  if (reports.length > 0) onEpoch({ model: name, label, reports, past: true });
}

const FACTS =
  jsonFile<
    Pick<CachedNetwork, "history" | "parameterCount" | "epochs" | "klWarmup" | "patience" | "heldOut" | "seconds">
  >();

function modelFiles(model: Omit<CachedNetwork, "label" | "drawn">): EntryFiles {
  const { latents, mean, std, encoderOnnx, history, parameterCount, epochs, klWarmup, patience, heldOut, seconds } =
    model;
  return {
    "latents.npy": encodeFloats(Float32Array.from(latents.data), [latents.rows, latents.cols]),
    "mean.npy": encodeFloats(mean),
    "std.npy": encodeFloats(std),
    "encoder.onnx": encoderOnnx,
    "model.json": FACTS.encode({
      history,
      parameterCount,
      epochs,
      klWarmup,
      patience,
      ...(heldOut && { heldOut }),
      seconds,
    }),
  };
}

function modelOf(file: EntryFile): Omit<CachedNetwork, "label" | "drawn"> {
  return {
    ...FACTS.decode(file("model.json")),
    latents: decodeMatrix(file("latents.npy")),
    mean: decodeFloats(file("mean.npy")),
    std: decodeFloats(file("std.npy")),
    encoderOnnx: file("encoder.onnx"),
  };
}

/** `epoch 120/400, loss 0.2310 (MSE 0.181, KL 0.500)`, for progress lines. */
function trainingDetail({ epoch, epochs, total, reconstruction, kl, beta, validation }: EpochReport): string {
  const parts = beta !== undefined && beta > 0 ? ` (MSE ${formatNumber(reconstruction)}, KL ${formatNumber(kl)})` : "";
  const heldOut = validation === undefined ? "" : `, ${formatLoss(validation)} held out`;
  return `epoch ${epoch}/${epochs}, loss ${formatLoss(total)}${parts}${heldOut}`;
}

/** `, error 0.4120 on 3 songs held out`, where there are any. */
function heldOutText({ validation }: LossRecord, heldOut: readonly number[] = []): string {
  return validation === undefined
    ? ""
    : `, error ${formatLoss(validation)} on ${countOf(heldOut.length, "song")} held out`;
}
