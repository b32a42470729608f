// Whole commands of installations in which a part is broken, in the ways in which it happens to people.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/shared/contract/diagnostic.ts";
import { brokenInstall, type Damage } from "./broken-install.ts";
import { workspaceOfTones } from "./tones.ts";

const installs: string[] = [];
afterAll(() => Promise.all(installs.map((home) => rm(home, { recursive: true, force: true }))));

async function installed(damages: Readonly<Record<string, Damage>>) {
  const home = await brokenInstall(damages);
  installs.push(home);
  return (...args: readonly string[]) => run(join(home, "dist", "cli.js"), args);
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly warnings: readonly Diagnostic[];
  readonly json: Readonly<Record<string, unknown>>;
}

function run(cli: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve) => {
    child.on("close", (code) => {
      const last = stdout.trimEnd().split("\n").at(-1) ?? "";
      const json = last.startsWith("{") ? (JSON.parse(last) as { readonly warnings?: Diagnostic[] }) : {};
      resolve({ code, stdout, stderr, json, warnings: json.warnings ?? [] });
    });
  });
}

const RUNTIME = "onnxruntime-node";

describe.each<[string, Damage, RegExp]>([
  ["its library was removed", "no-library", /a file of its package is missing, \S*onnxruntime/],
  ["its machine code was removed", "no-binding", /a part is missing, \S*onnxruntime_binding\.node/],
  ["its machine code was cut off", "truncated", /damaged|ends the process/],
  ["loading it ends the process", "aborts", /it ends the process that loads it/],
  ["it is not installed", "missing", /a part is missing, onnxruntime-node/],
])("ONNX Runtime: %s", (_, damage, reason) => {
  it("what needs no networks works, and tasks say why they do not", async () => {
    const latentune = await installed({ [RUNTIME]: damage });
    const workspace = await workspaceOfTones();
    const at = ["--workspace", workspace, "--json"];
    expect(await latentune("--version")).toMatchObject({ code: 0, stderr: "" });
    expect(await latentune("--help")).toMatchObject({ code: 0, stderr: "" });
    const commands = [["merge-genre"], ["runs"], ["models"], ["cache", "clear"], ["embed-lyrics"], ["convert-table"]];
    for (const command of commands)
      expect([command, await latentune(...command, ...at)]).toEqual([command, expect.objectContaining({ code: 0 })]);

    const doctor = await latentune("doctor", ...at);
    // As tasks do, which it says.
    expect((await latentune("doctor", "--fix", ...at)).code).toBe(1);
    expect(doctor.code).toBe(1);
    expect(doctor.json["cannotRun"]).toBe("No task can run: all of them use networks.");
    expect(doctor.json["rows"]).toEqual({ total: 4, usable: 4 });
    expect(doctor.json["machine"]).toMatchObject({ executionProviders: [] });
    const said = doctor.warnings.filter(({ code }) => code === "networks-unavailable");
    expect(said).toEqual([
      expect.objectContaining({ severity: "error", message: expect.stringMatching(reason) as string }),
    ]);
    expect(said[0]!.remedy).toMatch(/^Install Latentune again/);

    for (const task of ["easy", "hard", "train"]) {
      const model = task === "train" ? ["--model", "ae"] : [];
      const refused = await latentune(task, ...model, ...at);
      expect([task, refused.code, refused.json["error"]]).toEqual([task, 1, expect.stringMatching(reason)]);
      expect(refused.stderr.trim().split("\n")).toEqual([
        expect.stringMatching(/^Error: ONNX Runtime.*Install Latentune again/),
      ]);
      expect(refused.stderr).not.toContain("Unexpected");
    }
    expect(existsSync(join(workspace, "results_easy"))).toBe(false);

    await rm(join(workspace, "data", "lyrics"), { recursive: true });
    expect(await latentune("init", ...at)).toMatchObject({ code: 0, json: { written: { songs: 4 } } });
  });
});

describe.each<[string, Damage]>([
  ["is not installed", "missing"],
  ["lost its JavaScript", "garbage"],
  ["lost its WebAssembly", "no-binding"],
  ["was cut off", "truncated"],
])("what draws the pictures %s", (_, damage) => {
  it("a run goes on without pictures and says so once", async () => {
    const latentune = await installed({ "canvaskit-wasm": damage });
    const workspace = await workspaceOfTones();
    const at = ["--workspace", workspace, "--json"];
    const easy = await latentune("easy", "--k", "2", "--epochs", "2", ...at);
    expect([easy.code, easy.stderr]).toEqual([0, expect.not.stringContaining("Error")]);
    const left = easy.warnings.filter(({ code }) => code === "pictures-left-out");
    expect(left).toEqual([expect.objectContaining({ severity: "warning" })]);
    const results = join(workspace, "results_easy");
    const manifest = JSON.parse(await readFile(join(results, "run.json"), "utf8")) as {
      readonly files: readonly string[];
      readonly warnings: readonly Diagnostic[];
    };
    expect(manifest.warnings).toEqual(expect.arrayContaining(left));
    expect(manifest.files.filter((file) => file.endsWith(".png"))).toEqual([]);
    const published = manifest.files.filter((file) => !file.startsWith("view/"));
    for (const file of published) expect([file, existsSync(join(results, file))]).toEqual([file, true]);
    const report = await readFile(join(results, "REPORT.md"), "utf8");
    expect(report).not.toContain(".png");
    expect(report).toContain("Pictures are left out of runs");
    expect((await latentune("doctor", ...at)).warnings.map(({ code }) => code)).toContain("pictures-left-out");
    await rm(join(workspace, "data", "lyrics"), { recursive: true });
    expect(await latentune("init", ...at)).toMatchObject({ code: 0, json: { written: { songs: 4 } } });
  });
});

describe.each<[string, Readonly<Record<string, Damage>>, RegExp]>([
  [
    "Typst",
    { "@myriaddreamin/typst-ts-node-compiler": "missing" },
    /^REPORT\.pdf is not written, the other reports are: Typst.*cannot be loaded/,
  ],
  ["The fonts of the paper", { "@fontsource/noto-sans-bengali": "missing" }, /font of the installation is missing/],
  ["A font, cut off,", { "@fontsource/noto-sans-bengali": "truncated" }, /font of the installation is damaged/],
])("%s that is not as installed", (_, damages, reason) => {
  it("leaves the paper out, and says so once and in one line", async () => {
    const latentune = await installed(damages);
    const at = ["--workspace", await workspaceOfTones()];
    const easy = await latentune("easy", "--k", "2", "--epochs", "2", ...at, "--json");
    expect(easy.code).toBe(0);
    const left = easy.warnings.filter(({ code }) => code === "report-left-out");
    expect(left.map(({ message }) => message)).toEqual([expect.stringMatching(reason)]);
    const { stdout, stderr, code } = await latentune("report", "--format", "pdf", ...at);
    expect([code, stdout, stderr.trim().split("\n")]).toEqual([1, "", [expect.stringMatching(/^Error: .*Install Latentune again/)]]); // prettier-ignore
    const html = await latentune("report", "--format", "pdf,html", ...at, "--json");
    expect([html.code, html.json["files"]]).toEqual([0, [expect.stringMatching(/report\.html$/)]]);
  });
});

describe("a decoder that is not installed", () => {
  it("gives way to ffmpeg, or the song is named", async () => {
    const latentune = await installed({ "mpg123-decoder": "missing" });
    const workspace = await workspaceOfTones();
    const { code, json, warnings } = await latentune("doctor", "--workspace", workspace, "--json");
    expect(code).toBe(0);
    const machine = json["machine"] as { readonly decoders: readonly string[]; readonly ffmpeg: string | null };
    expect(machine.decoders).toEqual(["flac", "ogg vorbis", "ogg opus", "wav"]);
    expect(warnings.filter((warning) => warning.code === "decoder-unavailable")).toHaveLength(1);
    const named = warnings.filter(({ filename }) => filename === "d.mp3");
    if (machine.ffmpeg === null) {
      expect(named).toEqual([
        expect.objectContaining({ code: "audio-unsupported", message: expect.stringContaining("mpg123") as string }),
      ]);
    } else expect(named).toEqual([]);
  });
});

describe("the audio model of the installation", () => {
  it("that is missing is said at once, with what helps", async () => {
    const latentune = await installed({});
    const home = installs.at(-1)!;
    await rm(join(home, "media", "models"), { recursive: true });
    const { code, stderr } = await latentune("hard", "--workspace", await workspaceOfTones(), "--epochs", "1");
    expect([code, stderr]).toEqual([1, expect.stringMatching(/musicnn\.onnx: The audio model .+ Install Latentune/)]);
    expect(stderr).not.toContain("Unexpected");
  });
});

describe("a worker's bundle that is cut off", () => {
  it("is the one error of a task, not one of every song", async () => {
    const latentune = await installed({});
    await truncate(join(installs.at(-1)!, "dist", "worker.js"), 10_000);
    const { code, json, warnings } = await latentune("easy", "--workspace", await workspaceOfTones(), "--json");
    const error: unknown = expect.stringMatching(/worker\.js: Worker threads cannot be started: .+ Install Latentune/);
    expect([code, json["error"], warnings]).toEqual([1, error, []]);
  });
});
