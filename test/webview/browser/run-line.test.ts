import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { HostMessage } from "../../../src/webview/protocol.ts";
import { startFakeHost, type FakeHost } from "../fake-host/server.ts";
import { startFewSongsHost } from "./few-songs-host.ts";
import { launch, openPanel, posted, tell } from "./panel-page.ts";

let browser: Browser;
let folder: string;
let host: FakeHost;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-run-line-"));
  const handlers = { cancelRun: () => null, showRun: () => null, declineRun: () => null };
  host = await startFewSongsHost(folder, 120, { handlers });
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const event = {
  step: "train-beta-vae",
  label: "Training the β-VAE",
  stepNumber: 4,
  stepCount: 10,
  stepFraction: 0.5,
  fraction: 0.42,
  secondsLeft: 63,
  detail: "epoch 21/40, loss 0.5",
  resumedFrom: "epoch 20",
};
const goesOn: HostMessage = { type: "progress", task: "hard", event, ended: null };
const ENDED = "Hard task cancelled in step 4 of 10. What is done is kept; the next run goes on from there.";
const isOver: HostMessage = { type: "progress", task: null, event: null, ended: ENDED };

async function opened(own: FakeHost = host): Promise<Page> {
  const { page } = await openPanel(browser, own);
  onTestFinished(() => page.close());
  return page;
}
const curvesInPlace = (page: Page) => page.locator("section.map latentune-training");
const asked = async (page: Page): Promise<string[]> => (await posted(page, "request")).map(({ method }) => method);

describe("a run while another one is shown", () => {
  it("has the map's place with its curves, one progress and one cancel, and says what it goes on from", async () => {
    const page = await opened();
    await page.locator("latentune-map .foot").waitFor();
    const before = await page.locator("section.map").boundingBox();
    await tell(page, goesOn);
    await curvesInPlace(page).waitFor();
    expect(await page.locator("section.map").boundingBox()).toEqual(before);
    await page.getByRole("tab", { name: "Training" }).click();
    expect(await page.getByRole("progressbar").count()).toBe(1);
    expect(await page.getByRole("button", { name: "Cancel" }).count()).toBe(1);
    await page.getByText("epoch 21/40, loss 0.5 · goes on from epoch 20").waitFor();
    await page.getByText("42 % · about a minute left").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await asked(page)).toContain("cancelRun");
    await tell(page, isOver);
    await page.locator("latentune-run-line").getByText(ENDED).waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.locator("latentune-run-line").getByText(ENDED).waitFor({ state: "hidden" });
  });

  it("leaves its place to the map when that is asked for, whose points stay when the run ends", async () => {
    const page = await opened();
    await page.locator("latentune-map .foot").waitFor();
    await tell(page, goesOn);
    expect((await posted(page, "watch")).map(({ run }) => run)).toEqual([true]);
    await page.getByRole("button", { name: "Show map" }).click();
    expect((await posted(page, "watch")).map(({ run }) => run)).toEqual([true, false]);
    const map = page.getByRole("application", { name: "Latent map" });
    await page.locator("latentune-map .foot").waitFor();
    const during = await map.boundingBox();
    await page.getByRole("button", { name: "Cancel" }).waitFor();
    await tell(page, isOver);
    await page.locator("latentune-run-line").getByText(ENDED).waitFor();
    expect(await map.boundingBox()).toEqual(during);
  });

  it("is offered when it is done elsewhere, and shown when it is asked for", async () => {
    const page = await opened();
    await page.locator("latentune-map .foot").waitFor();
    const map = page.getByRole("application", { name: "Latent map" });
    const before = await map.boundingBox();
    const made = { runId: "made-up", task: "hard", startedAt: "2026-01-01T00:00:00Z", name: null } as const;
    const newer = { ...made, runId: "newer", name: "Terminal's" };
    const common = { type: "show", runs: [newer, made], trusted: true, workspace: "songs30", survey: null } as const;
    await tell(page, { ...common, run: { ...made, searches: [], baseUri: `${host.url}/run` }, offered: newer });
    await page.locator("latentune-run-line").getByText("A newer run is done: Terminal's").waitFor();
    expect(await map.boundingBox()).toEqual(before);
    await page.getByRole("button", { name: "Show it" }).click();
    await page.getByRole("button", { name: "Keep the shown run" }).click();
    const requests = await posted(page, "request");
    expect(requests.filter(({ method }) => method === "showRun").map(({ params }) => params)).toEqual([
      { runId: "newer" },
    ]);
    expect(requests.map(({ method }) => method)).toContain("declineRun");
  });
});

it("is all there is before the first one is done, and what a cancelled one has kept is said", async () => {
  const own = await startFakeHost({ folders: {}, run: null });
  onTestFinished(() => own.close());
  const page = await opened(own);
  await page.getByRole("heading", { name: "No results yet" }).waitFor();
  await tell(page, goesOn);
  await curvesInPlace(page).waitFor();
  expect(await page.getByRole("button", { name: "Show map" }).count()).toBe(0);
  await tell(page, isOver);
  await page.locator("latentune-start").getByText(ENDED).waitFor();
});
