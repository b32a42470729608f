import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { activate } from "../../src/extension/extension.ts";
import { COMMANDS } from "../../src/extension/ids.ts";
import { Uri } from "./fake-vscode/basics.ts";
import { changedDocument } from "./fake-vscode/editor.ts";
import { fakePanels } from "./fake-vscode/panels.ts";
import { registered } from "./fake-vscode/registries.ts";
import { fakeWindow } from "./fake-vscode/window.ts";
import { fakeWorkspace } from "./fake-vscode/workspace.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-activation-"));
  fakeWorkspace.folders = [{ uri: Uri.file(folder), name: "songs", index: 0 }];
  fakeWorkspace.watchers.length = 0;
  fakeWindow.messages.length = 0;
});
afterEach(async () => {
  fakeWorkspace.folders = [];
  fakeWorkspace.trusted = true;
  await rm(folder, { recursive: true, force: true });
});

function start(): { readonly subscriptions: { dispose(): unknown }[] } {
  const values = new Map<string, unknown>();
  const memento = {
    get: (key: string, fallback?: unknown) => values.get(key) ?? fallback,
    update: (key: string, value: unknown) => Promise.resolve(values.set(key, value)),
  };
  const context = {
    extensionUri: Uri.file("/nowhere/extension"),
    globalStorageUri: Uri.file("/nowhere/storage"),
    workspaceState: memento,
    globalState: memento,
    subscriptions: [] as { dispose(): unknown }[],
  };
  activate(context as never);
  return context;
}
const stop = ({ subscriptions }: ReturnType<typeof start>): void => {
  // VS Code disposes in the reverse order of registration.
  for (const subscription of subscriptions.toReversed()) subscription.dispose();
};
const press = (id: string): Promise<unknown> => Promise.resolve(registered.commands.get(id)?.());

describe("activate", () => {
  it("registers every command, and leaves nothing behind when the window goes", async () => {
    const context = start();
    expect([...registered.commands.keys()]).toEqual(expect.arrayContaining(Object.values(COMMANDS)));
    await vi.waitFor(() => {
      expect(fakeWorkspace.watchers.length).toBeGreaterThan(0);
    });
    stop(context);
    expect([...registered.commands.keys()]).toEqual([]);
    expect([...registered.providers.keys()]).toEqual([]);
    expect(fakePanels.serializers.size).toBe(0);
    const listeners = [
      changedDocument,
      fakeWindow.selectionChanged,
      fakeWindow.editorsChanged,
      fakeWorkspace.changedSettings,
      fakeWorkspace.changedFolders,
      fakeWorkspace.grantedTrust,
    ];
    expect(listeners.map(({ size }) => size)).toEqual(listeners.map(() => 0));
    expect(
      fakeWorkspace.watchers
        .flatMap(({ created, changed, deleted }) => [created.size, changed.size, deleted.size])
        .every((size) => size === 0),
    ).toBe(true);
  });

  it("runs nothing in an untrusted workspace, and says why", async () => {
    fakeWorkspace.trusted = false;
    const context = start();
    for (const id of [
      COMMANDS.runHard,
      COMMANDS.betaSweep,
      COMMANDS.kSweep,
      COMMANDS.checkData,
      COMMANDS.mergeGenres,
      COMMANDS.clearCache,
      COMMANDS.transcribeMissing,
    ]) {
      fakeWindow.messages.length = 0;
      await press(id);
      expect(fakeWindow.messages).toMatchObject([
        {
          severity: "error",
          text: expect.stringContaining("untrusted workspace") as string,
          buttons: ["Manage Workspace Trust"],
        },
      ]);
    }
    stop(context);
  });

  it("shows what the last β sweep came to, and offers one where there is none", async () => {
    const context = start();
    await vi.waitFor(() => {
      expect(fakeWorkspace.watchers.length).toBeGreaterThan(0);
    });
    await press(COMMANDS.openBetaSweep);
    expect(fakeWindow.messages.at(-1)).toMatchObject({
      text: "No β sweep has been made in this folder yet.",
      buttons: ["Run Beta Sweep"],
    });
    const sweep = join(folder, "results_hard", "beta_sweep");
    await mkdir(sweep, { recursive: true });
    await writeFile(join(sweep, "REPORT.md"), "# β\n");
    registered.executed.length = 0;
    await press(COMMANDS.openBetaSweep);
    expect(registered.executed).toEqual([
      { command: "markdown.showPreview", args: [Uri.file(join(sweep, "REPORT.md"))] },
    ]);
    stop(context);
  });

  it("says what is missing, and offers it", async () => {
    const context = start();
    await press(COMMANDS.runHard);
    expect(fakeWindow.messages.at(-1)).toMatchObject({
      text: expect.stringContaining("There is no data/lyrics/lyrics.csv in “songs”, the table") as string,
      buttons: ["Create lyrics.csv from Songs…", "Create Sample Workspace…"],
    });
    await press(COMMANDS.openReport);
    expect(fakeWindow.messages.at(-1)).toMatchObject({
      text: "No run has finished in this folder yet.",
      buttons: ["Run Hard Task"],
    });
    await press(COMMANDS.cancelRun);
    expect(fakeWindow.messages.at(-1)?.text).toBe("Nothing is running in this window.");
    stop(context);
  });
});
