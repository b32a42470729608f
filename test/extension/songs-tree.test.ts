import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inspectDataset } from "../../src/engine/dataset/load-dataset.ts";
import type { ClusteringChoice, RunView } from "../../src/extension/services.ts";
import { createSongsTree, type SongNode } from "../../src/extension/workspace/songs-tree.ts";
import { createRecordIndex } from "../../src/extension/workspace/records.ts";
import { createTableIndex } from "../../src/extension/lyrics/records/table-index.ts";
import { EventEmitter, Uri } from "./fake-vscode/basics.ts";
import { fakeTrees } from "./fake-vscode/panels.ts";
import { runView } from "./lyrics/run-view.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-songs-"));
  await mkdir(join(folder, "data", "lyrics"), { recursive: true });
  await writeFile(
    join(folder, "data", "lyrics", "lyrics.csv"),
    "filename,language,genre,lyrics\na.mp3,french,,la\nb.mp3,spanish,jazz,\nc.mp3,,,\n",
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Two clusterings of three songs, of which the run knows the first two. */
function viewOfTwo(): RunView {
  const view = runView(
    [
      { filename: "a.mp3", cluster: 0 },
      { filename: "b.mp3", cluster: -1 },
    ],
    { neighbours: 1 },
  );
  const [audio] = view.manifest.representations;
  const ward = {
    ...audio!.clusterings[0]!,
    method: "ward",
    label: "Ward",
    labels: { file: "both", row: 1 },
    best: false,
  };
  const manifest = { ...view.manifest, representations: [{ ...audio!, clusterings: [...audio!.clusterings, ward] }] };
  return {
    ...view,
    manifest,
    array: async (file) =>
      file === "both" ? { shape: [2, 2], data: Int32Array.of(0, -1, 1, 0) } : await view.array(file),
  };
}

function setUp(grouping: string) {
  const chosen = new EventEmitter<void>();
  const panel = {
    clustering: undefined as ClusteringChoice | undefined,
    selected: { filenames: [], focus: undefined },
    onDidSelect: new EventEmitter<void>().event,
    onDidChooseClustering: chosen.event,
  };
  const lyricsFile = Uri.file(join(folder, "data", "lyrics", "lyrics.csv"));
  const tree = createSongsTree({
    workspace: {
      current: {
        path: folder,
        dataDir: "data",
        genreSeparator: "auto",
        lyricsFile,
        hasLyrics: true,
        genreMap: Uri.file(join(folder, "data", "genre_map.csv")),
      },
      onDidChange: new EventEmitter<void>().event,
      isLyrics: () => false,
    },
    opening: { survey: undefined, onDidChange: new EventEmitter<void>().event },
    records: createRecordIndex(createTableIndex()),
    runs: { shown: {}, onDidChange: new EventEmitter<void>().event },
    views: { get: () => Promise.resolve(viewOfTwo()) },
    panel,
    memory: { get: () => grouping },
  } as never);
  const { provider } = fakeTrees.get("latentune.songs")!;
  const { getChildren, onDidChangeTreeData } = provider as {
    readonly getChildren: () => Promise<SongNode[]>;
    readonly onDidChangeTreeData: (listen: () => void) => void;
  };
  /** Names of the groups, each with its songs. */
  const groups = async () => {
    const nodes = await getChildren();
    return nodes.map((node) =>
      node.kind === "group"
        ? `${node.group.name}: ${node.group.songs.map(({ filename }) => filename).join(", ")}`
        : "no group",
    );
  };
  return { tree, panel, chosen, groups, onDidChangeTreeData };
}

describe("the songs of the side bar", () => {
  it("by cluster: of the clustering that the panel shows, and follow it", async () => {
    const { tree, panel, chosen, groups, onDidChangeTreeData } = setUp("cluster");
    expect(await groups()).toEqual(["Cluster 0: a.mp3", "Noise: b.mp3", "Not in the run that is shown: c.mp3"]);
    expect(fakeTrees.get("latentune.songs")?.description).toBe("by cluster (β-VAE latent, k-means)");
    let told = 0;
    onDidChangeTreeData(() => told++);
    panel.clustering = { representation: "audio", method: "ward", tuned: null };
    chosen.fire();
    expect(told).toBe(1);
    expect(await groups()).toEqual(["Cluster 0: b.mp3", "Cluster 1: a.mp3", "Not in the run that is shown: c.mp3"]);
    expect(fakeTrees.get("latentune.songs")?.description).toBe("by cluster (β-VAE latent, Ward)");
    tree.dispose();
  });

  it("by genre: those that lyrics.csv does not tell come from genre_map.csv, as in a run", async () => {
    const { tree, groups } = setUp("genre");
    expect(await groups()).toEqual(["jazz: b.mp3", "No genre: a.mp3, c.mp3"]);
    await writeFile(join(folder, "data", "genre_map.csv"), "filename,genre\na.mp3,folk\nb.mp3,pop\n");
    expect(await groups()).toEqual(["folk: a.mp3", "jazz: b.mp3", "No genre: c.mp3"]);
    tree.dispose();
  });

  it.each([
    ["ids", "id,genre\na,folk\nc,pop\n"],
    ["another case and path", "FILE;Genre\nMusic\\A.MP3;folk\n/srv/C.wav;pop\n"],
    ["no header", "a.mp3,folk\nc.mp3,pop\n"],
    ["unknown columns", "clip|kind\na.mp3|folk\na.mp3|jazz\nc|pop\n"],
    ["UTF-16", Buffer.from("\uFEFFfilename\tgenre\r\na.mp3\tfolk\r\nc\tpop\r\n", "utf16le")],
  ])("by genre: a map with %s is read as in a run", async (_, map) => {
    const { tree, groups } = setUp("genre");
    const file = join(folder, "data", "genre_map.csv");
    await writeFile(file, map);
    expect(await groups()).toEqual(["folk: a.mp3", "jazz: b.mp3", "pop: c.mp3"]);
    const dataset = await inspectDataset({ workspace: folder });
    expect(dataset.genres).toEqual(["folk", "jazz", "pop"]);
    tree.dispose();
  });

  it("by genre: an entry that two songs may mean is nobody's, as in a run", async () => {
    const { tree, groups } = setUp("genre");
    await writeFile(join(folder, "data", "lyrics", "lyrics.csv"), "filename\nx/a.mp3\ny/a.mp3\nb.mp3\n");
    await writeFile(join(folder, "data", "genre_map.csv"), "filename,genre\na,folk\nb,pop\n");
    expect(await groups()).toEqual(["pop: b.mp3", "No genre: x/a.mp3, y/a.mp3"]);
    expect((await inspectDataset({ workspace: folder })).genres).toEqual(["", "", "pop"]);
    tree.dispose();
  });
});
