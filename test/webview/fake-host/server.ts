import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { build } from "esbuild";
import type { FolderSurvey } from "../../../src/shared/contract/dataset.ts";
import { panelHtml } from "../../../src/extension/panel/html.ts";
import type {
  HostMessage,
  PanelMessage,
  PanelMethod,
  PanelParams,
  PanelResult,
  RunSource,
} from "../../../src/webview/protocol.ts";

export type Handlers = {
  readonly [M in PanelMethod]?: (params: PanelParams<M>) => PanelResult<M> | Promise<PanelResult<M>>;
};
export type RunInfo = Omit<RunSource, "baseUri" | "searches"> & Partial<Pick<RunSource, "searches">>;

export interface FakeHostOptions {
  /** Folders that are served, by the first part of the path: `run` holds the shown run. */
  readonly folders: Readonly<Record<string, string>>;
  /** The shown run; null: none. */
  readonly run: RunInfo | null;
  /** Runs to choose from; left out: the shown one. */
  readonly runs?: readonly RunInfo[];
  readonly handlers?: Handlers;
  readonly trusted?: boolean;
  readonly survey?: FolderSurvey | null;
}

export interface FakeHost {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const TYPES: Partial<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".csv": "text/csv",
  ".wav": "audio/wav",
  ".mp3": "audio/mpeg",
  ".flac": "audio/flac",
  ".ogg": "audio/ogg",
  ".opus": "audio/ogg",
};

/** A user without labels of his own. */
/** Of a workspace in which nothing has been labelled and no figure exported. */
const NOTHING_KEPT: Handlers = {
  ownLabels: () => ({ names: [], songs: [], codes: [] }),
  lastFigure: () => null,
  keepFigure: () => null,
};

const NONCE = "abcdefghijklmnopqrstuvwxyz012345";

/** Serves the panel under the page and the policy that the extension gives it, and answers its messages by the handlers. */
export async function startFakeHost({
  folders,
  run,
  runs = run === null ? [] : [run],
  handlers = {},
  trusted = true,
  survey = null,
}: FakeHostOptions): Promise<FakeHost> {
  const scripts = await bundle();
  const server = createServer((request, response) => {
    void answer(request.url ?? "/", request).then(
      ({ status = 200, type, body }) => {
        if (typeof body === "string") response.writeHead(status, { "content-type": type }).end(body);
        else sendFile(response, type, body, request.headers.range);
      },
      (error: unknown) => {
        response.writeHead(500).end(String(error));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  const url = `http://127.0.0.1:${address.port}`;

  async function answer(
    path: string,
    request: AsyncIterable<Buffer>,
  ): Promise<{ status?: number; type: string; body: string | ServedFile }> {
    const { pathname } = new URL(path, url);
    if (pathname === "/") return { type: "text/html", body: page(url) };
    const script = scripts[pathname];
    if (script !== undefined) return { type: TYPES[extname(pathname)]!, body: script };
    if (pathname === "/host")
      return { type: "application/json", body: JSON.stringify(await hostAnswers(await textOf(request))) };
    const [, folder = "", ...rest] = pathname.split("/").map(decodeURIComponent);
    const root = folders[folder];
    const file = root === undefined ? undefined : join(root, normalize(`/${rest.join("/")}`));
    const size =
      file === undefined
        ? undefined
        : await stat(file).then(
            (info) => (info.isFile() ? info.size : undefined),
            () => undefined,
          );
    if (file === undefined || size === undefined) return { status: 404, type: "text/plain", body: "not found" };
    return { type: TYPES[extname(file)] ?? "application/octet-stream", body: { file, size } };
  }

  async function hostAnswers(text: string): Promise<HostMessage[]> {
    const message = JSON.parse(text) as PanelMessage;
    if (message.type === "ready") {
      const shown = run === null ? null : { searches: [], ...run, baseUri: `${url}/run` };
      return [{ type: "show", run: shown, runs, offered: null, trusted, workspace: "songs30", survey }];
    }
    if (message.type !== "request") return [];
    try {
      const handler = { ...NOTHING_KEPT, ...handlers }[message.method] as ((params: unknown) => unknown) | undefined;
      if (handler === undefined) throw new Error(`The test has no answer to ${message.method}.`);
      return [{ type: "reply", id: message.id, ok: true, value: await handler(message.params) }];
    } catch (error) {
      return [{ type: "reply", id: message.id, ok: false, message: (error as Error).message }];
    }
  }

  return {
    url,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
      }),
  };
}

interface ServedFile {
  readonly file: string;
  readonly size: number;
}

/** Audio is sought by asking for a range of bytes, which VS Code's own server of resources answers as well. */
function sendFile(response: ServerResponse, type: string, { file, size }: ServedFile, range: string | undefined): void {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  const start = Number(from ?? 0);
  const end = to === undefined || to === "" ? size - 1 : Number(to);
  response.writeHead(from === undefined ? 200 : 206, {
    "content-type": type,
    "accept-ranges": "bytes",
    "content-length": end - start + 1,
    ...(from === undefined ? {} : { "content-range": `bytes ${start}-${end}/${size}` }),
  });
  createReadStream(file, { start, end }).pipe(response);
}

/** The extension's own page, with the stand-in for VS Code before the panel's script. */
function page(url: string): string {
  const uri = (path: string) => ({ toString: () => `${url}${path}` }) as never;
  const html = panelHtml(
    { cspSource: url, asWebviewUri: (file) => file },
    { script: uri("/panel.js"), style: uri("/panel.css") },
    NONCE,
  );
  return html.replace("<body>", `<body>\n<script nonce="${NONCE}" src="/page.js"></script>`);
}

async function bundle(): Promise<Record<string, string>> {
  const { outputFiles } = await build({
    entryPoints: { panel: "src/webview/main.ts", page: "test/webview/fake-host/page.ts" },
    bundle: true,
    format: "iife",
    target: "chrome120",
    outdir: "/",
    write: false,
    minify: true,
    logLevel: "warning",
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [path, text]));
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
