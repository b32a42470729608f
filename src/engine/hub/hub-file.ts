// What the hub says about a file before it is fetched: size, checksum, commit. See huggingface_hub's get_hf_file_metadata.
import { LatentuneError, messageOf, throwIfCancelled } from "../core/errors.ts";

/** The public hub, or a mirror of it: `HF_ENDPOINT`, as Hugging Face's own tools take it. */
export function hubAddress(env: NodeJS.ProcessEnv = process.env): string {
  const { HF_ENDPOINT: mirror } = env;
  return (mirror === undefined || mirror === "" ? "https://huggingface.co" : mirror).replace(/\/+$/, "");
}

/** How a file's content is known before it is there. */
export interface Checksum {
  /** `sha256` of the bytes for large files; `git` for small ones: the SHA-1 of Git's blob, a header and the bytes. */
  readonly kind: "sha256" | "git";
  readonly hex: string;
}

export interface HubFile {
  /** Relative to the model's folder, with forward slashes. */
  readonly file: string;
  readonly url: string;
  readonly size: number;
  /** Null if the server does not tell one. */
  readonly checksum: Checksum | null;
  /** The commit that the file belongs to; null if the server does not tell it. */
  readonly commit: string | null;
}

const MOST_REDIRECTS = 5;

/**
 * Asks for a file's head. Redirects on the hub are followed; the one to the storage elsewhere is not, since it carries the
 * answer.
 * @returns undefined if the repository has no such file
 * @throws {LatentuneError} if the hub cannot be reached or refuses.
 */
export async function hubFile(url: string, file: string, signal?: AbortSignal): Promise<HubFile | undefined> {
  let address = url;
  for (let hop = 0; hop < MOST_REDIRECTS; hop++) {
    const response = await request(
      address,
      { method: "HEAD", redirect: "manual", headers: { "Accept-Encoding": "identity" } },
      signal,
    );
    const { headers, status } = response;
    const location = headers.get("location");
    if (status >= 300 && status < 400 && location?.startsWith("/") === true) {
      address = new URL(location, address).href;
      continue;
    }
    if (status === 404) return undefined;
    if (status >= 400) throw refused(url, status);
    const size = Number(headers.get("x-linked-size") ?? headers.get("content-length"));
    if (!Number.isSafeInteger(size) || size < 0)
      throw new LatentuneError("The hub does not say how large the file is.", { file: url });
    return { file, url, size, checksum: checksumOf(headers), commit: headers.get("x-repo-commit") };
  }
  throw new LatentuneError("The hub answers with redirects only.", { file: url });
}

function checksumOf(headers: Headers): Checksum | null {
  const tag = (headers.get("x-linked-etag") ?? headers.get("etag") ?? "").replace(/^W\//, "").replaceAll('"', "");
  if (/^[0-9a-f]{64}$/.test(tag)) return { kind: "sha256", hex: tag };
  return /^[0-9a-f]{40}$/.test(tag) ? { kind: "git", hex: tag } : null;
}

/** `fetch` whose failures are errors of a person's surroundings. @throws {LatentuneError}, {CancelledError} */
export async function request(url: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(url, { ...init, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    throwIfCancelled(signal);
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new LatentuneError(`The hub cannot be reached: ${messageOf(cause)}.`, {
      file: url,
      remedy: "Check the connection, or fetch the model on another machine and copy its folder.",
    });
  }
}

export function refused(url: string, status: number): LatentuneError {
  const remedy =
    status === 401 || status === 403
      ? "The model is not public: fetch it with an account of yours and copy its folder."
      : status === 404
        ? "Check the model's name."
        : "Try again later.";
  return new LatentuneError(`The hub refuses the file (HTTP ${status}).`, { file: url, remedy });
}
