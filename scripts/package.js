// Packages the extension for one platform: npm run package [-- --target win32-x64].
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundle, UNBUNDLED } from "./build.js";
import { importSource } from "./esbuild.js";
import { addressFields, repositoryOf, withAddresses } from "./package/addresses.js";
import { thirdPartyNotices } from "./package/notices.js";
import { layOutModules } from "./package/runtime-modules.js";
import { targetOf } from "./package/targets.js";
import { writeVsix } from "./package/vsix.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What a package may weigh, in bytes. */
const LIMIT = 120e6;

/** Fields of package.json that only development reads. */
const DEVELOPMENT = [
  "scripts",
  "files",
  "bin",
  "exports",
  "types",
  "devDependencies",
  "dependencies",
  "overrides",
  "allowScripts",
];

/** Packages of machine code, and one that is of no use without them. */
const NATIVE = ["@huggingface/transformers", "@myriaddreamin/typst-ts-node-compiler", "onnxruntime-node"];

/**
 * @param {{target?: string, outdir?: string}} [options] VS Code's name of the platform, default this machine's; the
 *   folder for the file, default the repository's root
 * @returns {Promise<import("./package.d.ts").PackagedExtension>}
 */
export async function packageExtension({ target: targetName, outdir = root } = {}) {
  const target = targetOf(targetName);
  const stage = await mkdtemp(join(tmpdir(), "latentune-package-"));
  try {
    const manifest = await stageExtension(stage, target);
    const file = join(outdir, `${manifest.name}-${manifest.version}-${target.name}.vsix`);
    const written = await writeVsix(stage, file, isUniversal(target) ? undefined : target.name);
    if (written.bytes > LIMIT)
      throw new Error(`${file} has ${megabytes(written.bytes)}: more than ${megabytes(LIMIT)}.`);
    return { file, ...written };
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** Lays the extension out as it will lie on the user's disk; returns its package.json. */
export async function stageExtension(stage, target) {
  // 1. Our own code, bundled.
  const universal = isUniversal(target);
  const inputs = await bundle({ outdir: join(stage, "dist"), release: true, universal });
  // 2. The packages that stay as they are, for this platform.
  const modules = await layOutModules(
    stage,
    universal ? UNBUNDLED.filter((name) => !NATIVE.includes(name)) : UNBUNDLED,
    target,
  );
  // 3. What is read and seen.
  await cp(join(root, "media"), join(stage, "media"), { recursive: true, filter: isPacked });
  for (const name of ["CHANGELOG.md", "LICENSE"]) await cp(join(root, name), join(stage, name));
  for (const name of await textsOfManifest()) await cp(join(root, name), join(stage, name));
  const page = repositoryOf(root);
  const gallery = await readFile(join(root, "media", "gallery.md"), "utf8");
  await writeFile(join(stage, "README.md"), withAddresses(gallery, "media", page));
  await writeNotices(stage, modules, inputs);
  // 4. The manifest without what only development reads.
  const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  for (const field of DEVELOPMENT) delete manifest[field];
  Object.assign(manifest, addressFields(page));
  if (universal) {
    manifest.browser = "./dist/web.js";
    // A browser's editor refuses an extension of this type, whatever its bundle is; what Node runs lies in one folder.
    await writeFile(join(stage, "dist", "package.json"), JSON.stringify({ type: manifest.type }));
    delete manifest.type;
    manifest.capabilities.virtualWorkspaces.supported = "limited";
  }
  checkManifest(manifest, stage);
  await writeFile(join(stage, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}

function isUniversal({ os }) {
  return os === undefined;
}

/** Of `media`: what the extension shows or reads. Pictures of the README are read where that is. */
function isPacked(path) {
  const name = basename(path);
  return !/^(?:\.DS_Store|gallery\.md)$/.test(name) && (!name.endsWith(".png") || name === "icon.png");
}

/** package.nls.json and its translations. */
async function textsOfManifest() {
  return (await readdir(root)).filter((name) => /^package\.nls(?:\.[a-z-]+)?\.json$/.test(name));
}

/** THIRD_PARTY_NOTICES.md of what lies in a folder's node_modules, and of what went into its bundles. */
export async function writeNotices(folder, modules, inputs) {
  const packages = {
    modules: modules.map((path) => join(folder, path)),
    bundled: packagesOf(inputs).map((path) => join(root, path)),
  };
  const { KNOWN_MODELS } = await importSource("src/shared/contract/models.ts");
  const models = KNOWN_MODELS.map(({ id, licence }) => ({ name: id, licence, source: `https://huggingface.co/${id}` }));
  await writeFile(join(folder, "THIRD_PARTY_NOTICES.md"), await thirdPartyNotices(packages, models));
}

/** The folders of the packages that bundled files belong to. */
function packagesOf(inputs) {
  const folders = inputs.map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}

/** Fails on what VS Code would refuse, or would accept and then not find. */
function checkManifest({ publisher, engines, main, browser, icon }, stage) {
  const missing = Object.entries({ publisher, "engines.vscode": engines?.vscode, main }).filter(
    ([, value]) => value === undefined,
  );
  if (missing.length > 0) throw new Error(`package.json lacks ${missing.map(([name]) => name).join(", ")}.`);
  for (const path of [main, browser, icon]) {
    if (path !== undefined && !existsSync(join(stage, path)))
      throw new Error(`package.json names ${path}, which is not packaged.`);
  }
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { target: { type: "string" } } });
  try {
    const { file, files, bytes } = await packageExtension(values);
    console.log(`${file}: ${megabytes(bytes)}, ${files} files`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
