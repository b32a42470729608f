import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import {
  VIEW_SCHEMA_VERSION,
  type ViewManifest,
  type ViewCodes,
  type ViewProjection,
  type ViewRow,
  type ViewSongFiles,
  type ViewSongs,
} from "../../shared/contract/view.ts";
import type { SongTexts } from "../../shared/contract/scale/song-table.ts";
import type { RunSource } from "../protocol.ts";
import { isInside } from "../../shared/safe-paths.ts";
import { songsFromHost, songsInMemory, type RunSongs, type SongLabels } from "./run-songs.ts";
import { parseHistory, type EpochPoint } from "./history.ts";
import { decodeViewArray, npyHeader, viewRow, type ViewArray } from "../../shared/npy.ts";
import { NPY_HEAD_BYTES, NpyError, parseNpyHeader, type NpyHeader } from "../../shared/npy-header.ts";

/** What reading a file needs of the browser; tests give their own. */
export type Fetch = (
  uri: string,
  init: { readonly signal: AbortSignal; readonly headers: Record<string, string> },
) => Promise<Response>;

/** A run as the panel reads it: its manifest and songs at once, arrays when they are asked for, each once. */
export class RunView {
  readonly source: RunSource;
  readonly songs: RunSongs;
  /** The user's own labels, which change while a run is shown; null until they are read. */
  own: SongLabels | null = null;
  readonly #read: ReadFile;
  readonly #cache = new Map<string, Promise<unknown>>();
  readonly #abort: AbortController;
  #manifest: ViewManifest;

  private constructor(
    source: RunSource,
    manifest: ViewManifest,
    songs: RunSongs,
    read: ReadFile,
    abort: AbortController,
  ) {
    this.source = source;
    this.songs = songs;
    this.#manifest = manifest;
    this.#read = read;
    this.#abort = abort;
  }

  /**
   * @param parts `texts`, `arrived`, `failed`: see {@link songsFromHost}
   * @throws {Error} if the view is missing, of another version, or does not fit its songs.
   */
  static async open(
    source: RunSource,
    { fetch, texts, arrived, failed }: OpenParts,
    abort: AbortController,
  ): Promise<RunView> {
    const read = reader(source.baseUri, fetch, abort.signal);
    const found = (await (await read(RESULT_FILES.view)).json()) as Omit<ViewManifest, "schemaVersion"> & {
      readonly schemaVersion: number;
    };
    if (found.schemaVersion !== VIEW_SCHEMA_VERSION) {
      throw new Error(
        `The view of this run has version ${found.schemaVersion}; this panel reads ${VIEW_SCHEMA_VERSION}. Reload the window.`,
      );
    }
    const manifest: ViewManifest = { ...found, schemaVersion: VIEW_SCHEMA_VERSION };
    const { songs: files, songCount } = manifest;
    const songs =
      typeof files === "string"
        ? songsInMemory((await (await read(files)).json()) as ViewSongs)
        : songsFromHost(await readLabels(files, read), texts, arrived, failed);
    if (songs.count !== songCount) {
      throw new Error(
        `${typeof files === "string" ? files : files.genre.codes} lists ${songs.count} songs where the run has ${songCount}. Run the task again.`,
      );
    }
    return new RunView(source, manifest, songs, read, abort);
  }

  get manifest(): ViewManifest {
    return this.#manifest;
  }

  get songCount(): number {
    return this.#manifest.songCount;
  }

  /** An array of the run; the same promise for the same file. */
  array(file: string): Promise<ViewArray> {
    return this.#once(file, async () => arrayOf(await this.#read(file), file));
  }

  /** A whole array, or a row of one with a number per song. */
  async floats(at: string | ViewRow): Promise<Float32Array> {
    const data = await this.#numbers(at);
    return data instanceof Float32Array ? data : Float32Array.from(data);
  }

  /** As {@link floats}. */
  async integers(at: string | ViewRow): Promise<Int32Array> {
    const data = await this.#numbers(at);
    return data instanceof Int32Array ? data : Int32Array.from(data);
  }

  /**
   * One row of an array of two dimensions, without reading the others where the page's server gives a part of a file; else the
   * whole array is read, once.
   */
  async row(file: string, row: number): Promise<ViewArray["data"]> {
    const header = await this.#once(`${file} header`, async () => {
      const response = await this.#read(file, { first: 0, last: NPY_HEAD_BYTES - 1 });
      return response.status === PARTIAL_CONTENT ? npyHeaderOf(response, file) : null;
    });
    if (header === null) {
      const { shape, data } = await this.array(file);
      return data.subarray(row * shape[1]!, (row + 1) * shape[1]!);
    }
    const { dtype, shape, dataStart } = header;
    const [, columns = 1] = shape;
    const length = columns * Number(dtype.at(-1));
    const first = dataStart + row * length;
    const bytes = await (await this.#read(file, { first, last: first + length - 1 })).arrayBuffer();
    const values = new Uint8Array(npyHeader([columns], dtype).length + bytes.byteLength);
    values.set(npyHeader([columns], dtype));
    values.set(new Uint8Array(bytes), values.length - bytes.byteLength);
    return decodeViewArray(values, file).data;
  }

  history(file: string): Promise<EpochPoint[]> {
    return this.#once(file, async () => parseHistory(await (await this.#read(file)).text(), file));
  }

  /** Forgets a file that is large and of one song only, such as a spectrogram. */
  forget(file: string): void {
    this.#cache.delete(file);
  }

  /** A map that the engine has made since the view was opened. */
  addProjection(representation: string, projection: ViewProjection): void {
    const representations = this.#manifest.representations.map((candidate) =>
      candidate.name === representation
        ? {
            ...candidate,
            projections: [...candidate.projections.filter(({ method }) => method !== projection.method), projection],
          }
        : candidate,
    );
    this.#manifest = { ...this.#manifest, representations };
  }

  /** Stops whatever is still being read. */
  dispose(): void {
    this.#abort.abort();
    this.#cache.clear();
  }

  async #numbers(at: string | ViewRow): Promise<ViewArray["data"]> {
    if (typeof at === "string") return (await this.array(at)).data;
    const { file, row } = at;
    // The same array each time, as of a whole file: who has drawn it need not draw it again.
    return await this.#once(`${file} row ${row}`, async () => viewRow(await this.array(file), at, this.songCount));
  }

  #once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.#cache.get(key);
    if (known !== undefined) return known as Promise<T>;
    const made = make();
    this.#cache.set(key, made);
    // A file that could not be read is tried again the next time; the caller has the rejection.
    made.catch(() => this.#cache.delete(key));
    return made;
  }
}

/** What opening a run needs of the page and the host. */
export interface OpenParts {
  readonly fetch: Fetch;
  readonly texts: (songs: readonly number[]) => Promise<readonly SongTexts[]>;
  readonly arrived: () => void;
  readonly failed: (error: unknown) => void;
}

type ReadFile = (file: string, range?: ByteRange) => Promise<Response>;

/** Bytes of a file, the last one included. */
interface ByteRange {
  readonly first: number;
  readonly last: number;
}

async function readLabels(
  { genre, language }: Pick<ViewSongFiles, "genre" | "language">,
  read: ReadFile,
): Promise<Record<"genre" | "language", SongLabels>> {
  const labels = async ({ names, codes }: ViewCodes): Promise<SongLabels> => {
    const { data } = await arrayOf(await read(codes), codes);
    return { names, codes: data instanceof Int32Array ? data : Int32Array.from(data) };
  };
  const [genres, languages] = await Promise.all([labels(genre), labels(language)]);
  return { genre: genres, language: languages };
}

/** The status of an answer that holds the asked part of a file. */
const PARTIAL_CONTENT = 206;

async function npyHeaderOf(response: Response, file: string): Promise<NpyHeader> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  try {
    return parseNpyHeader(bytes);
  } catch (error) {
    if (!(error instanceof NpyError)) throw error;
    throw new Error(`${file} is not a readable array: ${error.message}. Run the task again to make it anew.`, {
      cause: error,
    });
  }
}

async function arrayOf(response: Response, file: string): Promise<ViewArray> {
  return decodeViewArray(new Uint8Array(await response.arrayBuffer()), file);
}

function reader(baseUri: string, fetchFile: Fetch, signal: AbortSignal): ReadFile {
  return async (file, range) => {
    if (!isInside(file)) throw new Error(`“${file}” is not in the folder of this run: it is not opened.`);
    const uri = `${baseUri}/${file.split("/").map(encodeURIComponent).join("/")}`;
    const headers = range === undefined ? {} : { Range: `bytes=${range.first}-${range.last}` };
    const response = await fetchFile(uri, { signal, headers });
    if (!response.ok)
      throw new Error(`${file} of this run cannot be read (${response.status}). Run the task again to make it anew.`);
    return response;
  };
}
