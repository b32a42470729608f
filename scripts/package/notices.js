// Writes THIRD_PARTY_NOTICES.md: the licences of everything that a packaged extension holds of others.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const LICENCE = /^(?:licen[cs]e|notice|copying|third.?party)/i;

/**
 * @param {readonly string[]} packages absolute paths of packages
 * @returns {Promise<string>} Markdown
 * @throws {Error} if a package names no licence
 */
export async function thirdPartyNotices(packages) {
  const known = new Map();
  for (const folder of packages) {
    const notice = await noticeOf(folder);
    // The packages in place of those that are left out hold nothing.
    if (notice !== undefined) known.set(`${notice.name} ${notice.version}`, notice);
  }
  const sorted = [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const list = sorted.map(({ name, version, licence }) => `- ${name} ${version}: ${licence}`);
  const texts = sorted.map(
    ({ name, version, licence, source, text }) =>
      `## ${name} ${version}\n\n${licence}${source === undefined ? "" : `, ${source}`}\n${text === "" ? "" : `\n\`\`\`text\n${text}\n\`\`\`\n`}`,
  );
  return `# Third-party notices\n\nLatentune holds these packages. The licences of the sample songs lie beside them in \`media/sample\`, that of the audio model MusiCNN (ISC) in \`media/models\`.\n\n${list.join("\n")}\n\n${texts.join("\n")}`;
}

async function noticeOf(folder) {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const { name, version, license, repository, homepage } = manifest;
  if (name === "empty-npm-package") return undefined;
  const licence = typeof license === "string" ? license : license?.type;
  if (licence === undefined)
    throw new Error(`${name} names no licence in its package.json: add it to the notices by hand.`);
  const files = (await readdir(folder)).filter((file) => LICENCE.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const url = typeof repository === "string" ? repository : repository?.url;
  const source = (url ?? homepage)?.replace(/^git\+/, "").replace(/\.git$/, "");
  // A fence inside a licence would end ours.
  return { name, version, licence, source, text: texts.join("\n\n").replaceAll("```", "'''").trim() };
}
