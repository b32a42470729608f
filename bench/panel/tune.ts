// From the slider to the picture, in the real VS Code: from the input event on the slider of k to the frame after which the
// map has other colours, by the page's own clock. The panel draws on the canvas, as it does without a graphics card.
import { mkdir } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { PanelPage } from "../../test/e2e/harness/panel-page.ts";
import { VscodeWindow } from "../../test/e2e/harness/vscode-window.ts";
import { startRealVscode } from "../real-vscode.ts";
import { median, record } from "../record.ts";
import { makeRun } from "../tuning/made-up-run.ts";

/** Times that the slider is moved after the first. */
const MOVES = 12;
const PATIENCE = 600_000;
const METHODS = ["K-Means", "Ward"];

/** @param counts numbers of songs, made up */
export async function measureWindows(counts: readonly number[]): Promise<void> {
  const { scratch, home, server, browser, stop } = await startRealVscode({
    args: ["--disable-gpu", "--disable-webgl", "--disable-3d-apis"],
  });
  try {
    console.log(
      `Milliseconds from the slider to the picture: median (longest); load ${loadavg()[0]!.toFixed(1)} before.`,
    );
    console.log(["songs", "method", "sliders there", "first move", "clusters", "scores"].map((cell) => cell.padStart(16)).join("")); // prettier-ignore
    for (const count of counts) {
      const workspace = join(scratch, `${count}`);
      await mkdir(workspace);
      await makeRun(workspace, count);
      const page = await browser.newPage({ viewport: { width: 1500, height: 1000 } });
      const window = new VscodeWindow(page, server.urlOf(workspace), workspace, home);
      await window.open();
      await window.runCommand("Latentune: Open Analysis Panel");
      await PanelPage.shown(window, PATIENCE);
      for (const method of METHODS) await measure(window, count, method);
      await page.close();
    }
    console.log(`Load after: ${loadavg()[0]!.toFixed(1)}.`);
  } finally {
    await stop();
  }
}

async function measure(window: VscodeWindow, count: number, method: string): Promise<void> {
  // A window that comes anew has an engine that has not read the run, and a strip that is folded.
  await window.reload();
  const { frame } = await PanelPage.shown(window, PATIENCE);
  await frame.getByRole("combobox", { name: "Clustering" }).click();
  await frame.getByRole("option", { name: method, exact: true }).click();
  await frame.evaluate(WATCH);
  const tune = frame.getByRole("button", { name: "Tune", exact: true });
  const slider = frame.getByRole("slider", { name: "k, slider", exact: true });
  const pressed = performance.now();
  await tune.click();
  await slider.waitFor({ timeout: PATIENCE });
  const there = performance.now() - pressed;
  const first = await move(frame, "ArrowRight");
  const [clusters, scores]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < MOVES; turn++) {
    // To and fro between six numbers of clusters.
    const moved = await move(frame, turn % 6 < 3 ? "ArrowRight" : "ArrowLeft");
    clusters.push(moved.clusters);
    scores.push(moved.scores);
  }
  await tune.click();
  const text = (values: readonly number[]): string =>
    `${median(values).toFixed(0)} (${Math.max(...values).toFixed(0)})`;
  const cells = [String(count), method, there.toFixed(0), first.clusters.toFixed(0), text(clusters), text(scores)];
  console.log(cells.map((cell) => cell.padStart(16)).join(""));
  for (const [what, milliseconds] of [
    ["other colours", median(clusters)],
    ["scores in the strip", median(scores)],
    ["other colours, first move", first.clusters],
  ] as const)
    record({ kind: "growth", step: `slider of k to picture, ${method}: ${what}`, rows: count, seconds: milliseconds / 1000, memory: null }); // prettier-ignore

  async function move(page: Frame, key: "ArrowRight" | "ArrowLeft"): Promise<Moved> {
    const measured = page.evaluate<Moved>("window.latentuneMoved()");
    await slider.press(key);
    return await measured;
  }
}

interface Moved {
  readonly clusters: number;
  readonly scores: number;
}

/**
 * Runs in the page: `latentuneMoved()` resolves, after the next input event, with the milliseconds from it until a frame is
 * drawn whose legend and whose map are others, and until the strip says what the clusters are worth.
 */
const WATCH = `(() => {
  const deep = (root, selector) => {
    const found = root.querySelector(selector);
    if (found !== null) return found;
    for (const element of root.querySelectorAll("*"))
      if (element.shadowRoot !== null) {
        const inside = deep(element.shadowRoot, selector);
        if (inside !== null) return inside;
      }
    return null;
  };
  const small = new OffscreenCanvas(160, 120).getContext("2d", { willReadFrequently: true });
  const picture = () => {
    const canvas = deep(deep(document, "latentune-map-view").shadowRoot, "canvas");
    small.clearRect(0, 0, 160, 120);
    small.drawImage(canvas, 0, 0, 160, 120);
    return small.getImageData(0, 0, 160, 120).data.join();
  };
  const legend = () => deep(deep(document, "latentune-map-view").shadowRoot, ".legend").textContent;
  const result = () => deep(document, "latentune-tune").shadowRoot.querySelector(".end .number")?.textContent ?? "";
  const frame = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(null);
  }));
  window.latentuneMoved = async () => {
    let [oldLegend, oldPicture, oldResult] = [legend(), picture(), result()];
    const start = await new Promise((done) =>
      addEventListener("input", (event) => done(event.timeStamp), { capture: true, once: true }));
    let clusters = null;
    for (;;) {
      await frame();
      const now = performance.now();
      if (clusters === null) {
        if (legend() === oldLegend) oldPicture = picture();
        else if (picture() !== oldPicture) clusters = now - start;
      }
      const text = result();
      if (clusters !== null && text !== oldResult && /silhouette/.test(text)) return { clusters, scores: now - start };
    }
  };
})()`;
