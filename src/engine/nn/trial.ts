import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { compile } from "./compile.ts";
import { scale } from "./ops/elementwise.ts";
import { input } from "./value.ts";

/** Loads a network and says on its standard output why it could not. */
const TRIAL = `require(process.argv[1]).InferenceSession
  .create(Buffer.from(process.argv[3], "base64"), { executionProviders: [process.argv[2]], logSeverityLevel: 4 })
  .then(() => process.exit(0), (error) => process.stdout.write(String(error.message), () => process.exit(1)));`;

const PATIENCE_MS = 30_000;

/** Why a provider cannot start here; null where it can. In a process of its own: a driver may end it, and what the runtime prints about one is for nobody. */
export function failureOf(provider: string): Promise<string | null> {
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

/** What a provider needs, in a few words. */
export function needsOf(provider: string): string {
  if (provider !== "cuda") return "a graphics card with its driver";
  return "an NVIDIA card with its driver, CUDA 12 and cuDNN 9";
}

/** What it needs to the last file. */
export function remedyOf(provider: string): string {
  const needs = needsOf(provider);
  if (provider !== "cuda") return `It needs ${needs}.`;
  const require = createRequire(import.meta.url);
  const manifest = require.resolve("onnxruntime-node/package.json");
  const { version } = require(manifest) as { readonly version: string };
  const folder = join(dirname(manifest), "bin", "napi-v6", process.platform, process.arch);
  return `It needs ${needs}, and libonnxruntime_providers_cuda.so and libonnxruntime_providers_shared.so of ONNX Runtime ${version} (in NuGet's package Microsoft.ML.OnnxRuntime.Gpu.Linux) in ${folder}.`;
}
