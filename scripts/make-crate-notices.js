// Writes scripts/package/licences/crates-typst.txt: who made the Rust crates that Typst's compiler is built from on any
// platform, and under which licence. It names its crates only in the places of its errors.
// Needs cargo; run once per version of it, the result is part of the repository: node scripts/make-crate-notices.js
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cratesIn } from "./package/crates.js";
import { binariesOf } from "./package/runtime-modules.js";
import { TARGETS } from "./package/targets.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const platforms = Object.values(TARGETS).map(({ binaries }) => binaries);
const folders = await binariesOf("@myriaddreamin/typst-ts-node-compiler-", platforms);
const crates = [...new Set((await Promise.all(folders.map(cratesIn))).flat())].sort();

/** Crates that no registry has: parts of Typst and of its language server, both Apache-2.0. */
const FROM_GIT =
  "typst (Apache-2.0): Copyright 2019 Martin Haug, Laurenz Mädje and others\ntinymist (Apache-2.0): Copyright the tinymist contributors\n";

/** Versions that were withdrawn since: the next one tells the same of its licence. */
const WITHDRAWN = ["spin"];

const project = await mkdtemp(join(tmpdir(), "latentune-crates-"));
try {
  const wanted = crates.map((crate) => /^(.+?)-(\d+\.\d+\.\d.*)$/.exec(crate).slice(1));
  const lines = wanted.map(
    ([crate, version], index) =>
      `c${index} = { package = "${crate}", version = "${WITHDRAWN.includes(crate) ? "~" : "="}${version}" }`,
  );
  await mkdir(join(project, "src"));
  await writeFile(join(project, "src", "lib.rs"), "");
  await writeFile(
    join(project, "Cargo.toml"),
    `[package]\nname = "notices"\nversion = "0.0.0"\nedition = "2021"\n\n[dependencies]\n${lines.join("\n")}\n`,
  );
  const output = execFileSync("cargo", ["metadata", "--format-version", "1"], { cwd: project, maxBuffer: 1e9 });
  const { packages, resolve } = JSON.parse(output.toString());
  const found = resolve.nodes
    .find(({ id }) => id === resolve.root)
    .deps.map(({ name: alias, pkg }) => {
      const [, version] = wanted[Number(alias.slice(1))];
      return { ...packages.find(({ id }) => id === pkg), version };
    });
  await writeFile(join(root, "scripts", "package", "licences", "crates-typst.txt"), await noticesOf(found));
} finally {
  await rm(project, { recursive: true, force: true });
}

async function noticesOf(packages) {
  /** Texts → the crates that have them, word for word. */
  const texts = new Map();
  const lines = [];
  const sorted = [...packages].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name: crate, version, license, manifest_path: manifest, authors } of sorted) {
    const folder = dirname(manifest);
    const files = (await readdir(folder))
      .filter((file) => /^(?:licen[cs]e|copying|notice|unlicense)/i.test(file))
      .sort();
    // Of several licences to choose from, MIT asks for the least.
    const mit = files.filter((file) => /mit/i.test(file));
    const chosen = [...(mit.length > 0 && / or |\//i.test(license ?? "") ? mit : files)];
    for (const notice of files.filter((file) => /^notice/i.test(file)))
      if (!chosen.includes(notice)) chosen.push(notice);
    lines.push(
      `- ${crate} ${version}: ${license ?? "see below"}, https://crates.io/crates/${crate}/${version}${chosen.length === 0 ? `; by ${authors.join(", ")}` : ""}`,
    );
    for (const file of chosen) {
      const path = join(folder, file);
      if (!existsSync(path)) continue;
      const text = (await readFile(path, "utf8").catch(() => "")).replaceAll("\r", "").trim();
      if (text !== "") texts.set(text, [...(texts.get(text) ?? []), `${crate} ${version}`]);
    }
  }
  const parts = [...texts].map(([text, crates]) => `--- ${crates.join(", ")} ---\n\n${text}\n`);
  return `${FROM_GIT}${lines.join("\n")}\n\n${parts.join("\n")}`;
}
