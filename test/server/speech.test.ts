import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CancellationTokenSource } from "vscode-jsonrpc/node";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { EngineNotifications, ModelParams } from "../../src/shared/contract/rpc.ts";
import type { TranscriptionRequest } from "../../src/shared/contract/transcript.ts";
import { parseLyricsTable, type LyricsRecord } from "../../src/engine/dataset/table/lyrics-table.ts";
import { sampleWorkspace } from "../cli/run-cli.ts";
import { hubServer } from "../hub/hub-server.ts";
import { tinyWhisper } from "../tiny-models/tiny-whisper.ts";
import { writeTinyBert, writeTinyWhisper } from "../tiny-models/write.ts";
import { failureOf, forkEngine, type EngineClient } from "./engine-client.ts";

const REQUEST: TranscriptionRequest = {
  model: "",
  language: null,
  force: false,
  limit: null,
  only: null,
  writeLanguage: true,
  preview: false,
  allowDownload: false,
};

let workspace: string;
let models: string;
let engine: EngineClient;
let table: string;
beforeAll(async () => {
  workspace = await sampleWorkspace();
  table = join(workspace, "data", "lyrics", "lyrics.csv");
  models = await mkdtemp(join(tmpdir(), "latentune-models-"));
  await writeTinyWhisper(join(models, "sings"));
  await writeTinyWhisper(join(models, "hums"), "hums");
  await writeTinyBert(join(models, "bert"));
  engine = forkEngine();
});
afterAll(async () => {
  await engine.close();
  await rm(workspace, { recursive: true, force: true });
  await rm(models, { recursive: true, force: true });
});

const records = async (): Promise<readonly LyricsRecord[]> =>
  parseLyricsTable(await readFile(table), "lyrics.csv").records;
const wanted = (model: string, more: Partial<ModelParams> = {}): ModelParams => ({
  kind: "speech",
  model,
  weights: "auto",
  executionProvider: "cpu",
  modelsDir: null,
  storage: models,
  ...more,
});

describe("findModel", () => {
  it("finds a model by its folder and in the host's own folder, without a network", async () => {
    expect(await engine.request("findModel", wanted("sings"))).toEqual({
      found: true,
      id: "sings",
      weights: "quantised",
      modelsDir: models,
    });
    const folder = join(models, "bert");
    expect(await engine.request("findModel", wanted(folder, { kind: "embedding", weights: "full" }))).toMatchObject({
      found: true,
      id: folder,
      weights: "full",
    });
  });

  it("says of a missing model what it is, where it looked, and what a download takes", async () => {
    const found = await engine.request("findModel", wanted("small"));
    expect(found).toMatchObject({
      found: false,
      id: "Xenova/whisper-small",
      reason: "missing",
      remedy: null,
      message: "The model Xenova/whisper-small is not on this machine.",
      download: {
        weights: "quantised",
        source: "https://huggingface.co/Xenova/whisper-small",
        megabytes: 253,
        licence: "MIT",
      },
    });
    // Its own folder, and that of the command line.
    expect(found.found ? [] : found.looked).toEqual([
      join(models, "Xenova", "whisper-small"),
      expect.stringMatching(/latentune.models.Xenova.whisper-small$/),
    ]);
    const set = await engine.request("findModel", wanted("owner/unheard-of", { modelsDir: workspace }));
    expect(set).toMatchObject({
      looked: [join(workspace, "owner", "unheard-of")],
      download: { megabytes: null, licence: null },
    });
  });

  it("offers no download for a folder of the user's own, and says what it lacks", async () => {
    const own = join(models, "broken");
    await writeTinyWhisper(own);
    await rm(join(own, "onnx", "encoder_model_quantized.onnx"));
    await rm(join(own, "onnx", "encoder_model.onnx"));
    expect(await engine.request("findModel", wanted(own))).toMatchObject({
      found: false,
      reason: "missing",
      download: null,
      looked: [own],
      remedy: expect.stringContaining("layout of Transformers.js") as string,
      message: expect.stringContaining("onnx/encoder_model_quantized.onnx is missing") as string,
    });
  });
});

describe("downloadModel", () => {
  it("tells the size first, fetches with progress in bytes, and the model is there", async () => {
    const hub = await hubServer("Xenova/whisper-tiny", tinyWhisper("sings"));
    const storage = await mkdtemp(join(tmpdir(), "latentune-storage-"));
    process.env["HF_ENDPOINT"] = hub.url;
    const client = forkEngine();
    onTestFinished(async () => {
      delete process.env["HF_ENDPOINT"];
      await client.close();
      await rm(storage, { recursive: true, force: true });
    });
    const params = wanted("tiny", { storage, modelsDir: storage });
    const plan = await client.request("planModel", params);
    expect(plan).toMatchObject({ id: "Xenova/whisper-tiny", missingBytes: plan.totalBytes });
    expect(hub.requests.every((request) => request.startsWith("HEAD "))).toBe(true);
    const events: EngineNotifications["progress"][] = [];
    client.on("progress", (news) => events.push(news));
    await client.request("downloadModel", { ...params, token: "d" });
    expect(events.at(-1)).toMatchObject({
      token: "d",
      event: { label: "Downloading tiny", detail: expect.stringMatching(/^\d+ kB of \d+ kB$/) as string },
    });
    expect(await client.request("findModel", params)).toMatchObject({ found: true, modelsDir: storage });
    expect(await client.request("planModel", params)).toMatchObject({ missingBytes: 0 });
  });
});

describe("transcribe", () => {
  it("writes rows one by one and tells each, and stops when it is cancelled with those kept", async () => {
    const before = await readFile(table, "utf8");
    const names = (await records()).map(({ filename }) => filename);
    await writeFile(
      table,
      `filename,language,genre,lyrics\n${names.map((name) => `"${name}",spanish,rock,`).join("\n")}\n`,
    );
    const songs: EngineNotifications["song"][] = [];
    const source = new CancellationTokenSource();
    engine.on("song", (news) => {
      songs.push(news);
      if (news.done === 2) source.cancel();
    });
    const params = { workspace, settings: {}, transcription: { ...REQUEST, model: join(models, "sings") }, token: "t" };
    expect(await failureOf(engine.request("transcribe", params, source.token))).toMatchObject({ kind: "cancelled" });
    expect(songs[1]).toMatchObject({
      token: "t",
      done: 2,
      total: 30,
      song: { filename: names[1], outcome: "transcribed", language: "es" },
    });
    const written = (await records()).filter(({ lyrics }) => lyrics !== "");
    expect(written.length).toBeGreaterThanOrEqual(2);
    expect(written.length).toBeLessThan(30);
    expect(written[0]?.lyrics).toBe(songs[0]?.song.lyrics);

    const only = [names[0]!, names[29]!];
    const rest = await engine.request("transcribe", { ...params, transcription: { ...params.transcription, only } });
    expect(rest).toMatchObject({
      transcribed: 1,
      skipped: 1,
      stillMissing: 30 - written.length - 1,
      songs: [{ filename: names[29] }],
    });
    await writeFile(table, before);
  });

  it("names the model that is missing or broken", async () => {
    const transcription = { ...REQUEST, model: "large-v3" };
    const failure = await failureOf(
      engine.request("transcribe", { workspace, settings: { modelsDir: models }, transcription, token: "m" }),
    );
    expect(failure).toMatchObject({
      kind: "data",
      file: join(models, "Xenova", "whisper-large-v3"),
      model: { kind: "speech", name: "large-v3" },
    });
    const wrongKind = { ...REQUEST, model: join(models, "bert"), force: true, limit: 1 };
    expect(
      await failureOf(engine.request("transcribe", { workspace, settings: {}, transcription: wrongKind, token: "m" })),
    ).toMatchObject({ model: { kind: "speech" } });
  });
});

describe("a proposal", () => {
  it("shows the table with the song's new lyrics and writes nothing, until it is accepted", async () => {
    const before = await readFile(table);
    const { filename, row } = (await records()).slice(14).find(({ lyrics }) => lyrics !== "")!;
    const params = { workspace, settings: {}, model: join(models, "sings"), filename, writeLanguage: true, token: "p" };
    const { song, transcript, lyricsText, diagnostics } = await engine.request("proposeLyrics", params);
    expect(diagnostics).toEqual([]);
    expect(song).toMatchObject({ row, filename, outcome: "transcribed" });
    expect(transcript).toMatchObject({ filename, reason: null });
    expect(await readFile(table)).toEqual(before);
    await expect(
      readFile(join(workspace, "data", "lyrics", "asr", `${filename.replace(/\.\w+$/, "")}.json`)),
    ).rejects.toThrow("ENOENT");

    expect(await engine.request("acceptLyrics", { workspace, transcript: transcript!, writeLanguage: true })).toEqual({
      written: true,
    });
    const after = await readFile(table, "utf8");
    expect(after.replace(/^\ufeff/, "")).toBe(lyricsText);
    expect((await records()).find((record) => record.filename === filename)?.lyrics.replaceAll("\r\n", "\n")).toBe(
      song.lyrics,
    );
    expect(
      await engine.request("acceptLyrics", {
        workspace,
        transcript: { ...transcript!, filename: "gone.mp3" },
        writeLanguage: true,
      }),
    ).toEqual({ written: false });
    await writeFile(table, before);
  });

  it("is none where no words are heard", async () => {
    const { filename } = (await records())[0]!;
    const proposal = await engine.request("proposeLyrics", {
      workspace,
      settings: {},
      model: join(models, "hums"),
      filename,
      writeLanguage: true,
      token: "p",
    });
    expect(proposal).toMatchObject({
      lyricsText: null,
      song: { outcome: "no-words", reason: "no-speech", lyrics: "" },
    });
  });
});
