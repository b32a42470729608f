// Writes THIRD_PARTY_NOTICES.md: what a packaged extension holds of others, under which licence, with its text.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cratesIn } from "./crates.js";
import { OTHERS, PACKAGES } from "./licences.js";

const TEXTS = fileURLToPath(new URL("licences", import.meta.url));
const LICENCE = /^(?:licen[cs]e|notice|copying|third.?party)/i;
/** Licences whose parts users may replace: they lie as files of their own, never in our bundles. */
const REPLACEABLE = /GPL/;

/**
 * @param {{modules: readonly string[], bundled: readonly string[]}} packages absolute paths of packages: those that lie beside
 *   our bundles, and those that went into them
 * @param {readonly {name: string, licence: string, source: string}[]} models that are downloaded where they are wanted
 * @returns {Promise<string>} Markdown
 * @throws {Error} if a package names no licence, has no text of it, or is bundled though it must be replaceable
 */
export async function thirdPartyNotices({ modules, bundled }, models) {
  const known = new Map();
  const add = (notice) => known.set(`${notice.name} ${notice.version}`, notice);
  for (const folder of bundled) {
    const notice = await noticeOf(folder);
    if (REPLACEABLE.test(notice.licence))
      throw new Error(
        `${notice.name} (${notice.licence}) is bundled: name it in UNBUNDLED, so that it can be replaced.`,
      );
    add(notice);
  }
  // The packages in place of those that are left out hold nothing.
  for (const folder of modules)
    if ((await manifestOf(folder)).name !== "empty-npm-package") add(await noticeOf(folder));
  for (const { files, ...other } of OTHERS) add({ ...other, text: await textsOf(files) });

  const sorted = [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const list = sorted.map(({ name, version, licence }) => `- ${name} ${version}: ${licence}`);
  return `# Third-party notices

Latentune holds these works of others. The licence of each follows, word for word. The sample songs have theirs beside them, in \`media/sample\`.

${list.join("\n")}

These models are not part of it; it downloads them where you choose them and agree.

${models.map(({ name, licence, source }) => `- ${name}: ${licence}, ${source}`).join("\n")}

${sorted.map(section).join("\n")}`;
}

function section({ name, version, licence, source, remark, text }) {
  const about = [`${licence}, ${source}`, ...(remark === undefined ? [] : [remark])].join("\n\n");
  // A fence inside a licence would end ours.
  return `## ${name} ${version}\n\n${about}\n\n\`\`\`text\n${text.replaceAll("```", "'''").trim()}\n\`\`\`\n`;
}

async function manifestOf(folder) {
  return JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
}

async function noticeOf(folder) {
  const { name, version, license, repository, homepage } = await manifestOf(folder);
  const {
    licence = typeof license === "string" ? license : license?.type,
    files = [],
    remark,
  } = PACKAGES.find(({ names }) => names.test(name)) ?? {};
  const own = (await readdir(folder)).filter((file) => LICENCE.test(file)).sort();
  const texts = await Promise.all(own.map((file) => readFile(join(folder, file), "utf8")));
  const text = [...texts, await textsOf(files)].filter((part) => part !== "").join("\n\n");
  if (licence === undefined || text === "")
    throw new Error(
      `${name} ${version} has no ${licence === undefined ? "licence" : "text of its licence"}: add it to scripts/package/licences.js.`,
    );
  for (const crate of await cratesIn(folder)) {
    const [, of, at] = /^(.+?)-(\d+\.\d+\.\d.*)$/.exec(crate);
    if (!text.includes(`- ${of} ${at}: `))
      throw new Error(
        `${name} ${version} is built from the crate ${crate}, whose licence is missing: node scripts/make-crate-notices.js`,
      );
  }
  const url =
    typeof repository === "string"
      ? repository
      : (repository?.url ?? homepage ?? `https://www.npmjs.com/package/${name}`);
  return { name, version, licence, source: url.replace(/^git\+/, "").replace(/\.git$/, ""), remark, text };
}

async function textsOf(files) {
  return (await Promise.all(files.map((file) => readFile(join(TEXTS, file), "utf8")))).join("\n\n");
}
