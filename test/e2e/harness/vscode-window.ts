import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Frame, Locator, Page } from "playwright-core";

/** Where screenshots are kept; not part of the repository. */
export const ARTEFACTS = "test/e2e/artefacts";

/** Where an editor's cursor is: lines and columns count from 1, `selected` in characters. */
export interface CursorPosition {
  readonly line: number;
  readonly column: number;
  readonly selected: number;
}

/** The themes that tests switch between: their names in settings and in the list, and the class that the window has then. */
export const THEMES = {
  light: { id: "Light Modern", label: "Light Modern", className: "vs" },
  dark: { id: "Dark Modern", label: "Dark Modern", className: "vs-dark" },
  "high-contrast": { id: "Default High Contrast", label: "Dark High Contrast", className: "hc-black" },
  "high-contrast-light": { id: "Default High Contrast Light", label: "Light High Contrast", className: "hc-light" },
} as const;
export type Theme = keyof typeof THEMES;

/** How long VS Code may take to show what was asked for, in milliseconds; what takes a run's time has its own limit. */
const PATIENCE = 30_000;

/** A window of VS Code in a browser, used as a person uses it: keyboard and mouse in, what is on the screen out. */
export class VscodeWindow {
  readonly page: Page;
  /** The open folder: a copy of its own. */
  readonly folder: string;
  /** VS Code's own files: settings, logs. */
  readonly home: string;
  readonly #url: string;

  constructor(page: Page, url: string, folder: string, home: string) {
    this.page = page;
    this.folder = folder;
    this.home = home;
    this.#url = url;
  }

  async open(): Promise<void> {
    await this.page.goto(this.#url);
    await this.#ready();
    await this.#seesTheDisk();
  }

  /** "Developer: Reload Window": unlike the browser's own reload it waits until the window's state is kept. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent("load", { timeout: PATIENCE });
    await this.runCommand("Developer: Reload Window");
    await loaded;
    await this.#ready();
  }

  // Commands and pickers

  /** F1, the command's full title (`Latentune: Run Hard Task`), Enter. */
  async runCommand(title: string): Promise<void> {
    await this.#palette(`>${title}`, title, (row) => this.#pick(row));
  }

  /** The commands that the palette offers for a text, best first. */
  async commandsFor(text: string): Promise<readonly string[]> {
    await this.#palette(`>${text}`, undefined, () => Promise.resolve());
    const names = await this.#rows().locator(".label-name").allInnerTexts();
    await this.page.keyboard.press("Escape");
    return names;
  }

  /** Chooses the entry of this label from the quick pick that a command shows. */
  async choose(label: string | RegExp): Promise<void> {
    await this.#pick(
      this.#rows()
        .filter({ has: this.page.getByText(label, { exact: true }) })
        .first(),
      PATIENCE,
    );
  }

  /** Answers an input box. */
  async answer(text: string): Promise<void> {
    await this.#input().fill(text);
    await this.page.keyboard.press("Enter");
  }

  // Notifications

  /** Waits for a notification with this text: a locator with its buttons, for `.getByRole("button", { name })`. */
  async notification(text: string | RegExp, timeout = PATIENCE): Promise<Locator> {
    const found = this.page.locator(".notification-list-item").filter({ hasText: text }).first();
    await found.waitFor({ timeout });
    return found;
  }

  /** Waits until no notification has this text. */
  async noNotification(text: string | RegExp, timeout = PATIENCE): Promise<void> {
    const found = this.page.locator(".notification-list-item").filter({ hasText: text });
    await found.first().waitFor({ state: "detached", timeout });
  }

  // Editors

  /** Shows a text file of the folder, and its editor gets the keys: by its tab if it has one, else by its path, as Ctrl+P does. */
  async openFile(path: string): Promise<void> {
    const name = path.split("/").at(-1)!;
    const tab = this.page.locator(`.tab[data-resource-name="${name}"]`).first();
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      if (await tab.isVisible()) await tab.click();
      else await this.#palette(path, name, (row) => this.#pick(row), "Control+P");
      await tab.and(this.page.locator(".active")).waitFor({ timeout: PATIENCE });
      try {
        // A page that had the keys gives them up a moment later, or takes them back while it loads.
        await this.page.locator(".editor-group-container.active .monaco-editor.focused").waitFor({ timeout: 3_000 });
        return;
      } catch (error) {
        if (performance.now() > deadline)
          throw new Error(`The editor of ${path} does not get the keys.`, { cause: error });
      }
    }
  }

  /** Moves the cursor of the active text editor. */
  async goTo(line: number, column = 1): Promise<void> {
    const pick = (row: Locator): Promise<void> => this.#pick(row.filter({ hasText: `line ${line}` }));
    await this.#palette(`:${line}:${column}`, undefined, pick, "Control+G");
    await this.#cursorItem()
      .filter({ hasText: `Ln ${line}, Col ${column}` })
      .waitFor({ timeout: PATIENCE });
  }

  /** What the status bar says about the cursor; undefined without a text editor. */
  async cursor(): Promise<CursorPosition | undefined> {
    const item = this.#cursorItem();
    if ((await item.count()) === 0) return undefined;
    const found = /Ln ([\d,]+), Col ([\d,]+)(?: \(([\d,]+) selected\))?/.exec(await item.innerText());
    if (found === null) return undefined;
    const number = (text: string | undefined) => Number((text ?? "0").replaceAll(",", ""));
    return { line: number(found[1]), column: number(found[2]), selected: number(found[3]) };
  }

  /** The selected text of the focused editor, by way of the clipboard. */
  async selectedText(): Promise<string> {
    await this.page.keyboard.press("Control+C");
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** The titles of the open editors. */
  async tabs(): Promise<readonly string[]> {
    const labels = await this.page
      .locator(".editor-group-container .tab .monaco-icon-label-container")
      .allTextContents();
    return labels.map((label) => label.trim());
  }

  /** The code lenses that are on the screen. */
  async codeLenses(): Promise<readonly string[]> {
    return this.page.locator(".codelens-decoration").allInnerTexts();
  }

  /** Opens the list of quick fixes at the cursor; asks again until it has this one, which comes a while after its problem. */
  async openQuickFixes(label: string): Promise<void> {
    const fix = this.page.locator(".action-widget").getByText(label);
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      await this.page.keyboard.press("Control+.");
      try {
        await fix.waitFor({ timeout: 3_000 });
        return;
      } catch (error) {
        if (performance.now() > deadline) throw new Error(`VS Code offers no quick fix "${label}".`, { cause: error });
        await this.page.keyboard.press("Escape");
      }
    }
  }

  /** The Problems list as it reads, one text per entry, with its place such as `[Ln 3, Col 1]`. */
  async problems(): Promise<readonly string[]> {
    const view = this.page.locator(".markers-panel");
    if (!(await view.isVisible())) {
      await this.runCommand("Problems: Focus on Problems View");
      await view.waitFor();
    }
    const entries = await view.locator(".monaco-list-row").allInnerTexts();
    return entries.map((entry) => entry.replace(/\s+/g, " ").trim());
  }

  // Webviews

  /** The content of the webview that holds an element; waits for it. */
  async webview(selector: string, timeout = PATIENCE): Promise<Frame> {
    const deadline = performance.now() + timeout;
    for (;;) {
      for (const frame of this.page.frames()) {
        // The content lies in a frame inside the webview's own.
        if ((frame.parentFrame()?.parentFrame() ?? null) === null) continue;
        // A frame that is being replaced rejects; the one that replaces it is found next time.
        if (
          await frame
            .locator(selector)
            .first()
            .isVisible()
            .catch(() => false)
        )
          return frame;
      }
      if (performance.now() > deadline)
        throw new Error(`No webview shows ${selector}; open are: ${(await this.tabs()).join(", ")}`);
      await this.page.waitForTimeout(50);
    }
  }

  // The window

  /** Text of the status bar's items, by their accessible names. */
  async statusBar(): Promise<readonly string[]> {
    return this.page.locator(".part.statusbar .statusbar-item:visible").allInnerTexts();
  }

  /** Everything that is written in the window outside webviews. */
  async text(): Promise<string> {
    return this.page.locator(".monaco-workbench").innerText();
  }

  /** Changes settings of the workspace, as an edit of its `.vscode/settings.json` does. */
  async setSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const file = join(this.folder, ".vscode", "settings.json");
    const present = JSON.parse(await readFile(file, "utf8").catch(() => "{}")) as Record<string, unknown>;
    await mkdir(join(this.folder, ".vscode"), { recursive: true });
    await writeFile(file, JSON.stringify({ ...present, ...settings }, undefined, 2));
  }

  async setTheme(theme: Theme): Promise<void> {
    const { label, className } = THEMES[theme];
    await this.runCommand("Preferences: Color Theme");
    await this.page.getByPlaceholder(/^Select Color Theme/).fill(label);
    await this.choose(label);
    await this.page.locator(`.monaco-workbench.${className}`).waitFor({ timeout: PATIENCE });
    // The choice is kept once the list is gone; a reload before that would lose it.
    await this.#input().waitFor({ state: "hidden" });
  }

  /** Keeps a picture of the window among the artefacts. */
  async screenshot(name: string): Promise<string> {
    await mkdir(ARTEFACTS, { recursive: true });
    const path = join(ARTEFACTS, `${name.replace(/[^\w.-]+/g, "-").toLowerCase()}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  async #ready(): Promise<void> {
    await this.page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: PATIENCE });
    await this.page
      .locator(".explorer-folders-view .monaco-list, .part.editor .monaco-editor, iframe.webview")
      .first()
      .waitFor({ timeout: PATIENCE });
  }

  /** Waits until the explorer follows the folder: VS Code starts to watch it a while after it shows it. */
  async #seesTheDisk(): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    for (let attempt = 1; performance.now() < deadline; attempt++) {
      const probe = join(this.folder, `probe-${attempt}.txt`);
      const row = this.page.locator(".explorer-folders-view").getByText(`probe-${attempt}.txt`, { exact: true });
      const becomes = (state: "visible" | "detached") =>
        row.waitFor({ state, timeout: 2_000 }).then(
          () => true,
          () => false,
        );
      await writeFile(probe, "");
      const came = await becomes("visible");
      await rm(probe);
      if (came && (await becomes("detached"))) return;
    }
    throw new Error("VS Code's explorer does not follow the folder.");
  }

  /**
   * Opens the quick input by a key, types, waits for a row of exactly this label, or for any row without one, and picks it.
   * A window that just started offers its own commands first, a webview may take the key, and a view that opens meanwhile
   * takes the focus, which closes the input: then it is asked again.
   */
  async #palette(
    text: string,
    label: string | undefined,
    pick: (row: Locator) => Promise<void>,
    key = "F1",
  ): Promise<void> {
    const rows = this.#rows();
    const row =
      label === undefined ? rows.first() : rows.filter({ has: this.page.getByText(label, { exact: true }) }).first();
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      try {
        await this.page.keyboard.press(key);
        await this.#input().fill(text, { timeout: 3_000 });
        await row.waitFor({ timeout: 3_000 });
        await pick(row);
        return;
      } catch (error) {
        if (performance.now() > deadline) throw new Error(`VS Code offers no "${label ?? text}".`, { cause: error });
        await this.page.keyboard.press("Escape");
      }
    }
  }

  /** A click on the row, which moves under the pointer while the list still narrows down. */
  async #pick(row: Locator, timeout = 3_000): Promise<void> {
    await row.click({ timeout });
  }

  #cursorItem(): Locator {
    return this.page.locator('[id="status.editor.selection"]');
  }

  #input(): Locator {
    return this.page.locator(".quick-input-widget:visible input.input");
  }

  #rows(): Locator {
    return this.page.locator(".quick-input-widget:visible .quick-input-list .monaco-list-row");
  }
}
