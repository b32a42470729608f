import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { thirdPartyNotices } from "../../scripts/package/notices.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-notices-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A package with these files beside its package.json. */
async function packageOf(
  manifest: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const place = join(folder, manifest["name"]!);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, "package.json"), JSON.stringify(manifest));
  for (const [name, text] of Object.entries(files)) await writeFile(join(place, name), text);
  return place;
}

describe("the notices of a package", () => {
  const models = [{ name: "some-model", licence: "MIT", source: "https://example.org" }];

  it("hold each package's licence, what lies in no package, and the models", async () => {
    const files = { LICENSE: "Copyright One\n```\nfree" };
    const one = await packageOf({ name: "one", version: "1.2.3", license: "ISC" }, files);
    const text = await thirdPartyNotices({ modules: [one], bundled: [] }, models);
    expect(text).toContain("- one 1.2.3: ISC\n");
    expect(text).toContain("```text\nCopyright One\n'''\nfree\n```");
    expect(text).toContain("- some-model: MIT, https://example.org");
    for (const name of ["MusiCNN", "CLDR", "AssemblyScript"]) expect(text).toMatch(new RegExp(`^## ${name}`, "m"));
  });

  it("are not written when a text is missing", async () => {
    const bare = await packageOf({ name: "bare", version: "1.0.0", license: "MIT" }, {});
    await expect(thirdPartyNotices({ modules: [bare], bundled: [] }, [])).rejects.toThrow(/bare 1\.0\.0 has no text/);
    const silent = await packageOf({ name: "silent", version: "1.0.0" }, { LICENSE: "free" });
    await expect(thirdPartyNotices({ modules: [silent], bundled: [] }, [])).rejects.toThrow(/silent .* no licence/);
  });

  it("are not written when a binary is built from a crate whose licence nobody knows", async () => {
    const place = "/root/.cargo/registry/src/index.crates.io-1949cf8c/unheard-of-9.9.9/src/lib.rs";
    const files = { LICENSE: "x", "a.node": place };
    const native = await packageOf({ name: "native", version: "1.0.0", license: "MIT" }, files);
    await expect(thirdPartyNotices({ modules: [native], bundled: [] }, [])).rejects.toThrow(/unheard-of-9\.9\.9/);
  });

  it("refuse a bundle with a part that users may replace", async () => {
    const manifest = { name: "parser", version: "1.0.0", license: "LGPL-3.0-or-later" };
    const parser = await packageOf(manifest, { LICENSE: "x" });
    await expect(thirdPartyNotices({ modules: [], bundled: [parser] }, [])).rejects.toThrow(/parser .* is bundled/);
  });

  it("name the LGPL of a decoder that calls itself MIT, with its text and its source", async () => {
    const decoder = await packageOf({ name: "mpg123-decoder", version: "1.0.3", license: "MIT" }, {});
    const text = await thirdPartyNotices({ modules: [decoder], bundled: [] }, []);
    expect(text).toMatch(/^- mpg123-decoder 1\.0\.3: MIT, and LGPL-2\.1/m);
    expect(text).toContain("GNU LESSER GENERAL PUBLIC LICENSE");
    expect(text).toContain("https://www.mpg123.de");
  });
});
