import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { FakeHost } from "../fake-host/server.ts";
import { seriousViolations } from "./axe.ts";
import { hostOf, launch, makeRealRun, openPanel, posted, type RealRun } from "./panel-page.ts";

/** On a busy machine. */
const PATIENCE = { timeout: 15_000 };

let run: RealRun;
let host: FakeHost;
let browser: Browser;
beforeAll(async () => {
  run = await makeRealRun();
  [host, browser] = await Promise.all([hostOf(run), launch()]);
});
afterAll(async () => {
  await browser.close();
  await host.close();
  await run.close();
});

async function unfolded(options: Parameters<typeof openPanel>[2] = {}): Promise<Page> {
  const { page, errors } = await openPanel(browser, host, options);
  onTestFinished(async () => {
    await page.close();
    expect(errors).toEqual([]);
  });
  await page.locator("latentune-map .foot").waitFor();
  await page.getByRole("button", { name: "Tune", exact: true }).click();
  return page;
}
const k = (page: Page) => page.getByRole("spinbutton", { name: "k", exact: true });
const clustersOf = (page: Page) => page.locator("latentune-map .legend button.group").count();
const methods = async (page: Page) => (await posted(page, "request")).map(({ method }) => method);
/** Chooses in one of the top bar's lists. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

describe("the tune strip", () => {
  it("changes the clusters everywhere while k is typed, writes nothing, and survives a reload", async () => {
    const page = await unfolded();
    await choose(page, "Representation", "β-VAE latent");
    await choose(page, "Clustering", "Ward");
    const before = await clustersOf(page);
    await k(page).fill("7");
    await expect.poll(() => clustersOf(page), PATIENCE).toBe(7);
    expect(before).not.toBe(7);
    await page.getByText(/Ward, k = 7 · 7 clusters · silhouette/).waitFor();
    // The editor shows the same.
    const told = await posted(page, "clustering");
    expect(told.at(-1)).toMatchObject({ method: "agglomerative_ward", tuned: true });
    await page.getByRole("tab", { name: /Metrics/ }).click();
    const row = page.locator("latentune-metrics tbody tr").first();
    expect(await row.textContent()).toMatch(/β-VAE latent\s*Ward, k = 7\s*tuned/);
    expect(await row.getAttribute("aria-current")).toBe("true");
    await page.reload();
    await expect.poll(() => clustersOf(page), PATIENCE).toBe(7);
    expect(await k(page).inputValue()).toBe("7");
    expect(await methods(page)).not.toContain("runTask");
    expect(await readdir(join(run.workspace, ".latentune/runs"))).toEqual([run.info.runId]);
    // A row of the run is the run's own again.
    await page.locator("latentune-metrics tbody tr").nth(1).getByRole("button").click();
    await expect.poll(() => page.getByText("tuned", { exact: true }).count(), PATIENCE).toBe(0);
  });

  it("follows the slider with arrow keys, and goes back with Reset", async () => {
    const page = await unfolded();
    await choose(page, "Clustering", "K-Means");
    const own = Number(await k(page).inputValue());
    await page.getByRole("slider", { name: "k, slider" }).focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => clustersOf(page), PATIENCE).toBe(own + 1);
    await page.getByRole("button", { name: "Reset" }).click();
    await expect.poll(() => clustersOf(page), PATIENCE).toBe(own);
    expect(await page.getByRole("button", { name: "Keep as run" }).count()).toBe(0);
  });

  it("marks scores against the genre as leaked where the genre has a weight", async () => {
    const page = await unfolded();
    await choose(page, "Representation", "β-VAE latent");
    await choose(page, "Clustering", "K-Means");
    await page.getByRole("spinbutton", { name: "genre" }).fill("0.5");
    await page.getByText("scores against the genre are leaked").waitFor();
    await page.getByRole("tab", { name: /Metrics/ }).click();
    const row = page.locator("latentune-metrics tbody tr").first();
    await expect.poll(() => row.textContent(), PATIENCE).toContain("β-VAE latent + genre × 0.5");
    const heads = await page.locator("latentune-metrics thead th").allTextContents();
    const cells = await row.locator("td, th").allTextContents();
    const marked = heads.filter((_, index) => cells[index]!.includes("†")).map((head) => head.trim().split(/\s/)[1]);
    expect(marked.length).toBeGreaterThan(3);
    expect(new Set(marked)).toEqual(new Set(["genre"]));
    await page
      .locator("latentune-map .foot")
      .getByText(/clusters of β-VAE latent \+ genre × 0\.5/)
      .waitFor();
  });

  it("changes the radius of DBSCAN, and says what cannot be done", async () => {
    const page = await unfolded();
    await choose(page, "Clustering", "DBSCAN, ε from the knee");
    await page.getByRole("spinbutton", { name: "ε" }).fill("1000");
    await page.getByText(/DBSCAN, ε = 1000 · 1 cluster/).waitFor();
    await choose(page, "Clustering", "K-Means");
    await k(page).fill("400");
    await page.getByRole("alert").getByText(/400/).waitFor();
  });

  it.each(["dark", "light", "high-contrast", "high-contrast-light"] as const)(
    "has nothing that axe finds serious: %s",
    async (theme) => {
      const page = await unfolded({ theme });
      await k(page).fill("5");
      await page.getByRole("button", { name: "Keep as run" }).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
    },
  );

  it("keeps what it shows as a run", async () => {
    const page = await unfolded();
    await choose(page, "Representation", "β-VAE latent");
    await choose(page, "Clustering", "Ward");
    await k(page).fill("6");
    await page.getByText(/Ward, k = 6 · 6 clusters · silhouette/).waitFor();
    await page.getByRole("button", { name: "Keep as run" }).click();
    await page.getByText("Kept as “Ward, k = 6, of β-VAE latent”.").waitFor({ timeout: 60_000 });
    expect(await readdir(join(run.workspace, ".latentune/runs"))).toHaveLength(2);
  });
});
