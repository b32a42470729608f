import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Handlers } from "../fake-host/server.ts";
import { handlersOf, hostOf, launch, makeRealRun, openPanel, posted, type RealRun } from "./panel-page.ts";

type StartTuning = NonNullable<Handlers["startTuning"]>;
type Asked = Parameters<StartTuning>[0];

/** On a busy machine. */
const PATIENCE = { timeout: 15_000 };

let run: RealRun;
let browser: Browser;
beforeAll(async () => {
  [run, browser] = await Promise.all([makeRealRun(), launch()]);
});
afterAll(async () => {
  await browser.close();
  await run.close();
});

/** The strip behind a host whose answers to `startTuning` the test decides. */
async function unfolded(startTuning: (asked: Asked, engine: StartTuning) => ReturnType<StartTuning>): Promise<Page> {
  const engine = handlersOf(run).startTuning!;
  const host = await hostOf(run, { startTuning: (asked) => startTuning(asked, engine) });
  onTestFinished(() => host.close());
  const { page } = await openPanel(browser, host);
  onTestFinished(() => page.close());
  await page.locator("latentune-map .foot").waitFor();
  await choose(page, "Representation", "β-VAE latent");
  await choose(page, "Clustering", "K-Means");
  await page.getByRole("button", { name: "Tune", exact: true }).click();
  await weightOf(page, "audio").waitFor();
  return page;
}
const weightOf = (page: Page, modality: string) => page.getByRole("spinbutton", { name: modality, exact: true });
const controls = (page: Page) => page.locator("latentune-tune .controls:not([inert])");
const inert = (page: Page) => page.locator("latentune-tune .controls[inert]");
const reset = (page: Page) => page.getByRole("button", { name: "Reset" });
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}
function held(): { readonly until: Promise<void>; readonly release: () => void } {
  let release = (): void => undefined;
  const until = new Promise<void>((resolve) => (release = resolve));
  return { until, release };
}
function cancellable(): { readonly signal: AbortSignal; readonly cancel: () => void } {
  const abort = new AbortController();
  return {
    signal: abort.signal,
    cancel: () => {
      abort.abort();
    },
  };
}

describe("the tune strip while the engine has not answered", () => {
  it("takes nothing before what was chosen can be moved, and then moves that", async () => {
    const { until, release } = held();
    const page = await unfolded(async (asked, engine) => {
      if (asked.method === "agglomerative_ward") await until;
      return engine(asked);
    });
    await weightOf(page, "genre").fill("0.5");
    const keep = page.getByRole("button", { name: "Keep as run" });
    await expect.poll(() => keep.isEnabled(), PATIENCE).toBe(true);
    await choose(page, "Clustering", "Ward");
    await inert(page).waitFor();
    expect(await keep.isDisabled()).toBe(true);
    release();
    await controls(page).waitFor();
    await page.getByRole("spinbutton", { name: "k", exact: true }).fill("6");
    await page.getByText(/Ward, k = 6 · 6 clusters · silhouette/).waitFor();
    const asked = (await posted(page, "request")).filter(({ method }) => method === "recluster");
    expect(asked.at(-1)!.params).toMatchObject({
      method: "agglomerative_ward",
      tuning: { k: 6, weights: { genre: 0.5 } },
    });
  });

  it("goes back with Reset where the weights that were chosen cannot be clustered", async () => {
    const page = await unfolded((asked, engine) => engine(asked));
    for (const modality of ["lyrics", "genre", "audio"]) await weightOf(page, modality).fill("0");
    await page.getByRole("alert").getByText("All weights are 0").waitFor();
    await choose(page, "Clustering", "Ward");
    await inert(page).waitFor();
    await reset(page).click();
    await controls(page).waitFor();
    expect(await page.locator("latentune-tune").getByRole("alert").count()).toBe(0);
  });

  it("asks again where the engine had ended", async () => {
    let fails = true;
    const page = await unfolded((asked, engine) => {
      if (asked.method === "agglomerative_ward" && fails) throw new Error("The engine has ended.");
      return engine(asked);
    });
    await choose(page, "Clustering", "Ward");
    await page.getByRole("alert").getByText("The engine has ended.").waitFor();
    await inert(page).waitFor();
    fails = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await controls(page).waitFor();
    expect(await page.locator("latentune-tune").getByRole("alert").count()).toBe(0);
  });

  it("says nothing of a request that another one has cancelled, also where the same is asked again", async () => {
    const curves: { cancel: () => void }[] = [];
    const page = await unfolded(async (asked, engine) => {
      if (!asked.curve) return engine(asked);
      // As the engine does: what is asked for anew cancels what was asked for before, late.
      const before = curves.at(-1);
      setTimeout(() => before?.cancel(), 150);
      const { signal, ...mine } = cancellable();
      curves.push(mine);
      for (let waited = 0; waited < 600; waited += 20) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (signal.aborted) throw new Error("Cancelled.");
      }
      return engine(asked);
    });
    await expect.poll(() => curves.length, PATIENCE).toBeGreaterThan(0);
    const first = curves.length;
    const slider = page.getByRole("slider", { name: "genre, slider" });
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => curves.length, PATIENCE).toBe(first + 1);
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => curves.length, PATIENCE).toBe(first + 2);
    await page.waitForTimeout(1_500);
    expect(await page.locator("latentune-tune .end").textContent()).not.toContain("Cancelled");
  });

  it("asks once for the curve and its figure", async () => {
    const { until, release } = held();
    let curves = 0;
    const page = await unfolded(async (asked, engine) => {
      if (asked.curve) {
        curves++;
        await until;
      }
      return engine(asked);
    });
    await expect.poll(() => curves, PATIENCE).toBeGreaterThan(0);
    const before = curves;
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: "Figure…" }).click();
    const dialog = page.locator("latentune-figure-dialog");
    await dialog.getByRole("combobox", { name: "Figure" }).selectOption({ label: "Curve for tuning" });
    release();
    await dialog.getByRole("img", { name: "Curve for tuning" }).waitFor();
    await expect.poll(() => dialog.locator("vscode-button:not([disabled])").count(), PATIENCE).toBe(2);
    expect(curves).toBe(before);
  });
});
