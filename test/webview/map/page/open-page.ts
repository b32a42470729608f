import { chromium, type Browser, type Page } from "playwright-core";
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { findChromium } from "../../../../scripts/vscode/chromium.js";

/** WebGL2 without a graphics card; without these flags such a machine has none. */
const SOFTWARE_WEBGL = ["--enable-unsafe-swiftshader", "--use-angle=swiftshader"];
const NO_WEBGL = ["--disable-gpu", "--disable-3d-apis"];

/** Chromium's path, or the line that says how to get it. */
export function chromiumOrHint(): { readonly path: string } | { readonly hint: string } {
  try {
    return { path: findChromium() };
  } catch (error) {
    return { hint: error instanceof Error ? error.message : String(error) };
  }
}

export function launch(path: string, webgl: boolean): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: ["--no-sandbox", ...(webgl ? SOFTWARE_WEBGL : NO_WEBGL)] });
}

/** One entry file with all it imports, as a script for a page. */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    conditions: ["production"],
    logLevel: "warning",
  });
  return outputFiles[0]!.text;
}

export const MAP_PAGE = fileURLToPath(new URL("main.ts", import.meta.url));

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly ratio?: number;
  readonly reducedMotion?: boolean;
}

/** A page with a script, under the content security policy of the panel. Errors of the page fail the test that sees them. */
export async function openPage(
  browser: Browser,
  script: string,
  { width = 800, height = 600, ratio = 1, reducedMotion = true }: PageOptions = {},
): Promise<{ readonly page: Page; readonly errors: string[] }> {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: ratio,
    reducedMotion: reducedMotion ? "reduce" : "no-preference",
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  const policy = "default-src 'none'; script-src 'nonce-map'; style-src 'nonce-map'; img-src blob: data:";
  const style =
    "html, body { margin: 0; height: 100%; background: var(--vscode-editor-background); } latentune-map { height: 100%; }";
  await page.route("**/*", (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      body: `<!doctype html><html lang="en"><head><title>Map</title><meta http-equiv="Content-Security-Policy" content="${policy}">
<style nonce="map">${style}</style></head><body><script nonce="map">${script.replaceAll("</script", "<\\/script")}</script></body></html>`,
    }),
  );
  await page.goto("http://map.test/");
  return { page, errors };
}
