import { execFile } from "node:child_process";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Frame } from "playwright-core";
import { expect, inject, it } from "vitest";
import { installation } from "../../scripts/vscode/install.js";
import { keepRun, manifestOf } from "../extension/kept-runs.ts";
import { writeSyntheticView } from "../synthetic-run.ts";
import { describeVscode } from "./harness/describe-vscode.ts";
import { extensionFolder } from "./harness/extension-folder.ts";
import { withFinishedRun } from "./harness/finished-run.ts";
import { PanelPage } from "./harness/panel-page.ts";
import { ARTEFACTS, THEMES, type Theme, type VscodeWindow } from "./harness/vscode-window.ts";

// Pictures of the panel's pages and states in four themes and narrow, and its figures as files, to be looked at. They assert
// nothing and are made on request: LATENTUNE_LOOK=all npx vitest run --project e2e test/e2e/look.test.ts; other words take
// the states that begin so.
const ASKED = process.env["LATENTUNE_LOOK"] ?? "";
const MANY = "20261122-114003-hard-3fa9";
const GENRES = [...Array.from({ length: 40 }, (_, genre) => `genre number ${genre + 1}`), ""];
const WIDE = { width: 1500, height: 1000 };
const NARROW = { width: 400, height: 900 };
const SOON = { timeout: 60_000 };

/** A run, one of another k and several seeds, and a made-up one of 60 clusters and 40 genres. */
async function withThreeRuns(folder: string): Promise<void> {
  await withFinishedRun(folder);
  const bench = inject("bench");
  if ("missing" in bench) throw new Error(bench.missing);
  const cli = join(await extensionFolder(bench), "dist", "cli.js");
  const options = ["--workspace", folder, "--epochs", "5", "--k", "7", "--seeds", "3"];
  await promisify(execFile)(installation().node, [cli, "hard", ...options]);
  const many = await keepRun(folder, manifestOf(MANY, { rows: { total: 900, used: 900 }, best: [] }));
  await writeSyntheticView(many, MANY, 900, { clusters: 60, genres: GENRES });
}

if (ASKED === "") it.skip("is looked at", () => undefined);
else
  describeVscode("the panel's looks", { prepare: withThreeRuns, viewport: WIDE }, (vscode) => {
    it("are kept as pictures", () => look(vscode()), 1_500_000);
  });

async function look(vscode: VscodeWindow): Promise<void> {
  const { page } = vscode;
  const { keyboard } = page;
  const isAsked = (name: string): boolean => ASKED === "all" || ASKED.split(",").some((word) => name.startsWith(word));
  const taken = async (name: string, themes: readonly Theme[]): Promise<void> => {
    for (const theme of themes) {
      await vscode.setSettings({ "workbench.colorTheme": THEMES[theme].id });
      await page.locator(`.monaco-workbench.${THEMES[theme].className}`).waitFor(SOON);
      await page.waitForTimeout(700);
      await vscode.screenshot(`look-${name}-${theme}`);
    }
  };
  /** What cannot be reached is said, and the others are looked at all the same. `tab`: its tab on a narrow page. */
  const state = async (name: string, reach: () => Promise<void>, tab?: string): Promise<void> => {
    if (!isAsked(name)) return;
    try {
      await reach();
      await taken(name, Object.keys(THEMES) as Theme[]);
      await page.setViewportSize(NARROW);
      if (tab !== undefined) await frame.getByRole("tab", { name: tab, exact: true }).click();
      await taken(`${name}-narrow`, ["high-contrast", "light"]);
    } catch (error) {
      console.log(`${name}: ${String(error)}`);
      await vscode.screenshot(`look-failed-${name}`);
    }
    await page.setViewportSize(WIDE);
    await page.waitForTimeout(400);
  };

  await vscode.runCommand("View: Toggle Primary Side Bar Visibility");
  await vscode.runCommand("Latentune: Open Analysis Panel");
  const panel = await PanelPage.shown(vscode, 120_000);
  const { frame } = panel;
  const tab = (name: RegExp | string) => frame.getByRole("tab", { name }).click();
  const escape = () => keyboard.press("Escape");
  await state(
    "map",
    () =>
      frame
        .getByText(/trustworthiness/)
        .first()
        .waitFor(SOON),
    "Map",
  );
  await panel.selectRow(3);
  await state("song", () => frame.locator("latentune-mel").first().waitFor(SOON), "Song");
  await state("search", () => searchFor(frame, "amor"), "Songs");
  await searchFor(frame, "");
  await state(
    "tune",
    async () => {
      await frame.getByRole("button", { name: "Tune", exact: true }).click();
      await frame.getByRole("spinbutton", { name: "genre" }).fill("0.5");
      await frame
        .getByText(/leaked/)
        .first()
        .waitFor(SOON);
    },
    "Tune",
  );
  if (isAsked("tune")) {
    await frame.getByRole("button", { name: "Reset" }).click();
    await frame.getByRole("button", { name: "Tune", exact: true }).click();
  }
  await state("metrics", () => tab(/Metrics/), "Metrics");
  await state("training", () => tab(/Training/), "Training");
  await state(
    "latent",
    async () => {
      await tab(/Latent/);
      await frame.getByText("Hear it").waitFor(SOON);
    },
    "Latent",
  );
  await state(
    "path",
    async () => {
      await tab(/Latent/);
      await frame.getByRole("button", { name: "Between two songs" }).click();
      await frame.getByRole("button", { name: "From: set to the shown song" }).click();
      await tab(/Songs/);
      await panel.selectRow(20);
      await tab(/Latent/);
      await frame.getByRole("button", { name: "To: set to the shown song" }).click();
      await frame.getByRole("button", { name: "Play in order" }).waitFor(SOON);
    },
    "Latent",
  );
  for (const figure of ["Map", "Cluster distribution", "Training curves", "Spectrograms"]) {
    await state(`figure-${figure.toLowerCase().split(" ")[0]!}`, async () => {
      if (!(await frame.getByRole("dialog", { name: "Export figure" }).isVisible())) {
        await frame.getByRole("button", { name: "Export" }).click();
        await vscode.screenshot("look-export-menu");
        await frame.getByRole("menuitem", { name: "Figure…" }).click();
      }
      await frame.getByRole("combobox", { name: "Figure" }).selectOption({ label: figure });
      await page.waitForTimeout(600);
    });
  }
  await escape();
  await tab(/Songs/);
  await state("label", async () => {
    await frame.getByRole("button", { name: "Label", exact: true }).click();
    await frame.getByLabel("Label", { exact: true }).last().fill("to dance");
  });
  await escape();
  await state("keys", async () => {
    await panel.map.focus();
    await keyboard.press("?");
  });
  await escape();
  await state(
    "distribution-table",
    () => panel.distribution.getByRole("button", { name: "Table" }).click(),
    "Clusters",
  );
  if (isAsked("distribution-table")) await panel.distribution.getByRole("button", { name: "Table" }).click();
  // The second map takes the place of the song with its spectrograms.
  if (isAsked("figures")) {
    await panel.selectRow(3);
    await frame.locator("latentune-mel").first().waitFor(SOON);
    await saveFigures(vscode, panel, "song");
  }
  await state(
    "compare",
    async () => {
      await frame.getByRole("button", { name: "Compare", exact: true }).click();
      await frame.locator("latentune-map-b .legend").waitFor(SOON);
      await tab("Comparison");
    },
    "Comparison",
  );
  if (isAsked("figures")) {
    await frame.getByRole("button", { name: "Tune", exact: true }).click();
    if (!isAsked("compare")) {
      await frame.getByRole("button", { name: "Compare", exact: true }).click();
      await frame.locator("latentune-map-b .legend").waitFor(SOON);
    }
    await saveFigures(vscode, panel, "all");
    await frame.getByRole("button", { name: "Tune", exact: true }).click();
  }
  if (isAsked("compare") || isAsked("figures"))
    await frame.getByRole("button", { name: "Stop comparing" }).first().click();
  await tab(/Songs/);
  await state("many-groups", () => show(frame, /22 Nov/, 900), "Clusters");
  if (isAsked("figures")) {
    await show(frame, /22 Nov/, 900);
    await saveFigures(vscode, panel, "many");
  }
  await state(
    "running",
    async () => {
      await show(frame, /Hard/, 30);
      await vscode.setSettings({ "latentune.epochs": 400 });
      await vscode.runCommand("Latentune: Run Hard Task");
      await frame
        .getByText(/epoch \d/)
        .first()
        .waitFor({ timeout: 240_000 });
      await page.waitForTimeout(4_000);
    },
    "Map",
  );
  await state("cancelled", async () => {
    await vscode.runCommand("Latentune: Cancel Run");
    await frame
      .getByText(/cancelled/)
      .first()
      .waitFor(SOON);
    await vscode.runCommand("Notifications: Clear All Notifications");
  });
  await state("page-metrics", async () => {
    await vscode.openFile("results_hard/clustering/metrics_hard.csv");
    await vscode.runCommand("Latentune: View Metrics Table");
    await (await vscode.webview("h1")).locator("h1").waitFor(SOON);
  });
  await state("page-check", async () => {
    await vscode.runCommand("Latentune: Check Data");
    await page.waitForTimeout(4_000);
  });
  await state("page-settings", async () => {
    await vscode.runCommand("Preferences: Open Settings (UI)");
    await page.waitForTimeout(1_000);
    await keyboard.type("@ext:latentune.latentune");
    await page.waitForTimeout(1_500);
  });
}

/** Every figure that the dialog offers, 85 mm wide in both formats, kept beside the pictures. */
async function saveFigures({ page, folder }: VscodeWindow, { frame }: PanelPage, name: string): Promise<void> {
  const kept = join(ARTEFACTS, `figures-${name}`);
  await mkdir(kept, { recursive: true });
  const opened = frame.getByRole("dialog", { name: "Export figure" });
  const choose = async (): Promise<readonly string[]> => {
    if (!(await opened.isVisible())) {
      await frame.getByRole("button", { name: "Export" }).click();
      await frame.getByRole("menuitem", { name: "Figure…" }).click();
    }
    const options = opened.getByRole("combobox", { name: "Figure" }).locator("option");
    await options.first().waitFor({ ...SOON, state: "attached" });
    return options.allInnerTexts();
  };
  for (const figure of await choose())
    for (const format of ["svg", "png"]) {
      await choose();
      await opened.getByRole("combobox", { name: "Figure" }).selectOption({ label: figure });
      await opened.getByRole("combobox", { name: "Format" }).selectOption(format);
      // A figure that this run cannot have says so in the place of its preview.
      const preview = opened.getByRole("group", { name: "Preview" });
      await preview.and(opened.locator("[aria-busy=false]")).waitFor(SOON);
      if ((await preview.locator("img").count()) === 0) continue;
      await page.waitForTimeout(1_000);
      await opened.getByRole("button", { name: "Save figure" }).click();
      const place = page.locator(".quick-input-widget:visible input.input");
      await place.waitFor(SOON);
      await expect.poll(() => place.inputValue(), SOON).toMatch(/\.(?:svg|png)$/);
      const file = (await place.inputValue()).split("/").at(-1)!;
      // A name of its own: VS Code asks before it replaces a file.
      const saved = join(folder, `${name}-${file}`);
      await place.fill(saved);
      await page.keyboard.press("Enter");
      await opened.waitFor({ ...SOON, state: "hidden" });
      await copyFile(saved, join(kept, file));
    }
}

async function show(frame: Frame, run: RegExp, songs: number): Promise<void> {
  await frame.getByRole("combobox", { name: "Run", exact: true }).click();
  await frame.getByRole("option", { name: run }).first().click();
  await frame.getByRole("tab", { name: `Songs (${songs})` }).waitFor(SOON);
}

async function searchFor(frame: Frame, words: string): Promise<void> {
  await frame.locator("latentune-top-bar vscode-textfield input").fill(words);
  await frame.page().waitForTimeout(300);
}
