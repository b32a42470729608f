import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What goes wrong with a file. */
export interface Trouble {
  /** Cut the connection after so many bytes, so many times. */
  readonly cut?: { readonly after: number; times: number };
  /** Send other bytes than the checksum is of. */
  readonly damaged?: boolean;
  /** Know nothing of ranges. */
  readonly noRanges?: boolean;
  readonly status?: number;
}

export interface HubServer {
  readonly url: string;
  /** `GET path range`, in order. */
  readonly requests: string[];
}

/**
 * A hub of one model as Hugging Face's: large files have a SHA-256 in `X-Linked-ETag` and a redirect to a storage, small
 * ones an `ETag` of Git's and, for some, a relative redirect first.
 */
export async function hubServer(
  id: string,
  files: ReadonlyMap<string, Uint8Array | string>,
  troubles: Readonly<Record<string, Trouble>> = {},
): Promise<HubServer> {
  const requests: string[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = decodeURI(request.url ?? "");
    requests.push([request.method, path, request.headers.range ?? ""].join(" ").trim());
    const file = /\/resolve\/[^/]+\/(.+)$/.exec(path)?.[1] ?? /^\/(?:storage|cache)\/(.+)$/.exec(path)?.[1] ?? "";
    const content = path.startsWith(`/${id}/`) || /^\/(?:storage|cache)\//.test(path) ? files.get(file) : undefined;
    const trouble = troubles[file] ?? {};
    if (content === undefined || trouble.status !== undefined) {
      response.writeHead(trouble.status ?? 404).end();
      return;
    }
    const bytes = Buffer.from(content);
    const large = file.endsWith(".onnx");
    const commit = { "X-Repo-Commit": "c0ffee" };
    if (large && !path.startsWith("/storage/")) {
      const url = `http://localhost:${(server.address() as AddressInfo).port}/storage/${file}`;
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      response
        .writeHead(302, { ...commit, Location: url, "X-Linked-Size": bytes.length, "X-Linked-ETag": `"${sha256}"` })
        .end();
      return;
    }
    if (!large && file === "tokenizer.json" && !path.startsWith("/cache/")) {
      response.writeHead(307, { ...commit, Location: `/cache/${file}` }).end();
      return;
    }
    const git = createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
    send(
      request,
      response,
      trouble.damaged === true ? bytes.map((byte) => byte ^ 1) : bytes,
      { ...commit, ETag: `W/"${git}"` },
      trouble,
    );
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  headers: Record<string, string>,
  trouble: Trouble,
): void {
  const from = trouble.noRanges === true ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, { ...headers, "Content-Length": bytes.length - from });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const { cut } = trouble;
  if (cut !== undefined && cut.times > 0) {
    cut.times--;
    response.write(bytes.subarray(from, from + cut.after));
    // What has not been read when a connection breaks is lost: give the reader time to take these bytes.
    setTimeout(() => response.destroy(), 300);
    return;
  }
  response.end(bytes.subarray(from));
}
