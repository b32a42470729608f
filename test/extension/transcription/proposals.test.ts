import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Workspace } from "../../../src/extension/services.ts";
import { createProposals } from "../../../src/extension/transcription/proposals.ts";
import { askToSave } from "../../../src/extension/transcription/save-first.ts";
import { CancellationError, Uri } from "../fake-vscode/basics.ts";
import { FakeDocument } from "../fake-vscode/editor.ts";
import { registered } from "../fake-vscode/registries.ts";
import { fakeWindow, TabInputTextDiff } from "../fake-vscode/window.ts";
import { fakeWorkspace } from "../fake-vscode/workspace.ts";

const FILE = Uri.file("/w/data/lyrics/lyrics.csv");
const PROPOSAL = {
  file: FILE as never,
  text: "filename,lyrics\na.mp3,new\n",
  title: "a.mp3",
  question: "Replace the lyrics of this song?",
};

beforeEach(() => {
  fakeWindow.messages.length = 0;
  fakeWindow.press = () => undefined;
  registered.executed.length = 0;
  fakeWorkspace.documents.length = 0;
});

describe("a proposal", () => {
  it("is compared with the file as it is, and answered by its question", async () => {
    const proposals = createProposals();
    for (const [button, accepted] of [
      ["Apply", true],
      ["Discard", false],
    ] as const) {
      fakeWindow.press = () => button;
      expect(await proposals.ask(PROPOSAL)).toBe(accepted);
    }
    const [{ command, args }] = registered.executed as [(typeof registered.executed)[number]];
    expect([command, args[0], String(args[1]), args[2]]).toEqual([
      "vscode.diff",
      FILE,
      "latentune-proposal:/w/data/lyrics/lyrics.csv",
      "a.mp3",
    ]);
    expect(fakeWindow.messages[0]).toMatchObject({ text: PROPOSAL.question, buttons: ["Apply", "Discard"] });
    proposals.dispose();
  });

  it("is answered by the buttons above the comparison, by its closing, and by the next proposal", async () => {
    const proposals = createProposals();
    const shown = async (count: number): Promise<void> => {
      await vi.waitFor(() => {
        expect(fakeWindow.messages).toHaveLength(count);
      });
    };
    const applied = proposals.ask(PROPOSAL);
    await shown(1);
    expect(proposals.decide(true)).toBe(true);
    expect(await applied).toBe(true);

    const closed = proposals.ask(PROPOSAL);
    await shown(2);
    const tab = { input: new TabInputTextDiff(FILE, FILE.with({ scheme: "latentune-proposal" })) };
    fakeWindow.tabsChanged.fire({ closed: [{ input: undefined }] });
    fakeWindow.tabsChanged.fire({ closed: [tab] });
    expect(await closed).toBe(false);

    const first = proposals.ask(PROPOSAL);
    await shown(3);
    const second = proposals.ask(PROPOSAL);
    expect(await first).toBe(false);
    proposals.dispose();
    expect(await second).toBe(false);
    expect(proposals.decide(true)).toBe(false);
  });
});

describe("askToSave", () => {
  const workspace = { lyricsFile: FILE } as unknown as Workspace;
  function edited(): FakeDocument & { saved: number; save(): Promise<boolean> } {
    const document = Object.assign(new FakeDocument(FILE, "x"), {
      saved: 0,
      save: () => {
        document.saved++;
        return Promise.resolve(true);
      },
    });
    document.isDirty = true;
    fakeWorkspace.documents.push(document);
    return document;
  }

  it("asks only where there are changes, and saves when told to", async () => {
    await askToSave(undefined);
    await askToSave(workspace);
    expect(fakeWindow.messages).toEqual([]);
    const document = edited();
    fakeWindow.press = () => "Save";
    await askToSave(workspace);
    expect(document.saved).toBe(1);
    document.isDirty = false;
    await askToSave(workspace);
    expect(fakeWindow.messages.map(({ text }) => text)).toEqual(["Save the changes in lyrics.csv first?"]);
  });

  it("goes no further without", async () => {
    const document = edited();
    await expect(askToSave(workspace)).rejects.toThrow(CancellationError);
    document.save = () => Promise.resolve(false);
    fakeWindow.press = () => "Save";
    await expect(askToSave(workspace)).rejects.toThrow("could not be saved");
  });
});
