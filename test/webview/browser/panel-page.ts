import { readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { parse } from "csv-parse/sync";
import { chromium, type Browser, type Page } from "playwright-core";
import { findChromium } from "../../../scripts/vscode/chromium.js";
import type { ViewSongs } from "../../../src/shared/contract/view.ts";
import type { HostMessage, PanelMessage } from "../../../src/webview/protocol.ts";
import { sampleWorkspace } from "../../cli/run-cli.ts";
import { startFakeHost, type FakeHost, type Handlers, type RunInfo } from "../fake-host/server.ts";
import type { ThemeName } from "../fake-host/themes.ts";
import { forkEngine, type EngineClient } from "../../server/engine-client.ts";

/** A real Hard run of the sample songs, with the engine that made it behind the host. */
export interface RealRun {
  readonly engine: EngineClient;
  readonly workspace: string;
  readonly runFolder: string;
  readonly info: RunInfo;
  readonly songs: ViewSongs;
  /** As `lyrics.csv` has them, by file name. */
  readonly lyrics: ReadonlyMap<string, string>;
  readonly close: () => Promise<void>;
}

/** Short clips and few epochs: the panel shows a worse run just as well. */
const FAST = { seconds: 5, epochs: 3 } as const;

export async function makeRealRun(): Promise<RealRun> {
  const workspace = await sampleWorkspace();
  const engine = forkEngine();
  const { manifest, runDir } = await engine.request("runTask", {
    workspace,
    task: "hard",
    token: "run",
    settings: FAST,
  });
  await engine.request("prepareView", { workspace, runId: manifest.runId });
  const songs = JSON.parse(await readFile(join(runDir, "view/songs.json"), "utf8")) as ViewSongs;
  const rows = parse(await readFile(join(workspace, "data/lyrics/lyrics.csv")), {
    columns: true,
    bom: true,
  }) as unknown as { filename: string; lyrics: string }[];
  return {
    engine,
    workspace,
    runFolder: runDir,
    info: { runId: manifest.runId, task: "hard", startedAt: manifest.startedAt, name: null },
    songs,
    lyrics: new Map(rows.map(({ filename, lyrics }) => [filename, lyrics])),
    close: async () => {
      await engine.close();
      await rm(workspace, { recursive: true, force: true });
    },
  };
}

/** Answers as the extension does. */
export function handlersOf({ engine, workspace, info, songs, lyrics }: RealRun): Handlers {
  const { runId } = info;
  return {
    openRow: () => null,
    songDetails: ({ song }) => ({
      lyrics: lyrics.get(songs.filename[song]!) ?? null,
      timedLines: [],
      lines: { first: 1, last: 1 },
    }),
    songMels: ({ song }) => engine.request("songMels", { workspace, runId, song }),
    project: ({ representation, method }) =>
      engine.request("project", { workspace, runId, representation, method, token: "map" }),
    latentSpace: (params) => engine.request("latentSpace", { workspace, runId, ...params }),
    decodeLatents: (params) => engine.request("decodeLatents", { workspace, runId, ...params }),
    hearLatents: async (params) => {
      const { file } = await engine.request("hearLatents", { workspace, runId, ...params });
      return { uri: `/workspace/${relative(workspace, file)}` };
    },
    songPath: (params) => engine.request("songPath", { workspace, runId, ...params }),
    searchByMeaning: (query) => engine.request("searchByMeaning", { workspace, runId, modelsDirs: [], ...query }),
    startTuning: (asked) => engine.request("startTuning", { workspace, runId, ...asked }),
    recluster: (asked) => engine.request("recluster", { workspace, runId, ...asked }),
    scoreTuned: (asked) => engine.request("scoreTuned", { workspace, runId, ...asked }),
    ownScores: (asked) => engine.request("ownScores", { workspace, runId, ...asked }),
    keepTuned: (asked) => engine.request("keepTuned", { workspace, runId, token: "keep", ...asked }),
    audio: ({ song }) => ({ uri: `/workspace/${songs.audio[song]!.split("/").map(encodeURIComponent).join("/")}` }),
    save: ({ suggestedName }) => ({ path: suggestedName }),
    runTask: () => null,
    cancelRun: () => null,
    createSample: () => null,
  };
}

export function hostOf(run: RealRun, handlers: Handlers = {}): Promise<FakeHost> {
  return startFakeHost({
    folders: { run: run.runFolder, workspace: run.workspace },
    run: run.info,
    handlers: { ...handlersOf(run), ...handlers },
  });
}

export function launch(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      "--no-sandbox",
      "--autoplay-policy=no-user-gesture-required",
      "--enable-unsafe-swiftshader",
      "--use-angle=swiftshader",
      ...args,
    ],
  });
}

export interface OpenedPanel {
  readonly page: Page;
  /** What went wrong in the page: exceptions, and whatever the policy refused. */
  readonly errors: string[];
}

export async function openPanel(
  browser: Browser,
  host: FakeHost,
  {
    theme = "dark",
    width = 1200,
    height = 860,
  }: { readonly theme?: ThemeName; readonly width?: number; readonly height?: number } = {},
): Promise<OpenedPanel> {
  const page = await browser.newPage({ viewport: { width, height } });
  page.setDefaultTimeout(15_000);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    // Browsers ask for an icon of every page.
    if (message.type() === "error" && !message.location().url.endsWith("favicon.ico")) errors.push(message.text());
  });
  await page.goto(`${host.url}/?theme=${theme}`);
  return { page, errors };
}

/** What the panel has posted of one kind. */
export function posted<T extends PanelMessage["type"]>(
  page: Page,
  type: T,
): Promise<Extract<PanelMessage, { readonly type: T }>[]> {
  return page.evaluate((wanted) => window.posted.filter((message) => message.type === wanted), type) as Promise<
    Extract<PanelMessage, { readonly type: T }>[]
  >;
}

/** Songs and focus of the last selection that the host was told. */
export async function lastSelection(
  page: Page,
): Promise<{ readonly songs: readonly number[]; readonly focus: number | null } | undefined> {
  const { songs, focus } = (await posted(page, "selection")).at(-1) ?? {};
  return songs === undefined || focus === undefined ? undefined : { songs, focus };
}

export function tell(page: Page, message: HostMessage): Promise<void> {
  return page.evaluate((sent) => {
    window.postMessage(sent, "*");
  }, message);
}
