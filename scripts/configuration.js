// Writes what package.json says about settings: `contributes.configuration`, with its texts in package.nls.json, and which
// settings an untrusted workspace may not set. Run it after a change to src/shared/contract/settings.ts, and translate what
// is new in the other package.nls.*.json: a test names it.
import { readFileSync, writeFileSync } from "node:fs";
import { importSource } from "./esbuild.js";

const { configurationSchema, RESTRICTED, withKeys } = await importSource("scripts/configuration-schema.ts");
const { groups, texts } = withKeys(configurationSchema());

change("package.json", (manifest) => {
  manifest.contributes.configuration = groups;
  manifest.capabilities.untrustedWorkspaces.restrictedConfigurations = RESTRICTED;
  return manifest;
});
change("package.nls.json", (others) => ({
  ...Object.fromEntries(Object.entries(others).filter(([key]) => !/^settings?\./.test(key))),
  ...texts,
}));

function change(name, edit) {
  const file = new URL(`../${name}`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(edit(JSON.parse(readFileSync(file, "utf8"))), null, 2)}\n`);
}
