import { createRequire } from "node:module";
import type CanvasKitInit from "canvaskit-wasm";
import type { CanvasKit } from "canvaskit-wasm";
import { LatentuneError } from "../../../core/errors.ts";
import { readGivenFile } from "../../../core/given-file.ts";
import { explainLoadError } from "../../../core/native/load-error.ts";
import { readFonts } from "../../fonts/font-files.ts";
import { Typesetter } from "./typesetter.ts";
import { isWhole } from "./wasm-file.ts";

/** What pictures are drawn with: Skia as WebAssembly, the same on every machine, and the texts in our fonts. */
export interface Drawing {
  readonly kit: CanvasKit;
  readonly typesetter: Typesetter;
}

/** Of its WebAssembly, which has 7 MB. */
const MOST_BYTES = 64 * 2 ** 20;

let found: Promise<typeof CanvasKitInit> | undefined;
let loaded: Promise<Drawing> | undefined;

/**
 * What draws, loaded when it is first needed, never when a command starts.
 * @throws {LatentuneError} if a part or a font of the installation is missing or damaged
 */
export async function loadDrawing(): Promise<Drawing> {
  loaded ??= load();
  try {
    return await loaded;
  } catch (error) {
    loaded = undefined;
    throw error;
  }
}

async function load(): Promise<Drawing> {
  const [start, fonts] = await Promise.all([findCanvasKit(), readFonts()]);
  const kit = await explained(() => start());
  return { kit, typesetter: new Typesetter(kit, fonts) };
}

/** What starts CanvasKit, whose files are there and whole. */
async function findCanvasKit(): Promise<typeof CanvasKitInit> {
  found ??= explained(async () => {
    const require = createRequire(import.meta.url);
    const wasm = require.resolve("canvaskit-wasm/bin/canvaskit.wasm");
    if (!isWhole(await readGivenFile(wasm, "The file", MOST_BYTES)))
      throw new Error("its file canvaskit.wasm is damaged");
    // A third of the time that an import of it takes.
    return require("canvaskit-wasm") as typeof CanvasKitInit;
  });
  try {
    return await found;
  } catch (error) {
    found = undefined;
    throw error;
  }
}

async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { reason, remedy } = explainLoadError(error);
    throw new LatentuneError(`CanvasKit, which draws the pictures, cannot be loaded: ${reason}`, { remedy });
  }
}

/** Why nothing can be drawn; undefined where pictures can be. Looks at the files, and starts nothing, which takes longer. */
export async function drawingProblem(): Promise<LatentuneError | undefined> {
  try {
    await Promise.all([findCanvasKit(), readFonts()]);
    return undefined;
  } catch (error) {
    if (error instanceof LatentuneError) return error;
    throw error;
  }
}
