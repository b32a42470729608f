import { rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeVscode } from "./harness/describe-vscode.ts";

// What the other end-to-end tests rely on: that the window does what the harness says it does.
describeVscode("the test bench", {}, (vscode) => {
  it("offers the commands of the installed extension", async () => {
    // The window shows before it has read the extensions.
    await expect
      .poll(() => vscode().commandsFor("Latentune: Run Hard Task"), { timeout: 30_000 })
      .toContain("Latentune: Run Hard Task");
  });

  it("opens a file, moves the cursor, reads the selection", async () => {
    await vscode().openFile("data/genre_map.csv");
    await vscode().goTo(2, 3);
    expect(await vscode().cursor()).toEqual({ line: 2, column: 3, selected: 0 });
    await vscode().page.keyboard.press("Shift+End");
    expect(await vscode().selectedText()).toBe("ntasma - Los Rombos (1 of 6).mp3,folk");
    expect(await vscode().tabs()).toEqual(["genre_map.csv"]);
  });

  it("sees what changes on disk", async () => {
    await rename(join(vscode().folder, "ATTRIBUTION.md"), join(vscode().folder, "CREDITS.md"));
    await vscode().page.getByRole("treeitem", { name: "CREDITS.md" }).waitFor();
    expect(await vscode().text()).not.toContain("ATTRIBUTION.md");
  });

  it("switches themes and keeps the window over a reload", async () => {
    await vscode().setTheme("dark");
    await vscode().screenshot("bench-dark");
    await vscode().reload();
    expect(await vscode().tabs()).toEqual(["genre_map.csv"]);
    await vscode().setTheme("high-contrast");
    await vscode().screenshot("bench-high-contrast");
  });

  it("has WebGL 2", async () => {
    expect(await vscode().page.evaluate(() => document.createElement("canvas").getContext("webgl2") !== null)).toBe(
      true,
    );
  });
});

describeVscode(
  "a window in Restricted Mode, without WebGL",
  { trusted: false, webgl: false, workspace: null },
  (vscode) => {
    it("says so", async () => {
      await vscode().page.getByText("Restricted Mode").first().waitFor();
      expect(await vscode().page.evaluate(() => document.createElement("canvas").getContext("webgl2"))).toBeNull();
    });
  },
);
