// Sets up a real VS Code from the npm registry alone: code-server, and the Node that it wants, in a cached folder.
// `node scripts/vscode/install.js` prints where it lies; the end-to-end tests and `npm run demo` call it themselves.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const CODE_SERVER = "4.139.1";
const NODE = "24.21.0";
/** Counted up when the steps below change, so that a folder of earlier steps is not taken for a present one. */
const STEPS = 1;

const root = fileURLToPath(new URL("../..", import.meta.url));

/** @returns {import("./install.d.ts").VscodeInstallation} where it lies, or will lie */
export function installation() {
  const cache = process.env.LATENTUNE_VSCODE_DIR ?? join(root, "node_modules", ".cache", "latentune", "vscode");
  const folder = join(cache, `code-server-${CODE_SERVER}-node-${NODE}-${process.platform}-${process.arch}-${STEPS}`);
  return {
    folder,
    node: join(folder, "node_modules", nodePackage(), "bin", "node"),
    server: join(folder, "node_modules", "code-server", "out", "node", "entry.js"),
  };
}

/**
 * Sets VS Code up if it is not there yet: 40 seconds and 450 MB.
 * It is built beside its place and renamed: a folder that exists is whole, whenever an earlier try was killed.
 *
 * @param {(line: string) => void} say is told what takes long
 * @returns {Promise<import("./install.d.ts").VscodeInstallation>}
 * @throws {Error} with one line that says what is missing and how to get it
 */
export async function installVscode(say = () => {}) {
  const installed = installation();
  if (existsSync(installed.folder)) return installed;
  checkTools();
  say(`Setting up VS Code (code-server ${CODE_SERVER}) in ${installed.folder}; this happens once and takes a minute.`);
  const partial = `${installed.folder}.partial-${process.pid}`;
  try {
    await mkdir(partial, { recursive: true });
    await installInto(partial);
    await rename(partial, installed.folder).catch((error) => {
      // Another process was faster: its folder is as good as ours.
      if (!existsSync(installed.folder)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return installed;
}

async function installInto(folder) {
  const environment = npmEnvironment(folder);
  const npm = (cwd, ...args) => runNpm(args, cwd, environment);
  const packages = join(folder, "node_modules");
  const code = join(packages, "code-server", "lib", "vscode");

  // 1. code-server and its Node. Its own install script would fetch the rest with scripts of 900 packages.
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  await npm(folder, "install", "--ignore-scripts", `${nodePackage()}@${NODE}`, `code-server@${CODE_SERVER}`);
  // 2. What the server of VS Code imports.
  await npm(code, "install", "--omit=dev", "--ignore-scripts");
  // 3. The two native modules without prebuilt binaries that it cannot start without.
  await npm(code, "rebuild", "@vscode/spdlog", "@vscode/native-watchdog");
  await prune(packages, code);
}

/** Removes what no window of ours ever loads: half of the disk space. */
async function prune(packages, code) {
  const unused = [
    join(packages, nodePackage(), "include"),
    ...["copilot", "github", "github-authentication", "microsoft-authentication", "mermaid-markdown-features"]
      .concat(["ms-vscode.js-debug", "ms-vscode.js-debug-companion", "ms-vscode.vscode-js-profile-table"])
      .concat(["tunnel-forwarding", "typescript-language-features", "html-language-features", "php-language-features"])
      .map((name) => join(code, "extensions", name)),
    ...["@github", "@microsoft/mxc-sdk", "@vscode/windows-process-tree"].map((name) =>
      join(code, "node_modules", name),
    ),
    join(code, "node_modules", "@vscode", "spdlog", "build", "Release", "obj.target"),
    ...(await others(join(code, "node_modules", "@vscode", "ripgrep-universal", "bin"))),
    ...(await others(join(code, "node_modules", "node-pty", "prebuilds"))),
  ];
  await Promise.all(unused.map((path) => rm(path, { recursive: true, force: true })));
}

/** The folders of binaries for other platforms. */
async function others(folder) {
  const names = await readdir(folder);
  return names.filter((name) => name !== `${process.platform}-${process.arch}`).map((name) => join(folder, name));
}

function nodePackage() {
  return `node-${process.platform}-${process.arch}`;
}

function checkTools() {
  if (process.platform === "win32") {
    throw new Error(
      "The test bench runs code-server, which has no Windows version: run it in WSL, on Linux or on macOS.",
    );
  }
  const missing = ["g++", "make", "python3"].filter((tool) => spawnSync(tool, ["--version"]).status !== 0);
  if (missing.length > 0) {
    const remedy = process.platform === "darwin" ? "xcode-select --install" : `apt-get install ${missing.join(" ")}`;
    throw new Error(`Setting up VS Code compiles two native modules and needs ${missing.join(", ")}: ${remedy}`);
  }
}

/** The caller's environment with the other Node first, its headers for node-gyp, and without the outer npm's own state. */
function npmEnvironment(folder) {
  const ofOuterNpm =
    /^npm_(?:package|lifecycle|config_(?:local_)?prefix|config_omit|config_node_gyp|config_ignore_scripts)/i;
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofOuterNpm.test(name)));
  const node = join(folder, "node_modules", nodePackage());
  return {
    ...environment,
    PATH: `${join(node, "bin")}${delimiter}${process.env.PATH ?? ""}`,
    npm_config_nodedir: node,
  };
}

/** Rejects with the end of npm's output when it fails. */
function runNpm(args, cwd, env) {
  return new Promise((resolve, reject) => {
    const flags = ["--no-audit", "--no-fund", "--loglevel=error"];
    const child = spawn("npm", [...args, ...flags], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`npm ${args.join(" ")} failed (${code}):\n${output.trimEnd().split("\n").slice(-15).join("\n")}`),
        );
    });
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const started = performance.now();
  const { folder } = await installVscode(console.log);
  console.log(`${folder} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
}
