import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { ViewManifest } from "../../../src/shared/contract/view.ts";
import { startFakeHost, type FakeHost } from "../fake-host/server.ts";
import { STOCK_THEMES, type ThemeName } from "../fake-host/themes.ts";
import { seriousViolations } from "./axe.ts";
import {
  handlersOf,
  hostOf,
  lastSelection,
  launch,
  makeRealRun,
  openPanel,
  posted,
  tell,
  type OpenedPanel,
  type RealRun,
} from "./panel-page.ts";

let run: RealRun;
let host: FakeHost;
let browser: Browser;
beforeAll(async () => {
  [run, browser] = await Promise.all([makeRealRun(), launch()]);
  host = await hostOf(run);
});
afterAll(async () => {
  await browser.close();
  await host.close();
  await run.close();
});

async function opened(options: Parameters<typeof openPanel>[2] = {}): Promise<OpenedPanel> {
  const panel = await openPanel(browser, host, options);
  onTestFinished(() => panel.page.close());
  await panel.page.getByRole("application", { name: "Latent map" }).waitFor();
  await rowOf(panel.page, 0).waitFor({ state: "attached" });
  return panel;
}

const manifestOf = ({ runFolder }: RealRun): ViewManifest =>
  JSON.parse(readFileSync(`${runFolder}/view/view.json`, "utf8")) as ViewManifest;
const titleOf = (song: number): string => run.songs.filename[song]!.replace(/\.\w+$/, "");
const rowOf = (page: Page, song: number) => page.locator(`latentune-songs #song-${song}`);
/** The songs whose rows the host was asked to open. */
const openedRows = async (page: Page): Promise<number[]> =>
  (await posted(page, "request")).flatMap((request) => (request.method === "openRow" ? [request.params.song] : []));
/** How the CSS variable of the playhead stands, in percent. */
const playhead = (page: Page): Promise<number> =>
  page
    .locator("latentune-reconstruction .song[data-song]")
    .evaluate((element) => Number.parseFloat((element as HTMLElement).style.getPropertyValue("--playhead")));

describe("the panel under the extension's policy", () => {
  it("shows every view by its name, without an error of the page or the policy", async () => {
    const { page, errors } = await opened();
    for (const name of ["Song", "Cluster distribution", "Songs", "Reconstruction"])
      await expect(page.getByRole("region", { name, exact: true }).count(), name).resolves.toBe(1);
    expect(await page.getByRole("tab").allTextContents()).toEqual(
      ["Songs (30)", "Metrics", "Training", "Latent"].map((text) => expect.stringContaining(text) as string),
    );
    await page.getByRole("tab", { name: "Metrics" }).click();
    await page.getByRole("region", { name: "Metrics", exact: true }).getByRole("row").nth(5).waitFor();
    await page.getByRole("tab", { name: "Training" }).click();
    await page.getByRole("img", { name: /^Total loss per epoch: β-VAE [\d.]+ at epoch 3/ }).waitFor();
    expect(errors).toEqual([]);
  });

  it("offers the networks that reconstruct as the model of the difference, and no other", async () => {
    const { page } = await opened();
    await rowOf(page, 3).click();
    const models = page.getByRole("group", { name: "Model of the difference" });
    await models.waitFor();
    const offered = await models.getByRole("button").allTextContents();
    expect(offered.map((text) => text.trim())).toEqual(["β-VAE", "Autoencoder"]);
  });

  it("links a row to the point, the details, the host and the record", async () => {
    const { page } = await opened();
    await rowOf(page, 3).click();
    expect(await lastSelection(page)).toEqual({ songs: [3], focus: 3 });
    await page.getByRole("heading", { name: titleOf(3) }).waitFor();
    expect(await openedRows(page)).toEqual([]);
    await page.getByRole("button", { name: /^Open row \d+$/ }).click();
    await rowOf(page, 4).dblclick();
    expect(await openedRows(page)).toEqual([3, 4]);
    await rowOf(page, 3).click();
    await page.getByRole("img", { name: /^Original: mel spectrogram/ }).waitFor();
    // The contrastive network reconstructs nothing.
    for (const { label } of manifestOf(run).models.filter(({ errors }) => errors !== null))
      await page.getByRole("img", { name: new RegExp(`^${label}: mel spectrogram, error [\\d.]+$`) }).waitFor();
    await page.getByText(titleOf(3), { exact: false }).first().waitFor();
    const said = await page.locator(".announced").textContent();
    expect(said?.startsWith(`${titleOf(3)}, ${run.songs.genre[3]!}, `)).toBe(true);
    expect(said).toMatch(/, (cluster \d+|noise)$/);
  });

  it("goes through the table by keyboard: arrows, Shift, Home, End, Enter, Escape, undo", async () => {
    const { page } = await opened();
    await page.getByRole("grid", { name: "Songs" }).focus();
    await page.keyboard.press("End");
    expect(await lastSelection(page)).toEqual({ songs: [29], focus: 29 });
    await rowOf(page, 29).waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+ArrowDown");
    expect(await lastSelection(page)).toEqual({ songs: [0, 1], focus: 1 });
    await page.keyboard.press("Enter");
    expect(await openedRows(page)).toEqual([1]);
    await page.keyboard.press("Escape");
    expect(await lastSelection(page)).toEqual({ songs: [], focus: null });
    await page.keyboard.press("Control+z");
    expect(await lastSelection(page)).toEqual({ songs: [0, 1], focus: 1 });
    await page.keyboard.press("Control+Shift+z");
    expect(await lastSelection(page)).toEqual({ songs: [], focus: null });
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
  });

  it("follows the editor's cursor, without losing the selection", async () => {
    const { page } = await opened();
    await rowOf(page, 2).click();
    await tell(page, { type: "cursor", songs: [27] });
    await page.getByRole("heading", { name: titleOf(27) }).waitFor();
    await expect.poll(() => rowOf(page, 27).getAttribute("class")).toContain("at-cursor");
    expect(await lastSelection(page)).toEqual({ songs: [2], focus: 27 });
  });

  it("selects what a cell of the distribution stands for; Shift adds", async () => {
    const { page } = await opened();
    const region = page.getByRole("region", { name: "Cluster distribution" });
    await region.getByRole("button", { name: "Table" }).click();
    const cells = region.getByRole("button", { name: /^Select .+ song/ });
    const first = (await cells.first().getAttribute("aria-label"))!;
    const [, genre, size, cluster] = /^Select (.+): (\d+) songs?, \d+ % of (.+)$/.exec(first)!;
    await cells.first().click();
    const { songs } = (await lastSelection(page))!;
    expect(songs).toHaveLength(Number(size));
    expect(new Set(songs.map((song) => run.songs.genre[song]))).toEqual(new Set([genre]));
    for (const song of songs)
      expect(
        await rowOf(page, song)
          .count()
          .then((found) => (found === 0 ? "true" : rowOf(page, song).getAttribute("aria-selected"))),
      ).toBe("true");
    await cells.nth(1).click({ modifiers: ["Shift"] });
    expect((await lastSelection(page))!.songs.length).toBeGreaterThan(songs.length);
    expect(cluster).toMatch(/^(cluster \d+|noise)$/);
  });

  it("selects by a bar of the chart", async () => {
    const { page } = await opened();
    const chart = page.getByRole("region", { name: "Cluster distribution" }).getByRole("img");
    const { width, height } = (await chart.boundingBox())!;
    // The columns stand on the axis: somewhere low in the picture there is one.
    for (let x = 0.1; x < 1 && (await lastSelection(page))?.songs.length === 0; x += 0.04)
      await chart.click({ position: { x: x * width, y: height * 0.5 } });
    const { songs } = (await lastSelection(page))!;
    expect(songs.length).toBeGreaterThan(0);
    expect(new Set(songs.map((song) => run.songs.genre[song])).size).toBe(1);
  });

  it("finds words of whole lyrics, lists the matches first, says how many there are, and selects them by Enter", async () => {
    const { page } = await opened();
    const status = page.getByRole("search").getByRole("status");
    await page.keyboard.press("/");
    await page.keyboard.type("emocion MIEDO");
    await expect.poll(() => status.textContent()).toBe("0 of 30 songs match.");
    await page.getByRole("textbox", { name: "Find songs" }).fill("Tristéza");
    // As a program without an index finds them.
    const found = run.songs.filename.flatMap((name, song) =>
      run.lyrics.get(name)!.toLowerCase().includes("tristeza") ? [song] : [],
    );
    expect(found.length).toBe(4);
    await expect.poll(() => status.textContent()).toBe("4 of 30 songs match.");
    const rows = page.locator("latentune-songs [id^=song-]");
    const first = await rows.evaluateAll((all) => all.slice(0, 5).map((row) => `${row.id} ${row.classList.value}`));
    expect(first.map((row) => /^song-\d+/.exec(row)![0])).toEqual([
      ...found.map((song) => `song-${song}`),
      expect.stringMatching(/^song-/),
    ]);
    expect(first.map((row) => row.includes("dimmed"))).toEqual([false, false, false, false, true]);
    await page.keyboard.press("Enter");
    expect((await lastSelection(page))!.songs).toEqual(found);
    await page.getByRole("grid", { name: "Songs" }).focus();
    await page.keyboard.press("End");
    expect(await rowOf(page, (await lastSelection(page))!.focus!).getAttribute("class")).toContain("dimmed");
    // The engine says why this run cannot be searched by meaning.
    await page.getByRole("button", { name: "Meaning" }).click();
    await page.getByRole("alert").filter({ hasText: "by TF-IDF alone" }).waitFor();
  });

  it("shows a clustering on the map when its row of metrics is chosen, and says why a cell is empty", async () => {
    const { page } = await opened();
    await page.getByRole("tab", { name: "Metrics" }).click();
    const manifest = manifestOf(run);
    const region = page.getByRole("region", { name: "Metrics", exact: true });
    const all = manifest.representations.flatMap(({ clusterings }) => clusterings);
    // DBSCAN's settings in which every song is noise are one row.
    const rows = manifest.representations.flatMap(({ clusterings }) => {
      const noise = clusterings.filter(({ method, clusters }) => method.startsWith("dbscan") && clusters.length === 0);
      return clusterings.filter((clustering) => !noise.slice(1).includes(clustering));
    });
    expect(rows.length).toBeLessThan(all.length);
    await expect.poll(() => region.locator("tbody tr").count()).toBe(rows.length);
    const undefinedAt = rows.findIndex(({ metrics }) => metrics["silhouette"] === null);
    if (undefinedAt >= 0)
      expect(await region.locator("tbody tr").nth(undefinedAt).textContent()).toContain(
        rows[undefinedAt]!.reasons["silhouette"]!,
      );
    const lyrics = manifest.representations.find(({ kind }) => kind === "lyrics")!;
    await region.getByRole("row").filter({ hasText: lyrics.label }).first().getByRole("button").click();
    await page.getByText(new RegExp(`${lyrics.label} · t-SNE`)).waitFor();
    await expect.poll(() => region.locator("tr[aria-current=true]").first().textContent()).toContain(lyrics.label);
  });

  it("plays a real file with the playhead over its spectrogram, pauses by Space, seeks by a click", async () => {
    const { page } = await opened();
    const song = run.songs.filename.findIndex((name) => name.endsWith(".flac"));
    await tell(page, { type: "act", song, action: "select" });
    await page.getByRole("img", { name: /^Original/ }).waitFor();
    await page
      .getByRole("region", { name: "Song", exact: true })
      .getByRole("button", { name: "Play", exact: true })
      .click();
    await expect.poll(() => playhead(page), { timeout: 10_000 }).toBeGreaterThan(1);
    await page.getByRole("grid", { name: "Songs" }).focus();
    await page.keyboard.press("Space");
    await page
      .getByRole("region", { name: "Song", exact: true })
      .getByRole("button", { name: "Play", exact: true })
      .waitFor();
    const picture = page.getByRole("img", { name: /^Original/ });
    const { width, height } = (await picture.boundingBox())!;
    await picture.click({ position: { x: width / 2, y: height / 2 } });
    await expect.poll(() => playhead(page)).toBeGreaterThan(49);
    await picture.hover({ position: { x: width / 2, y: height / 2 } });
    await page.getByText(/^2\.\d\d s · [\d.]+ k?Hz · original −?[\d.]+ dB/).waitFor();
  });

  it("asks the engine to decode what the browser cannot play", async () => {
    const decoded: boolean[] = [];
    const own = await hostOf(run, {
      audio: ({ decode }) => {
        decoded.push(decode);
        return {
          uri: decode
            ? `/workspace/${run.songs.audio[20]!.split("/").map(encodeURIComponent).join("/")}`
            : "/run/view/view.json",
        };
      },
    });
    onTestFinished(() => own.close());
    const { page } = await openPanel(browser, own);
    onTestFinished(() => page.close());
    await page.getByRole("grid", { name: "Songs" }).getByRole("row").nth(3).waitFor();
    await tell(page, { type: "act", song: 20, action: "play" });
    await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
    expect(decoded).toEqual([false, true]);
  });

  it("stands as it stood after a reload", async () => {
    const { page } = await opened();
    await page.getByRole("tab", { name: "Metrics" }).click();
    await page.getByRole("region", { name: "Cluster distribution" }).getByLabel("Columns").selectOption("language");
    await page.getByRole("separator", { name: "Width of the right column" }).press("ArrowLeft");
    await tell(page, { type: "act", song: 7, action: "select" });
    await page.getByRole("combobox", { name: "Projection" }).click();
    await page.getByRole("option", { name: "PCA" }).click();
    await page.getByText(/· PCA ·/).waitFor();
    const share = await page
      .getByRole("separator", { name: "Width of the right column" })
      .getAttribute("aria-valuenow");
    await page.reload();
    await page.getByText(/· PCA ·/).waitFor();
    await page.getByRole("heading", { name: titleOf(7) }).waitFor();
    expect(await page.getByRole("tab", { name: "Metrics" }).getAttribute("aria-selected")).toBe("true");
    expect(await page.getByRole("region", { name: "Cluster distribution" }).getByLabel("Columns").inputValue()).toBe(
      "language",
    );
    expect(await page.getByRole("separator", { name: "Width of the right column" }).getAttribute("aria-valuenow")).toBe(
      share,
    );
    expect((await posted(page, "ready")).map(({ runId }) => runId)).toEqual([run.info.runId]);
  });

  it("hands the selection out as CSV with names and labels", async () => {
    const { page } = await opened();
    await rowOf(page, 1).click();
    await rowOf(page, 3).click({ modifiers: ["Control"] });
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: "Selection as CSV (2)" }).click();
    await expect
      .poll(async () => (await posted(page, "request")).some(({ method }) => method === "save"), { timeout: 15_000 })
      .toBe(true);
    const saved = (await posted(page, "request")).find(({ method }) => method === "save")!.params as {
      readonly data: string;
      readonly suggestedName: string;
    };
    const lines = saved.data.trimEnd().split("\r\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(
      /^\u{FEFF}filename,title,language,genre,row,representation,method,cluster,silhouette,x,y,error_/u,
    );
    expect(lines[1]).toContain(run.songs.filename[1]);
    expect(lines[2]).toContain(run.songs.filename[3]);
  });

  it(
    "saves every figure 85 mm wide, as SVG and with 300 dots per inch, light in every theme",
    { timeout: 120_000 },
    async () => {
      const { page } = await opened();
      await rowOf(page, 1).click();
      const saved = async () =>
        (await posted(page, "request")).flatMap(({ method, params }) => (method === "save" ? [params] : []));
      const dialog = page.locator("latentune-figure-dialog");
      for (const [count, label] of ["Map", "Spectrograms", "Cluster distribution", "Training curves"].entries()) {
        for (const [index, format] of (["svg", "png"] as const).entries()) {
          await page.getByRole("button", { name: "Export" }).click();
          await page.getByRole("menuitem", { name: "Figure…" }).click();
          await dialog.getByRole("combobox", { name: "Figure" }).selectOption({ label });
          await dialog.getByRole("combobox", { name: "Format" }).selectOption(format);
          await dialog.getByRole("img", { name: label }).waitFor();
          await dialog.getByRole("button", { name: "Save figure" }).click();
          await expect.poll(async () => (await saved()).length, { timeout: 30_000 }).toBe(2 * count + index + 1);
          await dialog.getByRole("dialog").waitFor({ state: "hidden" });
        }
      }
      for (const { kind, data, base64, suggestedName } of await saved()) {
        expect([suggestedName, base64]).toEqual([expect.stringMatching(/^[\w.+-]+\.(svg|png)$/), kind === "png"]);
        if (kind === "svg") {
          expect(data).toMatch(/^<svg [^>]*width="85mm" height="[\d.]+mm"/);
          expect([suggestedName, data.includes('<rect width="100%" height="100%" fill="#ffffff"/>')]).toEqual([
            suggestedName,
            true,
          ]);
        } else {
          const png = Buffer.from(data, "base64");
          expect([suggestedName, png.subarray(1, 4).toString(), png.readUInt32BE(16)]).toEqual([
            suggestedName,
            "PNG",
            1004,
          ]);
          expect([png.subarray(37, 41).toString(), png.readUInt32BE(41)]).toEqual(["pHYs", 11_811]);
        }
      }
      expect((await saved()).map(({ suggestedName }) => suggestedName.split("_")[0])).toContain("spectrograms");
      // What was chosen last is kept, and a panel that is opened later begins with it.
      const kept = { figure: "Training curves", format: "png", millimetres: 85 };
      const told = (await posted(page, "request")).filter(({ method }) => method === "keepFigure");
      expect(told.at(-1)!.params).toEqual(kept);
      const own = await hostOf(run, { lastFigure: () => ({ ...kept, millimetres: 170 }) });
      onTestFinished(() => own.close());
      const { page: later } = await openPanel(browser, own);
      onTestFinished(() => later.close());
      await rowOf(later, 0).waitFor({ state: "attached" });
      await later.getByRole("button", { name: "Export" }).click();
      await later.getByRole("menuitem", { name: "Figure…" }).click();
      await expect.poll(() => later.getByRole("spinbutton", { name: "Width" }).inputValue()).toBe("170");
      expect(await later.getByRole("combobox", { name: "Figure" }).inputValue()).toBe("Training curves");
      expect(await later.getByRole("combobox", { name: "Format" }).inputValue()).toBe("png");
    },
  );

  it("saves no figure under the name of another one that is still drawn", async () => {
    const { page } = await opened();
    const dialog = page.locator("latentune-figure-dialog");
    await dialog.evaluate((element) => {
      const picture = (text: string): string => `<svg xmlns="http://www.w3.org/2000/svg"><title>${text}</title></svg>`;
      const late = new Promise<string>((resolve) => {
        Object.assign(element, {
          finish: () => {
            resolve(picture("second"));
          },
        });
      });
      const figures = [
        { label: "First", file: "first", draw: () => picture("first") },
        { label: "Second", file: "second", draw: () => late },
      ];
      Object.assign(element, { figures: () => figures });
    });
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: "Figure…" }).click();
    const save = dialog.getByRole("button", { name: "Save figure" });
    const isOff = async () => (await save.getAttribute("disabled")) !== null;
    await expect.poll(isOff).toBe(false);
    await dialog.getByRole("combobox", { name: "Figure" }).selectOption({ label: "Second" });
    await expect.poll(isOff).toBe(true);
    expect(await dialog.getByRole("group", { name: "Preview" }).getAttribute("aria-busy")).toBe("true");
    // Enter in a field saves as the button does.
    await dialog.getByRole("spinbutton", { name: "Width" }).press("Enter");
    await dialog.evaluate((element) => {
      (element as unknown as { finish(): void }).finish();
    });
    await expect.poll(isOff).toBe(false);
    await save.click();
    await dialog.getByRole("dialog").waitFor({ state: "hidden" });
    const saved = (await posted(page, "request")).flatMap(({ method, params }) => (method === "save" ? [params] : []));
    expect(saved).toMatchObject([{ suggestedName: "second.svg", data: expect.stringContaining("second") as string }]);
  });

  it("shows progress and growing curves while a run goes on, and cancels it", async () => {
    const { page } = await opened();
    await page.getByRole("tab", { name: "Training" }).click();
    const event = {
      step: "train-beta-vae",
      label: "Training the β-VAE",
      stepNumber: 4,
      stepCount: 10,
      stepFraction: 0.5,
      fraction: 0.42,
      secondsLeft: 63,
    };
    await tell(page, { type: "progress", task: "hard", event, ended: null });
    await page.getByText("42 % · about a minute left").waitFor();
    for (const epoch of [1, 2]) {
      const report = {
        epoch,
        epochs: 9,
        reconstruction: 0.5 / epoch,
        kl: 0.2,
        total: 0.52 / epoch,
        beta: 0.1,
        learningRate: 0.001,
        secondsLeft: 3,
      };
      await tell(page, { type: "epoch", model: "beta-vae", label: "β-VAE", reports: [report] });
    }
    // In the map's place, and in the tab that is open.
    const curve = page.getByRole("img", { name: "Total loss per epoch: β-VAE 0.2600 at epoch 2" });
    await expect.poll(() => curve.count()).toBe(2);
    await page.getByRole("button", { name: "Cancel" }).click();
    expect((await posted(page, "request")).map(({ method }) => method)).toContain("cancelRun");
  });

  it("draws a curve once a frame, however fast its epochs come", async () => {
    const { page } = await opened();
    await page.getByRole("tab", { name: "Training" }).click();
    await tell(page, { type: "progress", task: "hard", event: null, ended: null });
    const told = Array.from({ length: 100 }, (_, index) => ({
      ...{ type: "epoch", model: "ae", label: "Autoencoder" },
      reports: [{ epoch: index + 1, epochs: 100, reconstruction: 1, total: 1, learningRate: 0.001, secondsLeft: 1 }],
    }));
    await page.evaluate((messages) => {
      const drawn = new Map<HTMLCanvasElement, number>();
      const counter = Object.assign(window, { mostInAFrame: 0 });
      const { prototype } = CanvasRenderingContext2D;
      const clear = Reflect.get(prototype, "clearRect");
      prototype.clearRect = function (...place) {
        const count = (drawn.get(this.canvas) ?? 0) + 1;
        drawn.set(this.canvas, count);
        if (this.canvas.ariaLabel?.startsWith("Total loss") === true)
          counter.mostInAFrame = Math.max(counter.mostInAFrame, count);
        clear.apply(this, place);
      };
      const eachFrame = (): void => {
        drawn.clear();
        requestAnimationFrame(eachFrame);
      };
      eachFrame();
      for (const message of messages) window.postMessage(message, "*");
    }, told);
    await page
      .getByRole("img", { name: /^Total loss .+ at epoch 100$/ })
      .first()
      .waitFor();
    expect(await page.evaluate(() => (window as unknown as { mostInAFrame: number }).mostInAFrame)).toBe(1);
  });
});

describe("what is in the way", () => {
  it("shows text of the table as text, whatever it holds", async () => {
    const folder = await mkdtemp(join(tmpdir(), "latentune-hostile-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await cp(run.runFolder, folder, { recursive: true });
    const evil = `<img src=x onerror="document.title='owned'">`;
    const name = `"quoted" \u202egnp.${evil}`;
    const filename = run.songs.filename.with(0, `${name}.mp3`);
    const songs = {
      ...run.songs,
      filename,
      genre: run.songs.genre.with(0, evil),
      firstLyric: run.songs.firstLyric.with(0, evil),
    };
    await writeFile(join(folder, "view/songs.json"), JSON.stringify(songs));
    const own = await startFakeHost({
      folders: { run: folder },
      run: run.info,
      handlers: {
        ...handlersOf(run),
        songDetails: () => ({
          lyrics: `${evil}\n<script>document.title='owned'</script>`,
          timedLines: [],
          lines: null,
        }),
      },
    });
    onTestFinished(() => own.close());
    const { page, errors } = await openPanel(browser, own);
    onTestFinished(() => page.close());
    await rowOf(page, 0).waitFor({ state: "attached" });
    await tell(page, { type: "act", song: 0, action: "select" });
    await page.getByRole("heading", { name }).waitFor();
    await page.getByText("<script>document.title='owned'</script>").waitFor();
    expect(await page.locator("img[src]").count()).toBe(0);
    expect(await page.title()).toBe("Latentune");
    expect(await page.getByRole("heading", { name }).locator("bdi").count()).toBe(1);
    expect(errors).toEqual([]);
  });

  it("says what would be here and has the button that makes it so", async () => {
    const own = await startFakeHost({ folders: {}, run: null, handlers: handlersOf(run) });
    onTestFinished(() => own.close());
    const { page } = await openPanel(browser, own);
    onTestFinished(() => page.close());
    await page.getByRole("heading", { name: "No results yet" }).waitFor();
    await page.getByRole("button", { name: "Run Hard Task" }).click();
    await page.getByRole("button", { name: "Create Sample Workspace" }).click();
    expect((await posted(page, "request")).map(({ method, params }) => [method, params])).toEqual([
      ["runTask", { task: "hard" }],
      ["createSample", null],
    ]);
  });

  it("runs nothing in a workspace that is not trusted", async () => {
    const own = await startFakeHost({ folders: {}, run: null, trusted: false });
    onTestFinished(() => own.close());
    const { page } = await openPanel(browser, own);
    onTestFinished(() => page.close());
    await page.getByText(/Nothing runs here: the workspace is not trusted/).waitFor();
    expect(await page.getByRole("button").count()).toBe(0);
  });

  it("says which file of a run is missing, and tries again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "latentune-missing-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const own = await startFakeHost({ folders: { run: folder }, run: run.info, handlers: handlersOf(run) });
    onTestFinished(() => own.close());
    const { page } = await openPanel(browser, own);
    onTestFinished(() => page.close());
    await page.getByText("view/view.json of this run cannot be read (404)").waitFor();
    await cp(run.runFolder, folder, { recursive: true });
    await page.getByRole("button", { name: "Try again" }).click();
    await rowOf(page, 0).waitFor({ state: "attached" });
  });

  it("tells calmly what failed, and goes on", async () => {
    const own = await hostOf(run, {
      openRow: () => {
        throw new Error("lyrics.csv has no record of this song any more.");
      },
      songMels: () => {
        throw new Error("The audio of this song is gone.");
      },
    });
    onTestFinished(() => own.close());
    const { page } = await openPanel(browser, own);
    onTestFinished(() => page.close());
    await rowOf(page, 2).dblclick();
    await page.getByRole("alert").getByText("lyrics.csv has no record of this song any more.").waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByRole("region", { name: "Reconstruction" }).getByText("The audio of this song is gone.").waitFor();
    await page.getByRole("heading", { name: titleOf(2) }).waitFor();
    expect((await posted(page, "log")).map(({ message }) => message)).toEqual([
      "lyrics.csv has no record of this song any more.",
    ]);
  });
});

describe("at every size and in every theme", () => {
  it.each(
    (Object.keys(STOCK_THEMES) as ThemeName[]).flatMap((theme) => [1200, 800, 400].map((width) => ({ theme, width }))),
  )("axe finds nothing serious: $theme, $width px", async ({ theme, width }) => {
    const { page } = await opened({ theme, width });
    await tell(page, { type: "act", song: 4, action: "select" });
    await page.locator("latentune-mel").first().waitFor({ state: "attached" });
    expect(await seriousViolations(page)).toEqual([]);
  });

  it("never scrolls sideways, and turns views into tabs below 500 px", async () => {
    const { page } = await opened({ width: 400 });
    expect(
      await page
        .getByRole("tab")
        .allTextContents()
        .then((texts) => texts.map((text) => text.trim())),
    ).toEqual(["Map", "Song", "Clusters", "Tune", "Songs", "Metrics", "Training", "Latent"]);
    for (const tab of await page.getByRole("tab").all()) {
      await tab.click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
      const outside = await page
        .locator("latentune-panel")
        .evaluate(
          (element) =>
            [...element.shadowRoot!.querySelectorAll("main > *")].filter(
              (pane) => pane.getBoundingClientRect().right > innerWidth + 0.5,
            ).length,
        );
      expect(outside).toBe(0);
    }
  });

  it("redraws charts and pictures when the theme changes", async () => {
    const { page } = await opened();
    await rowOf(page, 1).click();
    const chart = page.getByRole("region", { name: "Cluster distribution" }).locator("latentune-chart");
    const picture = () => chart.evaluate((element) => element.shadowRoot!.querySelector("canvas")!.toDataURL());
    const dark = await picture();
    await page.evaluate(() => {
      window.setTheme("light");
    });
    await expect.poll(picture).not.toBe(dark);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
  });
});
