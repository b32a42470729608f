import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { addressFields, pageOf, withAddresses } from "../../scripts/package/addresses.js";
import { vsixManifest } from "../../scripts/package/vsix.js";

const golden = (name: string): string => readFileSync(new URL(`../golden/vsix/${name}`, import.meta.url), "utf8");

/** Elements and texts in their order, without the space between; names of files as we have them. */
function parts(xml: string): readonly string[] {
  return xml
    .replaceAll("readme.md", "README.md")
    .replaceAll("changelog.md", "CHANGELOG.md")
    .replaceAll("LICENSE.txt", "LICENSE")
    .replaceAll(/&#(\d+);/g, (_, code: string) => NAMES[Number(code)]!)
    .replaceAll(/\s*\/>/g, "/>")
    .split(/(?<=>)\s*|\s*(?=<)/)
    .filter((part) => part !== "");
}
const NAMES: Readonly<Record<number, string>> = { 34: "&quot;", 38: "&amp;", 60: "&lt;", 62: "&gt;" };

// Made with @vscode/vsce 4.1.0: vsce package --target linux-x64, of the package.json beside it.
it("describes a package as the marketplace's own packager does", () => {
  const files = ["package.json", "README.md", "CHANGELOG.md", "LICENSE", "media/icon.png"];
  const ours = vsixManifest(JSON.parse(golden("package.json")), "linux-x64", files);
  expect(parts(ours)).toEqual(parts(golden("extension.vsixmanifest")));
  const anywhere = vsixManifest(JSON.parse(golden("package.json")), undefined, files);
  expect(ours.replace(' TargetPlatform="linux-x64"', "")).toBe(anywhere);
});

it("links to where the checkout comes from, and nowhere else", () => {
  const page = "https://github.com/somebody/tuner";
  for (const remote of [
    page,
    `${page}.git`,
    "git@github.com:somebody/tuner.git",
    "https://me:secret@github.com/somebody/tuner",
  ])
    expect(pageOf(remote)).toBe(page);
  for (const remote of ["/home/me/tuner", "https://example.org/a/b", "file:///tuner.git"])
    expect(pageOf(remote)).toBeUndefined();
  expect(addressFields(page)).toMatchObject({ bugs: { url: `${page}/issues` }, homepage: `${page}#readme` });
  expect(addressFields(undefined)).toEqual({});
});

it("gives pictures and links of the gallery's text their addresses, or leaves out what would lead nowhere", () => {
  const text = "See [here](b.md) and [there](https://x.y).\n\n![A map](../docs/map.png)\n\nEnd.\n";
  expect(withAddresses(text, "media", "https://github.com/o/r")).toBe(
    "See [here](https://github.com/o/r/blob/HEAD/media/b.md) and [there](https://x.y).\n\n![A map](https://github.com/o/r/raw/HEAD/docs/map.png)\n\nEnd.\n",
  );
  expect(withAddresses(text, "media", undefined)).toBe("See here and [there](https://x.y).\n\nEnd.\n");
});
