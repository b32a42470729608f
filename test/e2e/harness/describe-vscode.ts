import { cp, mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, onTestFailed } from "vitest";
import { installation } from "../../../scripts/vscode/install.js";
import { startServer, type VscodeServer } from "../../../scripts/vscode/server.js";
import { extensionFolder } from "./extension-folder.ts";
import { hostErrors } from "./host-errors.ts";
import { THEMES, VscodeWindow, type Theme } from "./vscode-window.ts";

/** Thirty excerpts of songs. */
export const SONGS30 = "examples/songs30";

export interface VscodeOptions {
  /** The folder whose copy is opened; default {@link SONGS30}. `null`: an empty folder. */
  readonly workspace?: string | null;
  /** Changes the copy before it is opened. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** False opens it in Restricted Mode. */
  readonly trusted?: boolean;
  /** False takes WebGL from the browser, and the panel draws on the canvas, as it does without a graphics card. */
  readonly webgl?: boolean;
  readonly theme?: Theme;
  /** Changes a copy of the installed extension, whose folder it gets, before VS Code starts with it. */
  readonly damage?: (extension: string) => Promise<void>;
  /** User settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/**
 * Describes tests in a real VS Code with the packaged extension, on a copy of a workspace: one server and one window
 * for all tests of the body, which run in order and go on where the one before ended.
 *
 * A test fails if the extension host logged an error or the panel broke its content security policy meanwhile. A picture
 * of every failure lies among the artefacts. Example:
 *
 *     describeVscode("the Easy task", { settings: { "latentune.epochs": 5 } }, (vscode) => {
 *       it("reports what it did", async () => {
 *         await vscode().runCommand("Latentune: Run Easy Task");
 *         const finished = await vscode().notification(/finished/, 120_000);
 *         await finished.getByRole("button", { name: "Open Report" }).click();
 *         const report = await vscode().webview("h1");
 *         expect(await report.locator("h1").first().innerText()).toContain("Easy");
 *         await vscode().screenshot("easy-report");
 *       });
 *     });
 *
 * Alone: `npx vitest run --project e2e test/e2e/FILE.test.ts`.
 */
export function describeVscode(
  title: string,
  options: VscodeOptions,
  body: (vscode: () => VscodeWindow) => void,
): void {
  const bench = inject("bench");
  if ("missing" in bench) {
    describe.skip(title, () => {
      body(() => {
        throw new Error(bench.missing);
      });
    });
    return;
  }
  describe(title, () => {
    let scratch = "";
    let server: VscodeServer | undefined;
    let browser: Browser | undefined;
    let window: VscodeWindow | undefined;
    let errors: string[] = [];

    beforeAll(async () => {
      scratch = await realpath(await mkdtemp(join(tmpdir(), "latentune-window-")));
      const { workspace = SONGS30, prepare, trusted = true, webgl = true, theme = "light", settings = {} } = options;
      const folder = join(scratch, workspace === null ? "empty" : basename(workspace));
      await (workspace === null ? mkdir(folder) : cp(workspace, folder, { recursive: true }));
      await prepare?.(folder);
      const home = join(scratch, "home");
      const { extensions, extensionId } = bench;
      const ownExtensions = options.damage === undefined ? extensions : join(scratch, "extensions");
      if (options.damage !== undefined) {
        await cp(extensions, ownExtensions, { recursive: true });
        await options.damage(await extensionFolder({ extensions: ownExtensions, extensionId }));
      }
      const own = { "workbench.colorTheme": THEMES[theme].id, ...settings };
      server = await startServer(installation(), { home, extensions: ownExtensions, trusted, settings: own });
      browser = await chromium.launch({ executablePath: bench.chromium, args: ["--no-sandbox", ...graphics(webgl)] });
      const context = await browser.newContext({
        viewport: options.viewport ?? { width: 1400, height: 900 },
        permissions: ["clipboard-read", "clipboard-write"],
      });
      if (webgl) await context.addInitScript(pretendGraphicsCard);
      const page = await context.newPage();
      page.on("pageerror", ({ message, stack }) => {
        if (stack?.includes("vscode-resource") === true) errors.push(`In a webview: ${message}\n${stack}`);
      });
      page.on("console", (message) => {
        if (message.type() === "error" && isPanelError(message.text(), message.location().url))
          errors.push(message.text());
      });
      window = new VscodeWindow(page, server.urlOf(folder), folder, home);
      await window.open();
    });

    beforeEach(({ task }) => {
      onTestFailed(async () => {
        await window?.screenshot(`failed-${task.name}`).catch(() => undefined);
      });
    });

    let judged = 0;
    afterEach(async () => {
      const logged = window === undefined ? [] : await hostErrors(window.home);
      const fresh = [...errors, ...logged.slice(judged)];
      errors = [];
      judged = logged.length;
      expect(fresh, "errors of the extension host and the panel").toEqual([]);
    });

    afterAll(async () => {
      await browser?.close();
      await server?.stop();
      if (scratch !== "") await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
    });

    body(() => {
      if (window === undefined) throw new Error("VS Code is not started: use it inside tests and hooks.");
      return window;
    });
  });
}

function graphics(webgl: boolean): readonly string[] {
  return webgl
    ? ["--enable-unsafe-swiftshader", "--use-angle=swiftshader"]
    : ["--disable-gpu", "--disable-webgl", "--disable-3d-apis"];
}

/** The processor draws here, which the panel would notice and take its canvas instead: it reads the name of a card. */
function pretendGraphicsCard(): void {
  const UNMASKED_RENDERER_WEBGL = 0x9246;
  const { prototype } = WebGL2RenderingContext;
  const parameterOf = Reflect.get(prototype, "getParameter") as (name: number) => unknown;
  prototype.getParameter = function (name: number): unknown {
    return name === UNMASKED_RENDERER_WEBGL ? "A graphics card" : parameterOf.call(this, name);
  };
}

function isPanelError(text: string, url: string): boolean {
  return (
    url.includes("vscode-resource") ||
    (text.includes("Content Security Policy") && !url.includes("/workbench/workbench"))
  );
}
