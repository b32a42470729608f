// Writes a .vsix: a zip file of the extension's folder with two manifests beside it.
// (The marketplace's own packager does the same with 285 packages; publishing takes a finished .vsix.)
import { createWriteStream } from "node:fs";
import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import yazl from "yazl";

const MIME = {
  ".css": "text/css",
  ".csv": "text/csv",
  ".js": "application/javascript",
  ".cjs": "application/javascript",
  ".mjs": "application/javascript",
  ".json": "application/json",
  ".md": "text/markdown",
  ".opus": "audio/ogg",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".vsixmanifest": "text/xml",
};

/**
 * Zips `folder`, the extension as it will lie on the user's disk, with its package.json, README.md, CHANGELOG.md and
 * LICENSE. The file appears by rename.
 *
 * @param {string} folder
 * @param {string} file path of the .vsix
 * @param {string} target VS Code's name of the platform, such as `linux-x64`
 * @returns {Promise<{files: number, bytes: number}>} files in the extension, bytes of the .vsix
 */
export async function writeVsix(folder, file, target) {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const paths = await filesIn(folder);
  const zip = new yazl.ZipFile();
  // One date for all, so that the same content gives the same bytes.
  const mtime = new Date("2000-01-01T00:00:00Z");
  const add = (text, path) => zip.addBuffer(Buffer.from(text), path, { mtime });
  add(vsixManifest(manifest, target, paths), "extension.vsixmanifest");
  add(contentTypes([...paths, "extension.vsixmanifest"]), "[Content_Types].xml");
  for (const path of paths) {
    const { mode } = await stat(join(folder, path));
    zip.addFile(join(folder, path), `extension/${path}`, { mtime, mode });
  }
  zip.end();
  const partial = `${file}.partial-${process.pid}`;
  try {
    await pipeline(zip.outputStream, createWriteStream(partial));
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
  return { files: paths.length, bytes: (await stat(file)).size };
}

/** Relative paths with `/`, sorted, so that the order does not depend on the disk. */
async function filesIn(folder, prefix = "") {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const nested = entries.map((entry) => {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    return entry.isDirectory() ? filesIn(folder, path) : [path];
  });
  return (await Promise.all(nested)).flat().sort();
}

function vsixManifest(manifest, target, paths) {
  const { name, publisher, version, displayName, description, keywords = [], categories = [], engines } = manifest;
  const { extensionKind = [], preview = false, icon, repository, bugs, homepage, pricing } = manifest;
  const property = (id, value) => `      <Property Id="Microsoft.VisualStudio.${id}" Value="${escape(value)}" />`;
  const optional = (id, value) => (value === undefined ? [] : [property(id, value)]);
  const source = typeof repository === "string" ? repository : repository?.url;
  const properties = [
    property("Code.Engine", engines.vscode),
    property("Code.ExtensionDependencies", (manifest.extensionDependencies ?? []).join(",")),
    property("Code.ExtensionPack", ""),
    property("Code.ExtensionKind", extensionKind.join(",")),
    property("Code.LocalizedLanguages", ""),
    property("Code.ExecutesCode", String(manifest.main !== undefined)),
    property("Services.GitHubFlavoredMarkdown", "true"),
    property("Services.Content.Pricing", pricing ?? "Free"),
    ...(preview ? [property("Code.PreRelease", "true")] : []),
    ...optional("Services.Links.Source", source),
    ...optional("Services.Links.Getstarted", source),
    ...optional("Services.Links.Support", typeof bugs === "string" ? bugs : bugs?.url),
    ...optional("Services.Links.Learn", homepage),
  ];
  const assets = [
    ["Code.Manifest", "package.json"],
    ["Services.Content.Details", "README.md"],
    ["Services.Content.Changelog", "CHANGELOG.md"],
    ["Services.Content.License", "LICENSE"],
    ["Services.Icons.Default", icon],
  ].filter(([, path]) => paths.includes(path));
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011" xmlns:d="http://schemas.microsoft.com/developer/vsx-schema-design/2011">
  <Metadata>
    <Identity Language="en-US" Id="${escape(name)}" Version="${escape(version)}" Publisher="${escape(publisher)}" TargetPlatform="${escape(target)}" />
    <DisplayName>${escape(displayName)}</DisplayName>
    <Description xml:space="preserve">${escape(description)}</Description>
    <Tags>${escape(keywords.join(","))}</Tags>
    <Categories>${escape(categories.join(","))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
${properties.join("\n")}
    </Properties>
    ${paths.includes("LICENSE") ? "<License>extension/LICENSE</License>" : ""}
    ${paths.includes(icon) ? `<Icon>extension/${escape(icon)}</Icon>` : ""}
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code" />
  </Installation>
  <Dependencies />
  <Assets>
${assets.map(([type, path]) => `    <Asset Type="Microsoft.VisualStudio.${type}" Path="extension/${escape(path)}" Addressable="true" />`).join("\n")}
  </Assets>
</PackageManifest>
`;
}

/** Every file needs a type: by its ending, or by its path if it has none. */
function contentTypes(paths) {
  const endings = [...new Set(paths.map(extname))].filter((ending) => ending !== "").sort();
  const types = [
    ...endings.map((ending) => `  <Default Extension="${escape(ending)}" ContentType="${typeOf(ending)}" />`),
    ...paths
      .filter((path) => extname(path) === "")
      .map((path) => `  <Override PartName="/extension/${escape(path)}" ContentType="${typeOf("")}" />`),
  ];
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
${types.join("\n")}
</Types>
`;
}

function typeOf(ending) {
  return MIME[ending.toLowerCase()] ?? (ending === "" ? "text/plain" : "application/octet-stream");
}

function escape(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
