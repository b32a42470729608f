import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SETTINGS } from "../../src/shared/contract/settings.ts";
import { folderWith } from "../dataset/workspace.ts";
import { manifestOf } from "../extension/kept-runs.ts";
import { typedCommand } from "../../src/engine/cli/shown-path.ts";
import { runInProcess } from "./in-process.ts";
import { smallWorkspace } from "./small-workspace.ts";

const COMMANDS = [
  ...[
    "easy",
    "medium",
    "hard",
    "merge-genre",
    "convert-table",
    "extract",
    "embed-lyrics",
    "train",
    "beta-sweep",
    "k-sweep",
    "cluster",
    "export-lrc",
    "doctor",
    "search",
    "report",
    "export",
    "compare",
  ].map((name) => [name]),
  ...["show", "compare", "delete"].map((name) => ["runs", name]),
  ["runs"],
  ["worker"],
  ["queue", "status"],
  ["cache", "clear"],
];

/** What the JSON line of every command holds. */
const EVERY = ["runId", "task", "resultsDir", "seconds", "steps", "warnings"];

describe("every command", () => {
  it.each(COMMANDS)("%s %s takes --workspace, --seed, --json", async (...command) => {
    const { code, stdout } = await runInProcess(...command, "--help");
    expect(code).toBe(0);
    for (const flag of ["--help", "--workspace <dir>", "--seed <n>", "--json"]) expect(stdout).toContain(flag);
  });

  it("says of the weights of models what the setting says", async () => {
    const { stdout } = await runInProcess("models", "get", "--help");
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(SETTINGS.modelWeights.description);
  });

  it("has a place among the kinds of commands, and the help begins with what is done first", async () => {
    const { stdout } = await runInProcess("--help");
    expect(stdout).not.toContain("Others:");
    expect(stdout.match(/^ {2}([a-z-]+) /gm)?.slice(0, 3)).toEqual(["  init ", "  doctor ", "  easy "]);
    expect(stdout).toContain("In a folder of songs: latentune init");
  });

  it("says what it did with the same six fields", async () => {
    const workspace = await smallWorkspace();
    const run = manifestOf("r-aaaa", { seconds: 9, best: [], bestBy: [] });
    await mkdir(join(workspace, ".latentune", "runs", "r-aaaa", "clustering"), { recursive: true });
    await writeFile(join(workspace, ".latentune", "runs", "r-aaaa", "run.json"), JSON.stringify(run));
    await writeFile(join(workspace, ".latentune", "runs", "r-aaaa", "clustering", "metrics_hard.json"), "[]");
    const said = async (...args: readonly string[]) => {
      const result = await runInProcess(...args, "--workspace", workspace, "--seed", "7", "--json");
      expect([args, Object.keys(result.json())]).toEqual([args, expect.arrayContaining(EVERY)]);
      expect([args, result.code, result.stderr.includes("rror")]).toEqual([args, 0, false]);
      return result.json();
    };
    expect(await said("merge-genre")).toMatchObject({ runId: null, task: null, resultsDir: null, steps: [] });
    expect(await said("convert-table")).toMatchObject({ file: "data/lyrics/lyrics.csv", changed: false });
    expect(await said("embed-lyrics")).toMatchObject({
      runId: null,
      task: "medium",
      resultsDir: join(workspace, "results_steps", "embed-lyrics"),
    });
    expect(await said("runs")).toMatchObject({ runs: [{ runId: "r-aaaa" }] });
    const list = async () => (await runInProcess("runs", "--workspace", workspace)).stdout;
    expect(await list()).not.toContain("name");
    const marks = join(workspace, ".latentune", "runs", "r-aaaa", "marks.json");
    await writeFile(marks, JSON.stringify({ name: "β = 4 (β sweep)" }));
    expect(await list()).toMatch(/^run +name +task[^]*r-aaaa +β = 4 \(β sweep\) +hard/);
    expect(await said("runs", "show", "aaaa")).toMatchObject({ runId: "r-aaaa", task: "hard", seconds: 9 });
    expect(await said("runs", "show")).toMatchObject({ runId: "r-aaaa" });
    await said("runs", "compare", "aaaa", "aaaa");
    expect(await said("runs", "delete", "aaaa")).toMatchObject({ runId: "r-aaaa", task: "hard", deleted: "r-aaaa" });
    await said("cache", "clear");
  });
});

describe("wrong usage with --json", () => {
  it.each([
    [["no-such-command"], "unknown command 'no-such-command'"],
    [["hard", "--no-such-flag"], "unknown option '--no-such-flag'"],
    [["hard", "--k", "many"], "“many” is not a number"],
    [["runs", "--seed", "-1"], "--seed must be a whole number from 0"],
    [["runs", "delete"], "missing required argument 'id'"],
    [["easy", "--seconds", "0"], "--seconds must be a number from 1 to 600"],
    [["beta-sweep", "--betas=-1"], "--betas: --beta must be a number from 0 to 1000, not -1."],
    [["cluster"], "required option '--embedding <file>' not specified"],
    [["cluster", "--embedding", "a.npy", "--embedding", "b.npy"], "It takes one file: call the command once for each."],
    [["cache"], "unknown option '--json'"],
  ])("%j is an error object in the last line", async (args, message) => {
    const result = await runInProcess(...args, "--json");
    expect(result.code).toBe(2);
    expect(result.stderr).not.toContain("    at ");
    const json = result.json();
    expect(json["error"]).toContain(message);
    expect(json).toMatchObject({ exitCode: 2, runId: null, task: null, resultsDir: null, steps: [], warnings: [] });
  });
});

describe("more clusters than songs", () => {
  it.each(["easy", "medium", "hard"])("is told by %s before a song is decoded", async (task) => {
    const { code, stderr } = await runInProcess(task, "--k", "9", "--workspace", await smallWorkspace());
    expect(code).toBe(2);
    expect(stderr).toContain(
      "--k is 9, but only 5 songs can be clustered. Give at most 2, two songs a cluster, or add",
    );
    expect(stderr).not.toContain("Decoding");
  });
});

describe("flags that a task does not look at", () => {
  it.each([
    [["easy", "--seconds", "30", "--alphas", "1"], "No effect in easy: --seconds, --alphas."],
    [["medium", "--include-genre-feature", "--gamma", "2"], "No effect in medium: --include-genre-feature, --gamma."],
    [["hard", "--gamma", "2"], "No effect in hard: --gamma."],
  ])("%j is accepted and told", async (args, message) => {
    const empty = await folderWith({});
    const { code, stderr } = await runInProcess(...args, "--workspace", empty);
    expect(stderr).toContain(message);
    expect(stderr).toContain("data");
    expect(code).toBe(1);
  });
});

describe("a folder that is named without --workspace", () => {
  it.each([[["hard"]], [["doctor"]], [[]]])("is told how it is named: %j", async (command) => {
    const folder = await folderWith({});
    const { code, stderr } = await runInProcess(...command, folder);
    expect(code).toBe(2);
    expect(stderr).toContain(`A folder of songs is named so: ${typedCommand(command[0] ?? "hard", folder)}\n`);
    expect((await runInProcess(...command, join(folder, "nowhere"))).stderr).not.toContain("A folder");
  });

  it("is told of commands that have others below them, and never taken from a flag", async () => {
    const folder = await folderWith({});
    expect((await runInProcess("runs", folder)).stderr).toContain(`named so: ${typedCommand("runs", folder)}\n`);
    for (const words of [["easy", "extra"], ["nosuch"], ["runs", "nosuch"]])
      expect((await runInProcess(...words, "--workspace", folder)).stderr).not.toContain("A folder");
  });
});

describe("what a command asks for", () => {
  it("stands in its usage and before the settings", async () => {
    const { stdout } = await runInProcess("cluster", "--help");
    expect(stdout).toContain("Usage: latentune cluster --embedding <file> [options]");
    expect(stdout.indexOf("--songs <file>")).toBeLessThan(stdout.indexOf("Settings:"));
    expect(stdout.indexOf("--dbscan-eps")).toBeGreaterThan(stdout.indexOf("Settings:"));
  });
});

describe("export-lrc", () => {
  it("says where times come from while no lyrics have any", async () => {
    const { code, stdout } = await runInProcess("export-lrc", "--workspace", await smallWorkspace());
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Without times: 5\nTimes come with a transcription .*latentune transcribe .*--force/m);
  });
});

describe("a folder without a table or a run", () => {
  it("is told what helps", async () => {
    const workspace = await folderWith({ "my songs/a.mp3": "no sound" });
    const said = async (...args: readonly string[]) => {
      const { stdout, stderr } = await runInProcess(...args, "--workspace", workspace);
      return `${stdout}${stderr}`;
    };
    expect(await said("convert-table")).toMatch(/There is no data\/lyrics\/lyrics\.csv.*latentune init/);
    expect(await said("convert-table", "--genre-map")).toMatch(/There is no genre map\. .*needed where/);
    expect(await said("runs")).toContain(
      `No run has finished in this workspace yet. Run a task: ${typedCommand("hard", workspace)}.`,
    );
    expect(await said("search", "rain")).toContain(
      `run ${typedCommand("hard --lyrics-embedding transformer", workspace)}.`,
    );
    expect(await said("init", "--dry-run")).toContain("Nothing was written");
    expect(await said("init")).not.toContain("Next:");
  });

  it("names files whose tags cannot be read, and what helps", async () => {
    const cutOff = (await readFile(new URL("../audio/fixtures/sound.ogg", import.meta.url))).subarray(0, 60);
    const files = ["a", "b", "c", "d", "e", "f"].map((name) => [`music/${name}.ogg`, cutOff] as const);
    const said = async (count: number): Promise<string> => {
      const workspace = await folderWith(Object.fromEntries(files.slice(0, count)));
      const { stdout, json } = await runInProcess("init", "--workspace", workspace, "--json");
      expect(json()["plan"]).toMatchObject({ unread: count, unreadFiles: { length: Math.min(count, 5) } });
      return stdout;
    };
    expect(await said(1)).toMatch(
      /^The tags of 1 file cannot be read: music\/a\.ogg\. It gets a row .*copy or download the song again.*latentune doctor/m,
    );
    expect(await said(6)).toMatch(/^The tags of 6 files cannot be read: music\/a\.ogg, .*music\/e\.ogg, …\. They get/m);
  });

  it("gets the next commands with its table, as they can be typed", async () => {
    const songs = ["a", "b", "c", "d"].map((name) => [`${name}.mp3`, "no sound"]);
    const workspace = await folderWith(Object.fromEntries(songs) as Record<string, string>);
    const { stdout } = await runInProcess("init", "--workspace", workspace);
    expect(stdout).toContain(`Next: ${typedCommand("doctor", workspace)} checks it`);
    expect(typedCommand("hard", process.cwd())).toBe("latentune hard");
    expect(typedCommand("hard", join(process.cwd(), "my songs"))).toMatch(
      /^latentune hard --workspace ["']my songs["']$/,
    );
  });
});

it.each([[["hard"]], [["runs"]], [["init"]]])("a file in the place of the workspace is told: %j", async (args) => {
  const file = join(await folderWith({ "a.npy": "" }), "a.npy");
  const { code, stderr } = await runInProcess(...args, "--workspace", file);
  expect([code, stderr]).toEqual([2, expect.stringContaining("a.npy: The workspace is a file, not a folder. Name")]);
});

describe("a folder that is not there", () => {
  /** What some commands ask for beside the flags that all have. */
  const asked: Readonly<Record<string, readonly string[]>> = {
    cluster: ["--embedding", "a.npy"],
    compare: ["a", "b"],
    delete: ["a"],
    export: ["--out", "x"],
    search: ["rain"],
  };
  it.each([...COMMANDS, ["init"], ["transcribe"]])("is named and not made: %s %s", async (...command) => {
    const folder = await folderWith({});
    const workspace = join(folder, "nowhere");
    const args = asked[command.at(-1)!] ?? [];
    const { code, stderr } = await runInProcess(...command, ...args, "--workspace", workspace);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${workspace}: There is no such folder.`)]);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("errors of the system", () => {
  it("are one line with path, reason and remedy", async () => {
    const workspace = await smallWorkspace();
    await writeFile(join(workspace, ".latentune"), "a file where a folder must be");
    const { code, stderr, json } = await runInProcess("embed-lyrics", "--workspace", workspace, "--json");
    expect(code).toBe(1);
    expect(stderr).not.toContain("    at ");
    const told = stderr.trimEnd().split("\n").at(-1);
    expect(told).toContain(join(workspace, ".latentune"));
    expect(told).toMatch(/it is a file\. Move the file away or rename it, then run again\.$/);
    expect(`Error: ${String(json()["error"])}`).toBe(told);
  });
});

describe("merge-genre", () => {
  const table = (genres: readonly string[]) => ({
    "data/lyrics/lyrics.csv": `filename,language,genre,lyrics\n${genres.map((genre, at) => `s${at}.mp3,english,${genre},words`).join("\n")}\n`,
  });

  it.each([
    ["no row has", ["", "", "", "", "", "", ""], /^info: .*: No row has a genre/, 7],
    [
      "some rows have",
      ["pop", "", "", "", "", "", ""],
      /The row has no genre\. \(6 times, at lines 3, 4, 5, 6, 7, …\)/,
      6,
    ],
  ] as const)("says in one line where %s none, and what to do", async (_, genres, line, missing) => {
    const { code, stdout } = await runInProcess("merge-genre", "--workspace", await folderWith(table(genres)));
    expect(code).toBe(0);
    const [first, ...rest] = stdout.trimEnd().split("\n");
    expect(first).toMatch(line);
    expect(first).toContain("Fill in the column genre of lyrics.csv or give data/genre_map.csv a row filename,genre.");
    expect(rest.at(-2)).toMatch(new RegExp(`, ${missing} missing\\.$`));
    expect(rest.length).toBeLessThanOrEqual(3);
  });
});
