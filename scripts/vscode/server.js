// Starts the real VS Code on a folder and stops it again, for the end-to-end tests and for `npm run demo`.
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A quiet window: nothing that VS Code would show a newcomer covers what is looked at. */
const QUIET = {
  "telemetry.telemetryLevel": "off",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
  "git.openRepositoryInParentFolders": "never",
  "remote.autoForwardPorts": false,
  "window.confirmBeforeClose": "never",
  // As on a desktop; in a browser VS Code would save by itself a second after the last key.
  "files.autoSave": "off",
  // The theme is the one in the settings, whatever the browser prefers.
  "window.autoDetectColorScheme": false,
};

/** How long a server may take to listen, in milliseconds: it takes one second on a quiet machine. */
const START_LIMIT = 60_000;

/**
 * Installs a .vsix as a user would.
 *
 * @param {import("./install.d.ts").VscodeInstallation} vscode
 * @param {string} vsix
 * @param {string} home folder of this VS Code's own files
 */
export async function installExtension(vscode, vsix, home) {
  const child = spawn(vscode.node, [vscode.server, ...folders(home), "--install-extension", vsix], {
    env: environment(home),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0 || /^(?:Error|Failed)/m.test(output)) throw new Error(`VS Code refuses ${vsix}:\n${output.trim()}`);
}

/**
 * @param {import("./install.d.ts").VscodeInstallation} vscode
 * @param {import("./server.d.ts").ServerOptions} options
 * @returns {Promise<import("./server.d.ts").VscodeServer>}
 */
export async function startServer(vscode, { home, extensions, trusted = true, settings = {}, port = 0 }) {
  await mkdir(join(home, "User"), { recursive: true });
  await writeFile(join(home, "User", "settings.json"), JSON.stringify({ ...QUIET, ...settings }, undefined, 2));
  const flags = ["--bind-addr", `127.0.0.1:${port}`, "--auth", "none", "--disable-telemetry", "--disable-update-check"];
  const trust = trusted ? ["--disable-workspace-trust"] : [];
  const child = spawn(vscode.node, [vscode.server, ...flags, ...trust, ...folders(home, extensions)], {
    env: environment(home),
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own: stopping it stops the extension hosts and what they started.
    detached: true,
  });
  const stop = () => stopGroup(child);
  putWindowFirst(child.pid);
  try {
    const address = await listening(child);
    return { address, pid: child.pid, stop, urlOf: (folder) => `${address}/?folder=${encodeURIComponent(folder)}` };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Linux first shares the processor out among sessions. On a desktop a window and its engine are of one; a browser is another, which waited
 * for minutes on one core while the engine trained.
 */
function putWindowFirst(pid) {
  // A kernel that does not do so has no such file.
  writeFile(`/proc/${pid}/autogroup`, "10").catch(() => undefined);
}

function folders(home, extensions = join(home, "extensions")) {
  return ["--user-data-dir", home, "--extensions-dir", extensions, "--config", join(home, "config.yaml")];
}

/** The caller's environment without what an outer VS Code or npm left in it, and without the user's own VS Code. */
function environment(home) {
  const foreign = /^(?:VSCODE_|ELECTRON_|npm_|PASSWORD$|HASHED_PASSWORD$|PORT$|NODE_OPTIONS$|NODE_ENV$|VITEST|TEST$)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), XDG_CONFIG_HOME: join(home, "config"), XDG_DATA_HOME: join(home, "data") };
}

/** The address that the server says it listens at. */
function listening(child) {
  return new Promise((resolve, reject) => {
    const output = [];
    const fail = (reason) => reject(new Error(`VS Code did not start: ${reason}\n${output.slice(-15).join("\n")}`));
    const timer = setTimeout(() => fail(`nothing after ${START_LIMIT / 1000} s`), START_LIMIT);
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on("line", (line) => {
        output.push(line);
        const address = /HTTP server listening on (http:\/\/\S+?)\/?$/.exec(line)?.[1];
        if (address === undefined) return;
        clearTimeout(timer);
        resolve(address);
      });
    }
    child.on("error", ({ message }) => fail(message));
    child.on("exit", (code, signal) => fail(`it ended with ${code ?? signal}`));
  });
}

/** Asks the whole process group to end and waits; what has not ended after two seconds is killed. */
async function stopGroup(child) {
  const alive = child.exitCode === null && child.signalCode === null;
  const ended = alive ? new Promise((resolve) => child.once("exit", resolve)) : Promise.resolve();
  signalGroup(child.pid, "SIGTERM");
  const timer = setTimeout(() => signalGroup(child.pid, "SIGKILL"), 2_000);
  await ended;
  clearTimeout(timer);
  signalGroup(child.pid, "SIGKILL");
}

function signalGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
