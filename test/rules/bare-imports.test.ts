import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { dropBareImports } from "../../scripts/bare-imports.js";
import { folderWith } from "../dataset/workspace.ts";

it("takes imports out of bundles whose parts come with others, and no other", async () => {
  const files = {
    "cli.js": `import "./part-A.js";\nimport "./part-B.js";\nimport "./part-C.js";\nimport{a}from"./part-A.js";import "node:fs";\na();\n`,
    "part-A.js": `import {\n  b\n} from "./part-B.js";\nexport const a = b;\n`,
    "part-B.js": `export const b = () => import("./part-D.js");\n`,
    "part-C.js": `import"./part-B.js";globalThis.c = 1;\n`,
    "part-D.js": `export const d = 1;\n`,
    "extension.cjs": `import "./part-A.js";\nimport {a} from "./part-A.js";\n`,
  };
  const folder = await folderWith(files);
  await dropBareImports(folder);
  const now = async (name: keyof typeof files) => readFile(join(folder, name), "utf8");
  // The lines stay, for source maps.
  expect(await now("cli.js")).toBe(`\n\nimport "./part-C.js";\nimport{a}from"./part-A.js";import "node:fs";\na();\n`);
  for (const name of ["part-A.js", "part-B.js", "part-C.js", "part-D.js", "extension.cjs"] as const)
    expect(await now(name)).toBe(files[name]);
});
