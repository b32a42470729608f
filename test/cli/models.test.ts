import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { hubServer } from "../hub/hub-server.ts";
import { tinyBert } from "../tiny-models/tiny-bert.ts";
import { tinyWhisper } from "../tiny-models/tiny-whisper.ts";
import { start } from "./run-cli.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-models-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

describe("latentune models", () => {
  it("gets a model by its name, tells the size first, and lists it then", async () => {
    const files = tinyWhisper("sings");
    vi.stubEnv("HF_ENDPOINT", (await hubServer("Xenova/whisper-tiny", files)).url);
    const got = await start(folder, "models", "get", "tiny", "--models-dir", folder).result;
    expect(got.code).toBe(0);
    expect(got.stderr).toMatch(
      /^Xenova\/whisper-tiny, quantised weights: \d+ kB, of which \d+ kB are to be fetched\.$/m,
    );
    expect(got.json).toMatchObject({
      id: "Xenova/whisper-tiny",
      weights: "quantised",
      folder: join(folder, "Xenova", "whisper-tiny"),
    });
    expect(await readFile(join(folder, "Xenova", "whisper-tiny", "onnx", "encoder_model_quantized.onnx"))).toEqual(
      Buffer.from(files.get("onnx/encoder_model_quantized.onnx")!),
    );
    const { json, stdout } = await start(folder, "models", "--models-dir", folder).result;
    const models = json["models"] as readonly { readonly name: string; readonly weights: readonly string[] }[];
    expect(models.filter(({ weights }) => weights.length > 0)).toMatchObject([
      { name: "tiny", weights: ["quantised"] },
    ]);
    expect(stdout).toContain(`Folder: ${folder}`);
  });

  it("gets full weights and models of other names", async () => {
    vi.stubEnv("HF_ENDPOINT", (await hubServer("someone/bert", tinyBert())).url);
    const { code, json } = await start(
      folder,
      "models",
      "get",
      "someone/bert",
      "--embedding",
      "--model-weights",
      "full",
      "--models-dir",
      folder,
    ).result;
    expect({ code, json }).toMatchObject({ code: 0, json: { weights: "full" } });
  });

  it("says what is wrong with a name", async () => {
    vi.stubEnv("HF_ENDPOINT", (await hubServer("someone/bert", tinyBert())).url);
    const { code, stderr } = await start(folder, "models", "get", "someone/else", "--models-dir", folder).result;
    expect(code).toBe(1);
    expect(stderr).toContain("The hub refuses the file (HTTP 404). Check the model's name.");
  });
});
