import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { IdleProvider } from "../../shared/contract/train.ts";
import { SETTINGS } from "../../shared/contract/settings.ts";
import type { NativeModuleError } from "../core/native/native-module.ts";
import { compile } from "./compile.ts";
import { onnxRuntime, runtimeProblem } from "./runtime.ts";
import { providersOf } from "./session.ts";
import { scale } from "./ops/elementwise.ts";
import { input } from "./value.ts";

/** What this machine computes networks with. */
export interface Providers {
  /** Those that can start here. */
  readonly names: readonly string[];
  /** Those that the runtime was built with, and that cannot. */
  readonly idle: readonly IdleProvider[];
  /** Why the runtime cannot be loaded; there are no providers then. */
  readonly problem: NativeModuleError | undefined;
}

/** Each provider that may be chosen is tried: whether one was built in says nothing about the machine. */
export async function providersHere(): Promise<Providers> {
  const problem = await runtimeProblem();
  if (problem !== undefined) return { names: [], idle: [], problem };
  const { rule } = SETTINGS.executionProvider;
  const choices: readonly string[] = rule.kind === "choice" ? rule.choices : [];
  const built = providersOf(onnxRuntime()).filter((name) => choices.includes(name));
  const tried = await Promise.all(
    built.map(async (name) => ({ name, failure: name === "cpu" ? null : await failureOf(name) })),
  );
  const idle = tried.flatMap(({ name, failure }) =>
    failure === null ? [] : { name, reason: failure, needs: needsOf(name), remedy: remedyOf(name) },
  );
  return { names: tried.filter(({ failure }) => failure === null).map(({ name }) => name), idle, problem };
}

/** Loads a network and says on its standard output why it could not. */
const TRIAL = `require(process.argv[1]).InferenceSession
  .create(Buffer.from(process.argv[3], "base64"), { executionProviders: [process.argv[2]], logSeverityLevel: 4 })
  .then(() => process.exit(0), (error) => process.stdout.write(String(error.message), () => process.exit(1)));`;

const PATIENCE_MS = 30_000;

/** In a process of its own: a driver may end it, and what the runtime prints about one is for nobody. */
function failureOf(provider: string): Promise<string | null> {
  const { onnx } = compile({ y: scale(input("x", [1, 4]), 2) });
  const runtime = createRequire(import.meta.url).resolve("onnxruntime-node");
  const args = ["-e", TRIAL, runtime, provider, Buffer.from(onnx).toString("base64")];
  const options = { env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" }, timeout: PATIENCE_MS, windowsHide: true };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, stdout) => {
      resolve(error === null ? null : reasonIn(stdout));
    });
  });
}

/** What the runtime says behind the place in its source. */
function reasonIn(message: string): string {
  const [line = ""] = message.trim().split("\n");
  return line.replace(/^.* was false\. /, "") || "its driver ends the process that loads it";
}

function needsOf(provider: string): string {
  if (provider !== "cuda") return "a graphics card with its driver";
  return "an NVIDIA card with its driver, CUDA 12 and cuDNN 9";
}

function remedyOf(provider: string): string {
  const needs = needsOf(provider);
  if (provider !== "cuda") return `It needs ${needs}.`;
  const require = createRequire(import.meta.url);
  const manifest = require.resolve("onnxruntime-node/package.json");
  const { version } = require(manifest) as { readonly version: string };
  const folder = join(dirname(manifest), "bin", "napi-v6", process.platform, process.arch);
  return `It needs ${needs}, and libonnxruntime_providers_cuda.so and libonnxruntime_providers_shared.so of ONNX Runtime ${version} (in NuGet's package Microsoft.ML.OnnxRuntime.Gpu.Linux) in ${folder}.`;
}
