// Writes a .vsix: a zip file of the extension's folder with two manifests beside it.
// (The marketplace's own packager, @vscode/vsce 4, wants Node 22 and lists node_modules by `npm list`, which refuses packages that are laid
// out in part. A test compares what it would write. Publishing takes a finished .vsix: `npx @vscode/vsce publish --packagePath …`.)
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
 * @param {string | undefined} target VS Code's name of the platform, such as `linux-x64`; undefined: any
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

/** As the marketplace's own packager writes it. @returns {string} */
export function vsixManifest(manifest, target, paths) {
  const { name, publisher, version, displayName, description, keywords = [], categories = [], engines } = manifest;
  const { extensionKind = [], preview = false, icon, bugs, homepage, galleryBanner, qna, main, browser } = manifest;
  const property = (id, value) =>
    `      <Property Id="Microsoft.VisualStudio.${id}" Value="${escape(String(value))}" />`;
  const optional = (id, value) => (value === undefined ? [] : [property(id, value)]);
  const repository = manifest.repository?.url;
  const inBrowser = browser !== undefined;
  const properties = [
    property("Code.Engine", engines.vscode),
    property("Code.ExtensionDependencies", ""),
    property("Code.ExtensionPack", ""),
    property("Code.ExtensionKind", [...extensionKind, ...(inBrowser ? ["web"] : [])].join(",")),
    property("Code.LocalizedLanguages", ""),
    property("Code.EnabledApiProposals", ""),
    property("Code.ExecutesCode", main !== undefined || inBrowser),
    ...optional("Services.Links.Source", repository),
    ...optional("Services.Links.Getstarted", repository),
    ...optional(`Services.Links.${repository?.includes("//github.com/") ? "GitHub" : "Repository"}`, repository),
    ...optional("Services.Links.Support", bugs?.url),
    ...optional("Services.Links.Learn", homepage),
    ...optional("Services.Branding.Color", galleryBanner?.color),
    ...optional("Services.Branding.Theme", galleryBanner?.theme),
    property("Services.GitHubFlavoredMarkdown", "true"),
    property("Services.Content.Pricing", "Free"),
    ...(qna === "marketplace" ? [property("Services.EnableMarketplaceQnA", "true")] : []),
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
    <Identity Language="en-US" Id="${escape(name)}" Version="${escape(version)}" Publisher="${escape(publisher)}"${target === undefined ? "" : ` TargetPlatform="${escape(target)}"`} />
    <DisplayName>${escape(displayName)}</DisplayName>
    <Description xml:space="preserve">${escape(description)}</Description>
    <Tags>${escape([...keywords, ...(inBrowser ? ["__web_extension"] : [])].join(","))}</Tags>
    <Categories>${escape(categories.join(","))}</Categories>
    <GalleryFlags>Public${preview ? " Preview" : ""}</GalleryFlags>
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
