import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { FakeHost } from "../fake-host/server.ts";
import { STOCK_THEMES, type ThemeName } from "../fake-host/themes.ts";
import { seriousViolations } from "./axe.ts";
import { hostOf, launch, makeRealRun, openPanel, type RealRun } from "./panel-page.ts";

let run: RealRun;
let host: FakeHost;
let browser: Browser;
beforeAll(async () => {
  run = await makeRealRun();
  const labels = { names: [], songs: [], codes: [] };
  const handlers = {
    ownLabels: () => labels,
    setOwnLabels: () => labels,
    lastFigure: () => null,
    keepFigure: () => null,
  };
  [host, browser] = await Promise.all([hostOf(run, handlers), launch()]);
});
afterAll(async () => {
  await browser.close();
  await host.close();
  await run.close();
});

async function opened(theme: ThemeName = "dark"): Promise<Page> {
  const { page } = await openPanel(browser, host, { theme });
  onTestFinished(() => page.close());
  await page.locator("latentune-map .foot").waitFor();
  await page.locator("latentune-songs #song-3 .title").click();
  return page;
}

/** What has the focus, as it is called. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const host = element?.getRootNode() instanceof ShadowRoot ? (element.getRootNode() as ShadowRoot).host : null;
    const name = element?.getAttribute("aria-label") ?? element?.textContent.trim() ?? "";
    return `${element?.tagName ?? ""} ${name === "" ? (host?.textContent.trim() ?? "") : name}`.toLowerCase();
  });

/** Shows each view or dialog by keyboard alone; a tab's name, or what is pressed. */
const PAGES: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  Metrics: (page) => pressed(page, page.getByRole("tab", { name: /^Metrics/ })),
  Training: (page) => pressed(page, page.getByRole("tab", { name: /^Training/ })),
  Latent: (page) => pressed(page, page.getByRole("tab", { name: /^Latent/ })),
  "the tune strip": async (page) => {
    await pressed(page, page.getByRole("button", { name: "Tune", exact: true }));
    await page.getByRole("slider", { name: "k, slider", exact: true }).waitFor();
  },
  "the labels' dialog": async (page) => {
    await pressed(page, page.getByRole("button", { name: "Label", exact: true }));
    await page.getByRole("dialog").waitFor();
  },
  "the figures' dialog": async (page) => {
    await pressed(page, page.getByRole("button", { name: "Export" }).first());
    await page.getByRole("menuitem", { name: "Figure…" }).press("Enter");
    await page.getByRole("dialog").waitFor();
  },
};
async function pressed(page: Page, control: ReturnType<Page["getByRole"]>): Promise<void> {
  await control.focus();
  await page.keyboard.press("Enter");
}

describe.each(Object.keys(STOCK_THEMES) as ThemeName[])("in %s", (theme) => {
  it.each(Object.keys(PAGES))("axe finds nothing serious in %s", async (name) => {
    const page = await opened(theme);
    await PAGES[name]!(page);
    await page.waitForTimeout(500);
    expect(await seriousViolations(page)).toEqual([]);
  });
});

describe("a dialog gives the focus back to what has opened it", () => {
  it.each([
    ["the labels' dialog", "label"],
    ["the figures' dialog", "export"],
  ])("%s", async (name, opener) => {
    const page = await opened();
    await PAGES[name]!(page);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await focused(page)).toContain(opener);
  });

  it("the keys", async () => {
    const page = await opened();
    const slider = page.getByRole("tab", { name: /^Songs/ });
    await slider.focus();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await focused(page)).toContain("songs");
  });
});

it("a screen reader hears what tuned clusters come to, and that they are kept", async () => {
  const page = await opened();
  await PAGES["the tune strip"]!(page);
  await page.getByRole("spinbutton", { name: "k", exact: true }).fill("6");
  const said = page.locator("latentune-tune [role=status]");
  await expect.poll(() => said.first().textContent(), { timeout: 15_000 }).toMatch(/6 clusters · silhouette/);
  // The element stays: a reader hears changes of what is there, not of what comes.
  const [before] = await said.elementHandles();
  await page.getByRole("spinbutton", { name: "k", exact: true }).fill("5");
  await expect.poll(() => said.first().textContent(), { timeout: 15_000 }).toMatch(/5 clusters · silhouette/);
  expect(await before!.evaluate((element) => element.isConnected)).toBe(true);
});
