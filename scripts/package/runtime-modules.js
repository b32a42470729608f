// Lays out the node_modules of a packaged extension: what the bundles leave outside, what that needs, and of each package
// only the files that are read at run time, for one platform.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** The files to take, where a package holds more than it needs at run time; `$target` is the platform's folder. */
const FILES = {
  // A Mac's library lies there under two names; the binding asks for the one without the full version.
  "onnxruntime-node": /^dist\/.*\.js$|^bin\/napi-v\d+\/$target\/(?!libonnxruntime\.\d+\.\d+\.\d+\.dylib$)/,
  "@huggingface/transformers": /^dist\/transformers\.node\.mjs$/,
  "@fontsource/noto-sans": /^files\/.*-(?:400|700)-normal\.woff$/,
  "@fontsource/noto-sans-arabic": /^files\/.*-arabic-(?:400|700)-normal\.woff$/,
  "@fontsource/noto-sans-bengali": /^files\/.*-bengali-(?:400|700)-normal\.woff$/,
  "@wasm-audio-decoders/flac": /^(?:index\.js|src\/.*)$/,
  "@wasm-audio-decoders/ogg-vorbis": /^(?:index\.js|src\/.*)$/,
  // Its scripts for Redis lie in JavaScript beside the texts that they are made from.
  bullmq: /^dist\/cjs\/.*\.js$/,
  "canvaskit-wasm": /^bin\/canvaskit\.(?:js|wasm)$/,
  luxon: /^build\/node\/luxon\.js$/,
  "mpg123-decoder": /^(?:index\.js|src\/.*)$/,
  msgpackr: /^dist\/node\.cjs$/,
  "opus-decoder": /^(?:index\.js|src\/.*)$/,
};
/** Read by nobody at run time, in any package. */
const NEVER =
  /\.(?:map|md|markdown|flow|html|[ch]|[cm]?ts|tsbuildinfo)$|(?:^|\/)(?:\.|tests?\/|docs?\/|examples?\/|bench\/|tsconfig.*\.json$|sbom\.)/;
const ALWAYS = /^(?:package\.json|(?:licen[cs]e|notice|copying|third.?party)[^/]*)$/i;

/** Dependencies that only an install script or a compiler uses, or that a package does without: native code that it has in JavaScript too. */
const NOT_NEEDED = {
  "onnxruntime-node": ["adm-zip", "global-agent"],
  "canvaskit-wasm": ["@webgpu/types"],
  msgpackr: ["msgpackr-extract"],
};

/**
 * @param {string} folder the extension's folder
 * @param {readonly string[]} names packages that the bundles import
 * @param {{name: string, os: string, cpu: string, binaries: string}} target
 * @returns {Promise<readonly string[]>} the packages' folders, relative to `folder`
 */
export async function layOutModules(folder, names, target) {
  const lock = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")).packages;
  const paths = [...closure(lock, names, target.binaries)].sort();
  for (const path of paths) {
    await copyPackage(await sourceOf(path, lock), join(folder, path), nameOf(path), target);
  }
  return paths;
}

/** Where the package's files are: installed here, or fetched for another platform. */
async function sourceOf(path, lock) {
  return existsSync(join(root, path)) ? join(root, path) : await fetched(path, lock[path]);
}

/** The package of binaries of each platform, whole. @returns {Promise<readonly string[]>} folders */
export async function binariesOf(prefix, platforms) {
  const lock = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")).packages;
  return await Promise.all(platforms.map((platform) => sourceOf(`node_modules/${prefix}${platform}`, lock)));
}

/** The package that has a package of binaries for each platform, named after both. */
const BY_PLATFORM = "@myriaddreamin/typst-ts-node-compiler-";

/** The lock file's paths of the packages and of all that they need; of binaries only the platform's. */
function closure(lock, names, platform) {
  const found = new Set();
  const visit = (name, from) => {
    const path = resolve(lock, name, from);
    if (found.has(path)) return;
    found.add(path);
    const { dependencies = {}, optionalDependencies = {} } = lock[path];
    const skipped = NOT_NEEDED[name] ?? [];
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const foreign = needed.startsWith(BY_PLATFORM) && needed !== `${BY_PLATFORM}${platform}`;
      if (!foreign && !skipped.includes(needed)) visit(needed, path);
    }
  };
  for (const name of names) visit(name, "");
  return found;
}

/** As Node resolves: in the package's own node_modules, then in those above. */
function resolve(lock, name, from) {
  for (let above = from; ; above = above.slice(0, Math.max(0, above.lastIndexOf("/node_modules/")))) {
    const path = above === "" ? `node_modules/${name}` : `${above}/node_modules/${name}`;
    if (lock[path] !== undefined) return path;
    if (above === "")
      throw new Error(`package-lock.json has no ${name}, which ${from || "the extension"} needs: npm install`);
  }
}

function nameOf(path) {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

async function copyPackage(source, destination, name, target) {
  const pattern = FILES[name];
  const wanted = pattern && new RegExp(pattern.source.replace("$target", `${target.os}/${target.cpu}`));
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  let copied = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name)
      .slice(source.length + 1)
      .replaceAll("\\", "/");
    // Packages inside this one have their own place in the lock file.
    if (file.startsWith("node_modules/")) continue;
    const keep = ALWAYS.test(file) || (!NEVER.test(file) && (wanted === undefined || wanted.test(file)));
    if (!keep) continue;
    if (wanted?.test(file)) copied += 1;
    await mkdir(dirname(join(destination, file)), { recursive: true });
    await cp(join(source, file), join(destination, file));
  }
  if (wanted !== undefined && copied === 0)
    throw new Error(`${name} has no file that matches ${wanted.source}: its layout changed.`);
}

/** A package for another platform, from the registry, checked against the lock file; kept for the next time. */
async function fetched(path, { version, integrity }) {
  const name = nameOf(path);
  const cache = join(root, "node_modules", ".cache", "latentune", "packages");
  const folder = join(cache, `${name.replace("/", "-")}-${version}`);
  if (existsSync(folder)) return join(folder, "package");
  await mkdir(cache, { recursive: true });
  const partial = await mkdtemp(join(cache, "partial-"));
  try {
    await run("npm", ["pack", `${name}@${version}`, "--pack-destination", partial], {
      shell: process.platform === "win32",
    });
    const [packed] = await readdir(partial);
    const tarball = join(partial, packed);
    const [algorithm, digest] = integrity.split(/-(.*)/s);
    const found = createHash(algorithm)
      .update(await readFile(tarball))
      .digest("base64");
    if (found !== digest) throw new Error(`${name}@${version} from the registry is not the one in package-lock.json.`);
    await run("tar", ["-xzf", tarball, "-C", partial]);
    await rm(tarball);
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return join(folder, "package");
}
