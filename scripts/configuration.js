// Writes what package.json says about settings: `contributes.configuration`, and which of them an untrusted workspace may
// not set. Run it after a change to src/shared/contract/settings.ts.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("configuration-schema.ts", import.meta.url))],
  bundle: true,
  format: "esm",
  platform: "node",
  write: false,
});
const { configurationSchema, RESTRICTED } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);
const file = new URL("../package.json", import.meta.url);
const manifest = JSON.parse(readFileSync(file, "utf8"));
manifest.contributes.configuration = configurationSchema();
manifest.capabilities.untrustedWorkspaces.restrictedConfigurations = RESTRICTED;
writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
