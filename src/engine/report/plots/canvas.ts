import type * as Canvas from "@napi-rs/canvas";
import { LatentuneError } from "../../core/errors.ts";
import { loadNative, tryNative, type NativeModule } from "../../core/native/native-module.ts";

const CANVAS: NativeModule = { name: "@napi-rs/canvas", label: "Skia, which draws the pictures," };

/** What draws, loaded when it is first needed. @throws {NativeModuleError} where it cannot be loaded. */
export function canvasLibrary(): typeof Canvas {
  return loadNative(CANVAS) as typeof Canvas;
}

/**
 * Why nothing can be drawn; undefined where pictures can be.
 * @param prepare what drawing needs beside the canvas
 */
export async function canvasProblem(prepare: () => void): Promise<LatentuneError | undefined> {
  try {
    await tryNative(CANVAS);
    canvasLibrary();
    prepare();
    return undefined;
  } catch (error) {
    if (error instanceof LatentuneError) return error;
    throw error;
  }
}
