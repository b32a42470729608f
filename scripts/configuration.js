// Writes what package.json says about settings: `contributes.configuration`, and which of them an untrusted workspace may
// not set. Run it after a change to src/shared/contract/settings.ts.
import { readFileSync, writeFileSync } from "node:fs";
import { importSource } from "./esbuild.js";

const { configurationSchema, RESTRICTED } = await importSource("scripts/configuration-schema.ts");
const file = new URL("../package.json", import.meta.url);
const manifest = JSON.parse(readFileSync(file, "utf8"));
manifest.contributes.configuration = configurationSchema();
manifest.capabilities.untrustedWorkspaces.restrictedConfigurations = RESTRICTED;
writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
