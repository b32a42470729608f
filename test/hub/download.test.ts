import { formatBytes } from "../../src/shared/format.ts";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import {
  downloadModel,
  planDownload,
  type DownloadPlan,
  type DownloadProgress,
} from "../../src/engine/hub/download.ts";
import { ensureModel } from "../../src/engine/hub/ensure-model.ts";
import { locateModel, type ModelRequest } from "../../src/engine/hub/locate.ts";
import { defaultModelsDir } from "../../src/engine/hub/models-folder.ts";
import { tinyBert } from "../tiny-models/tiny-bert.ts";
import { hubServer, type Trouble } from "./hub-server.ts";

const ID = "someone/tiny-bert";
const FILES = tinyBert();
const WEIGHTS = "onnx/model.onnx";
const size = (file: string): number => Buffer.byteLength(FILES.get(file)!);

let modelsDir: string;
let request: ModelRequest;
beforeEach(async () => {
  modelsDir = await mkdtemp(join(tmpdir(), "latentune-hub-"));
  onTestFinished(() => rm(modelsDir, { recursive: true, force: true }));
  request = { kind: "embedding", model: ID, weights: "auto", modelsDir, executionProvider: "cpu" };
});

const hub = (troubles: Readonly<Record<string, Trouble>> = {}) => hubServer(ID, FILES, troubles);
const inFolder = (file: string): string => join(modelsDir, "someone", "tiny-bert", file);
/** What is fetched, as against asked for. */
const fetched = (requests: readonly string[]): string[] =>
  requests.filter((line) => line.startsWith("GET /") && !line.includes("/storage/") && !line.includes("/cache/"));

describe("downloadModel", () => {
  it("tells the size first, then fetches exactly what is needed, with checksums and progress", async () => {
    const { url, requests } = await hub();
    const told: (DownloadPlan | DownloadProgress)[] = [];
    await downloadModel(request, {
      hub: url,
      onPlan: (plan) => told.push(plan),
      onProgress: (progress) => told.push(progress),
    });
    const total = ["config.json", "tokenizer.json", "tokenizer_config.json", WEIGHTS].reduce(
      (sum, file) => sum + size(file),
      0,
    );
    expect(told[0]).toMatchObject({ id: ID, weights: "full", totalBytes: total, missingBytes: total });
    expect(told.at(-1)).toMatchObject({ doneBytes: total, totalBytes: total, file: WEIGHTS });
    for (const file of ["config.json", "tokenizer.json", WEIGHTS])
      expect(await readFile(inFolder(file))).toEqual(Buffer.from(FILES.get(file)!));
    expect(await readdir(inFolder("onnx"))).toEqual(["model.onnx"]);
    // Every file but the first look is of one commit.
    expect(requests.filter((line) => line.includes("/resolve/main/"))).toEqual([
      `HEAD /${ID}/resolve/main/config.json`,
    ]);
    expect(await locateModel(request)).toMatchObject({ id: ID, weights: "full" });
  });

  it("fetches nothing that is there", async () => {
    const { url, requests } = await hub();
    await downloadModel(request, { hub: url });
    const before = fetched(requests).length;
    expect((await downloadModel(request, { hub: url })).missingBytes).toBe(0);
    expect(fetched(requests)).toHaveLength(before);
  });

  it("goes on where a connection broke, in the same run", async () => {
    const { url, requests } = await hub({ [WEIGHTS]: { cut: { after: 10_000, times: 2 } } });
    await downloadModel(request, { hub: url });
    expect(await readFile(inFolder(WEIGHTS))).toEqual(Buffer.from(FILES.get(WEIGHTS)!));
    expect(requests.filter((line) => line.startsWith(`GET /storage/${WEIGHTS}`))).toEqual([
      `GET /storage/${WEIGHTS}`,
      `GET /storage/${WEIGHTS} bytes=10000-`,
      `GET /storage/${WEIGHTS} bytes=20000-`,
    ]);
  });

  it("goes on in a later run with what an earlier one left", async () => {
    const first = await hub({ [WEIGHTS]: { cut: { after: 0, times: 99 } } });
    await expect(downloadModel(request, { hub: first.url })).rejects.toThrow(/connection broke while onnx\/model.onnx/);
    const second = await hub({ [WEIGHTS]: { cut: { after: 7000, times: 1 } } });
    const controller = new AbortController();
    await expect(
      downloadModel(request, {
        hub: second.url,
        signal: controller.signal,
        onProgress: ({ file }) => {
          if (file === WEIGHTS) controller.abort();
        },
      }),
    ).rejects.toMatchObject({ name: "CancelledError" });
    const third = await hub();
    await downloadModel(request, { hub: third.url });
    expect(third.requests.filter((line) => line.startsWith("GET /storage"))).toEqual([
      `GET /storage/${WEIGHTS} bytes=7000-`,
    ]);
    expect(await readFile(inFolder(WEIGHTS))).toEqual(Buffer.from(FILES.get(WEIGHTS)!));
  });

  it("starts again where the server knows no ranges", async () => {
    const { url } = await hub({ [WEIGHTS]: { cut: { after: 5000, times: 1 }, noRanges: true } });
    await downloadModel(request, { hub: url });
    expect(await readFile(inFolder(WEIGHTS))).toEqual(Buffer.from(FILES.get(WEIGHTS)!));
  });

  it("does not go on with the part of another version", async () => {
    await mkdir(inFolder("onnx"), { recursive: true });
    await writeFile(`${inFolder(WEIGHTS)}.0123456789abcdef.part`, "an older version");
    const { url, requests } = await hub();
    await downloadModel(request, { hub: url });
    expect(requests).toContain(`GET /storage/${WEIGHTS}`);
    expect(await readdir(inFolder("onnx"))).toEqual(["model.onnx"]);
  });

  it.each([WEIGHTS, "config.json"])("deletes what has a wrong checksum: %s", async (file) => {
    const { url } = await hub({ [file]: { damaged: true } });
    await expect(downloadModel(request, { hub: url })).rejects.toMatchObject({
      message: `The download of ${file} is damaged: its checksum is wrong. It was deleted.`,
      place: { file: inFolder(file), remedy: "Run the command again." },
    });
    expect(
      (await readdir(join(inFolder(file), ".."))).filter((name) => name.includes("part") || name === file),
    ).toEqual([]);
    await expect(locateModel(request)).rejects.toMatchObject({ reason: "missing" });
  });

  it("takes the 8-bit weights where there are no others, and refuses models without any", async () => {
    const small = await hubServer(ID, new Map([...FILES].filter(([file]) => file !== WEIGHTS)));
    expect(await planDownload(request, { hub: small.url })).toMatchObject({ weights: "quantised" });
    const none = await hubServer(ID, new Map([...FILES].filter(([file]) => !file.endsWith(".onnx"))));
    await expect(planDownload(request, { hub: none.url })).rejects.toThrow(
      /its repository has no onnx\/model_quantized.onnx/,
    );
  });

  it("fetches weights that lie beside the graph", async () => {
    const large = new Map(FILES).set(`${WEIGHTS}_data`, "the weights");
    const { url } = await hubServer(ID, large);
    await downloadModel(request, { hub: url });
    expect(await readFile(inFolder(`${WEIGHTS}_data`), "utf8")).toBe("the weights");
  });

  it("tells a wrong name, a closed repository and a hub that is not there apart", async () => {
    const { url } = await hub({ [WEIGHTS]: { status: 403 } });
    await expect(downloadModel({ ...request, model: "someone/else" }, { hub: url })).rejects.toMatchObject({
      message: "The hub refuses the file (HTTP 404).",
      place: { remedy: "Check the model's name." },
    });
    await expect(downloadModel(request, { hub: url })).rejects.toMatchObject({
      message: "The hub refuses the file (HTTP 403).",
    });
    await expect(downloadModel(request, { hub: "http://127.0.0.1:9" })).rejects.toMatchObject({
      name: "LatentuneError",
      message: expect.stringMatching(/^The hub cannot be reached: /) as string,
    });
  });
});

describe("ensureModel", () => {
  it("touches no network unless the user has agreed", async () => {
    const fetchSpy = vi.spyOn(globalThis, "fetch");
    onTestFinished(() => {
      fetchSpy.mockRestore();
    });
    await expect(ensureModel(request, { allowDownload: false })).rejects.toMatchObject({
      name: "ModelError",
      reason: "missing",
    });
    expect(fetchSpy).not.toHaveBeenCalled();
  });

  it("downloads once the user has", async () => {
    const { url } = await hub();
    vi.stubEnv("HF_ENDPOINT", url);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const located = await ensureModel(request, { allowDownload: true });
    expect(located).toEqual({
      kind: "embedding",
      id: ID,
      folder: join(modelsDir, "someone", "tiny-bert"),
      weights: "full",
    });
  });
});

describe("defaultModelsDir", () => {
  it.each([
    ["linux", {}, "/home/me/.local/share/latentune/models"],
    ["linux", { XDG_DATA_HOME: "/data" }, "/data/latentune/models"],
    ["darwin", {}, "/home/me/Library/Application Support/latentune/models"],
    ["win32", { LOCALAPPDATA: "/local" }, "/local/latentune/models"],
  ] as const)("is the user's data folder on %s", (platform, env, folder) => {
    expect(defaultModelsDir(env, platform, "/home/me")).toBe(folder);
  });
});

describe("megabytes", () => {
  it("is short", () => {
    expect([formatBytes(0), formatBytes(1_234_567), formatBytes(252_900_000)]).toEqual(["0 bytes", "1.2 MB", "253 MB"]);
  });
});
