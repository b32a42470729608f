import { songTitle } from "../../shared/names.ts";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import {
  VIEW_SCHEMA_VERSION,
  type ViewManifest,
  type ViewProjection,
  type ViewSongs,
} from "../../shared/contract/view.ts";
import type { RunSource } from "../protocol.ts";
import { isInside } from "../../shared/safe-paths.ts";
import { parseHistory, type EpochPoint } from "./history.ts";
import { decodeViewArray, type ViewArray } from "../../shared/npy.ts";

/** What reading a file needs of the browser; tests give their own. */
export type Fetch = (uri: string, init: { readonly signal: AbortSignal }) => Promise<Response>;

/** A run as the panel reads it: its manifest and songs at once, arrays when they are asked for, each once. */
export class RunView {
  readonly source: RunSource;
  readonly songs: ViewSongs;
  readonly titles: readonly string[];
  readonly #read: ReadFile;
  readonly #cache = new Map<string, Promise<unknown>>();
  readonly #abort: AbortController;
  #manifest: ViewManifest;

  private constructor(
    source: RunSource,
    manifest: ViewManifest,
    songs: ViewSongs,
    read: ReadFile,
    abort: AbortController,
  ) {
    this.source = source;
    this.songs = songs;
    this.titles = songs.filename.map(songTitle);
    this.#manifest = manifest;
    this.#read = read;
    this.#abort = abort;
  }

  /** @throws {Error} if the view is missing, of another version, or does not fit its songs. */
  static async open(source: RunSource, fetchFile: Fetch, abort: AbortController): Promise<RunView> {
    const read = reader(source.baseUri, fetchFile, abort.signal);
    // Each file is a way to the host and back: the names are asked for before the manifest has said where they lie.
    const names = read(RESULT_FILES.viewSongs);
    names.catch(() => undefined);
    const found = (await (await read(RESULT_FILES.view)).json()) as Omit<ViewManifest, "schemaVersion"> & {
      readonly schemaVersion: number;
    };
    if (found.schemaVersion !== VIEW_SCHEMA_VERSION) {
      throw new Error(
        `The view of this run has version ${found.schemaVersion}; this panel reads ${VIEW_SCHEMA_VERSION}. Reload the window.`,
      );
    }
    const manifest: ViewManifest = { ...found, schemaVersion: VIEW_SCHEMA_VERSION };
    if (typeof manifest.songs !== "string")
      throw new Error(`The ${manifest.songCount} songs of this run are columns, which this panel does not read yet.`);
    const songs = (await (
      await (manifest.songs === RESULT_FILES.viewSongs ? names : read(manifest.songs))
    ).json()) as ViewSongs;
    if (songs.filename.length !== manifest.songCount) {
      throw new Error(
        `${manifest.songs} lists ${songs.filename.length} songs where the run has ${manifest.songCount}. Run the task again.`,
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
    return this.#once(file, async (response) => decodeViewArray(new Uint8Array(await response.arrayBuffer()), file));
  }

  async floats(file: string): Promise<Float32Array> {
    const { data } = await this.array(file);
    return data instanceof Float32Array ? data : Float32Array.from(data);
  }

  async integers(file: string): Promise<Int32Array> {
    const { data } = await this.array(file);
    return data instanceof Int32Array ? data : Int32Array.from(data);
  }

  history(file: string): Promise<EpochPoint[]> {
    return this.#once(file, async (response) => parseHistory(await response.text(), file));
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

  #once<T>(file: string, parse: (response: Response) => Promise<T>): Promise<T> {
    const known = this.#cache.get(file);
    if (known !== undefined) return known as Promise<T>;
    const made = this.#read(file).then(parse);
    this.#cache.set(file, made);
    // A file that could not be read is tried again the next time; the caller has the rejection.
    made.catch(() => this.#cache.delete(file));
    return made;
  }
}

type ReadFile = (file: string) => Promise<Response>;

function reader(baseUri: string, fetchFile: Fetch, signal: AbortSignal): ReadFile {
  return async (file) => {
    if (!isInside(file)) throw new Error(`“${file}” is not in the folder of this run: it is not opened.`);
    const uri = `${baseUri}/${file.split("/").map(encodeURIComponent).join("/")}`;
    const response = await fetchFile(uri, { signal });
    if (!response.ok)
      throw new Error(`${file} of this run cannot be read (${response.status}). Run the task again to make it anew.`);
    return response;
  };
}
