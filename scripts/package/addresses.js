// Where this copy of the repository is published: what the gallery links to. Nothing is linked that does not exist, so the
// addresses are those of the checkout that is packaged.
import { execFileSync } from "node:child_process";
import { posix } from "node:path";

const HOSTS =
  /^(?:https:\/\/(?:[^@/]*@)?|(?:ssh:\/\/)?git@)(github\.com|gitlab\.com|codeberg\.org)[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/;

/** @returns {string | undefined} the page of the remote `origin`, if a browser can open it */
export function repositoryOf(folder) {
  try {
    return pageOf(
      execFileSync("git", ["remote", "get-url", "origin"], { cwd: folder, stdio: "pipe" }).toString().trim(),
    );
  } catch {
    return undefined;
  }
}

export function pageOf(remote) {
  const [, host, path] = HOSTS.exec(remote) ?? [];
  return path === undefined ? undefined : `https://${host}/${path}`;
}

/** Fields of package.json that follow from the page. */
export function addressFields(page) {
  if (page === undefined) return {};
  return {
    repository: { type: "git", url: `${page}.git` },
    bugs: { url: `${page}/issues` },
    homepage: `${page}#readme`,
  };
}

/**
 * Markdown with its relative links and pictures as addresses: the gallery shows it far from its folder.
 * @param {string} folder of the text, relative to the repository
 * @param {string | undefined} page undefined: what would lead nowhere is left out, a link's words stay
 */
export function withAddresses(markdown, folder, page) {
  return markdown
    .replaceAll(/^[ \t]*!\[[^\]]*\]\((?!https?:)[^)]+\)\n(?:\n)?/gm, (picture) => (page === undefined ? "" : picture))
    .replaceAll(/(!?)\[([^\]]*)\]\((?!https?:|#)([^)]+)\)/g, (_, picture, text, target) => {
      if (page === undefined) return text;
      const path = posix.join(folder, target);
      return `${picture}[${text}](${page}/${picture === "" ? "blob" : "raw"}/HEAD/${path})`;
    });
}
