import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type * as vscode from "vscode";
import { checkData } from "../../../src/engine/tasks/check-data.ts";
import { workspacePaths } from "../../../src/engine/store/paths.ts";
import { createDataCheck } from "../../../src/extension/lyrics/problems/data-check.ts";
import { createFixProvider } from "../../../src/extension/lyrics/problems/fix-provider.ts";
import { createProblems } from "../../../src/extension/lyrics/problems/problems.ts";
import { createTableIndex } from "../../../src/extension/lyrics/records/table-index.ts";
import { folderWith } from "../../dataset/workspace.ts";
import { EventEmitter, Uri } from "../fake-vscode/basics.ts";
import { FakeDocument, Range, type CodeAction, type Diagnostic } from "../fake-vscode/editor.ts";
import { registered } from "../fake-vscode/registries.ts";
import { FakeLog, fakeWindow } from "../fake-vscode/window.ts";
import { fakeWorkspace } from "../fake-vscode/workspace.ts";

const TABLE = 'filename,language,genre,lyrics\na.mp3,en,pop,"one\n\ntwo"\nb.mp3,en,pop,x\nc.mp3,en,pop,y\n';
const disposables: { dispose(): void }[] = [];

beforeEach(() => {
  fakeWorkspace.trusted = true;
  fakeWorkspace.documents.length = 0;
  fakeWorkspace.watchers.length = 0;
  registered.diagnostics.length = 0;
  fakeWindow.messages.length = 0;
  fakeWindow.press = () => undefined;
});
afterEach(() => {
  for (const disposable of disposables.splice(0)) disposable.dispose();
  vi.useRealTimers();
});

/** The features around Problems on a real folder, with the engine's own check in the place of its process. */
async function setUp({ lyrics = TABLE, trusted = true, open = true, others = {} } = {}) {
  const songs = { "data/audio/a.mp3": "a", "data/audio/b.mp3": "b", "data/audio/c.mp3": "c" };
  const path = await folderWith({ ...songs, ...others, "data/lyrics/lyrics.csv": lyrics });
  const lyricsFile = Uri.file(join(path, "data/lyrics/lyrics.csv"));
  const document = new FakeDocument(lyricsFile, lyrics);
  if (open) fakeWorkspace.documents.push(document);
  const changed = new EventEmitter<void>();
  const activityChanged = new EventEmitter<void>();
  const folder = { uri: Uri.file(path), name: "songs", index: 0 };
  const asked: { readonly lyricsText?: string }[] = [];
  /** Holds back the engine's answers until it is called. */
  let release: (() => void) | undefined;
  let held: Promise<void> | undefined;
  const services = {
    engine: {
      stopped: false,
      retry() {
        this.stopped = false;
      },
      request: async (_method: string, params: { readonly lyricsText?: string }) => {
        asked.push(params);
        if (services.engine.stopped) throw new Error("The engine stopped again and again.");
        const result = await checkData(
          workspacePaths(path),
          params.lyricsText === undefined ? {} : { lyricsBytes: Buffer.from(params.lyricsText) },
        );
        await held;
        return result;
      },
    },
    workspace: {
      current: {
        folder,
        path,
        dataDir: "data",
        genreSeparator: "auto",
        lyricsFile,
        hasLyrics: true,
        genreMap: Uri.file(join(path, "data/genre_map.csv")),
        audioFolder: Uri.file(join(path, "data/audio")),
      },
      trusted,
      onDidChange: changed.event,
      isLyrics: (uri: Uri) => uri.fsPath === lyricsFile.fsPath,
    },
    activity: { current: undefined as unknown, onDidChange: activityChanged.event },
    checks: { latest: undefined, onDidChange: new EventEmitter<void>().event },
    log: new FakeLog(),
  };
  const typed = services as unknown as Parameters<typeof createDataCheck>[0];
  const tables = createTableIndex();
  const check = createDataCheck(typed, tables);
  const problems = createProblems(check, tables, typed.workspace);
  const provider = createFixProvider({ problems, tables, workspace: typed.workspace, transcribe: () => undefined });
  disposables.push(problems, check, tables);
  const entries = (file = lyricsFile): readonly Diagnostic[] =>
    registered.diagnostics[0]!.entries.get(file.toString()) ?? [];
  return {
    path,
    document,
    services,
    asked,
    log: services.log,
    entries,
    workspaceChanged: () => {
      changed.fire();
    },
    activity: (current: unknown) => {
      services.activity.current = current;
      activityChanged.fire();
    },
    /** `code@line`, lines 1-based. */
    codes: (file?: Uri): string[] => entries(file).map(({ code, range }) => `${String(code)}@${range.start.line + 1}`),
    hold: () => {
      held = new Promise((resolve) => (release = resolve));
    },
    release: () => {
      release?.();
      held = undefined;
    },
    fixes: (entry: Diagnostic): CodeAction[] =>
      provider.provideCodeActions(
        document as unknown as vscode.TextDocument,
        entry.range as unknown as vscode.Range,
        { diagnostics: [entry] } as unknown as vscode.CodeActionContext,
        {} as vscode.CancellationToken,
      ) as unknown as CodeAction[],
    fileChanged: () => {
      fakeWorkspace.watchers.at(-3)!.deleted.fire(Uri.file(join(path, "data/audio/b.mp3")));
    },
  };
}

const soon = { timeout: 5_000, interval: 20 };

describe("problems of lyrics.csv", () => {
  it("appear when a song is renamed on disk and go when it is named back", async () => {
    const { path, codes, asked, fileChanged } = await setUp({ open: false });
    await vi.waitFor(() => {
      expect(asked).toHaveLength(1);
    }, soon);
    expect(codes()).toEqual([]);
    const song = join(path, "data/audio/b.mp3");
    await rename(song, `${song}.away`);
    fileChanged();
    await vi.waitFor(() => {
      expect(codes()).toEqual(["audio-missing@5"]);
    }, soon);
    await rename(`${song}.away`, song);
    fileChanged();
    await vi.waitFor(() => {
      expect(codes()).toEqual([]);
    }, soon);
  });

  it("follow inserted lines before a new check, and unsaved text with it", async () => {
    const { document, codes, asked, path } = await setUp({ others: { "data/audio/extra.mp3": "" } });
    await writeFile(join(path, "data/lyrics/lyrics.csv"), TABLE.replace("c.mp3", "nowhere.mp3"));
    document.replace(TABLE.replace("c.mp3", "nowhere.mp3"));
    await vi.waitFor(() => {
      expect(codes()).toContain("audio-missing@6");
    }, soon);
    const before = asked.length;
    document.edit({ range: new Range(2, 0, 2, 0), text: "more\nmore\n" });
    await vi.waitFor(() => {
      expect(codes()).toContain("audio-missing@8");
    }, soon);
    expect(asked.length).toBe(before);
    document.edit({ range: new Range(7, 0, 7, 11), text: "a.mp3" });
    await vi.waitFor(() => {
      expect(codes()).toContain("filename-duplicate@8");
    }, soon);
    expect(codes()).not.toContain("audio-missing@8");
    expect(asked.at(-1)!.lyricsText).toBe(document.getText());
  });

  it("stand right when lines were inserted while the engine was looking", async () => {
    const { document, codes, asked, hold, release } = await setUp({ lyrics: TABLE.replace("c.mp3", "nowhere.mp3") });
    hold();
    await vi.waitFor(() => {
      expect(asked).toHaveLength(1);
    }, soon);
    document.edit({ range: new Range(4, 0, 4, 0), text: "\n\n\n" });
    document.edit({ range: new Range(0, 0, 0, 0), text: "\n" });
    release();
    await vi.waitFor(() => {
      expect(codes()).toContain("audio-missing@10");
    }, soon);
  });

  it("are looked for once in a storm of changed files", async () => {
    const { asked, fileChanged } = await setUp();
    await vi.waitFor(() => {
      expect(asked).toHaveLength(1);
    }, soon);
    for (let file = 0; file < 5_000; file++) fileChanged();
    await vi.waitFor(() => {
      expect(asked).toHaveLength(2);
    }, soon);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(asked).toHaveLength(2);
  });

  it("are looked for in a storm that does not end", async () => {
    const { asked, fileChanged } = await setUp();
    await vi.waitFor(() => {
      expect(asked).toHaveLength(1);
    }, soon);
    const storm = setInterval(fileChanged, 50);
    await vi
      .waitFor(() => {
        expect(asked.length).toBeGreaterThan(2);
      }, soon)
      .finally(() => {
        clearInterval(storm);
      });
  });

  it("are looked for again after a run, which has heard the songs", async () => {
    const { asked, activity } = await setUp();
    await vi.waitFor(() => {
      expect(asked).toHaveLength(1);
    }, soon);
    activity({ task: "hard" });
    activity(undefined);
    await vi.waitFor(() => {
      expect(asked).toHaveLength(2);
    }, soon);
  });

  it("are said once not to be looked for when the engine has stopped, until it is tried again", async () => {
    const { services, codes, asked, fileChanged, log } = await setUp({ open: false });
    await vi.waitFor(() => {
      expect(asked).toHaveLength(1);
    }, soon);
    services.engine.stopped = true;
    const stopped = () => fakeWindow.messages.filter(({ text }) => text.startsWith("Your songs are not checked."));
    for (const checks of [2, 3, 4]) {
      fileChanged();
      await vi.waitFor(() => {
        expect(asked).toHaveLength(checks);
        expect(log.lines.filter((line) => line.includes("could not be checked"))).toHaveLength(checks - 1);
      }, soon);
    }
    expect(stopped()).toHaveLength(1);
    expect(stopped()[0]).toMatchObject({ severity: "error", buttons: ["Try Again", "Show Log"] });
    expect(codes()).toEqual([]);
  });

  it("are looked for again when the user has the stopped engine tried again", async () => {
    const { services, asked, fileChanged } = await setUp({ open: false });
    await vi.waitFor(() => {
      expect(asked).toHaveLength(1);
    }, soon);
    services.engine.stopped = true;
    fakeWindow.press = ({ text }) => (text.startsWith("Your songs are not checked.") ? "Try Again" : undefined);
    fileChanged();
    await vi.waitFor(() => {
      expect(asked).toHaveLength(3);
    }, soon);
    expect(services.engine.stopped).toBe(false);
  });

  it("name files other than the table at their own lines", async () => {
    const { path, codes } = await setUp({
      others: { "data/genre_map.csv": "filename,genre\na.mp3,pop\na.mp3,rock\n" },
    });
    const map = Uri.file(join(path, "data/genre_map.csv"));
    await vi.waitFor(() => {
      expect(codes(map)).toEqual(["genre-map-duplicate@3"]);
    }, soon);
  });

  it("have fixes that edit the document as it is now", async () => {
    const { document, entries, codes, fixes } = await setUp({ lyrics: `${TABLE}a.mp3,en,pop,again\n` });
    await vi.waitFor(() => {
      expect(codes()).toEqual(["filename-duplicate@7"]);
    }, soon);
    document.edit({ range: new Range(1, 0, 1, 0), text: "\n" });
    await vi.waitFor(() => {
      expect(codes()).toEqual(["filename-duplicate@8"]);
    }, soon);
    const [remove] = fixes(entries()[0]!);
    expect(remove).toMatchObject({ title: "Remove this record", isPreferred: true, diagnostics: [entries()[0]] });
    document.apply(remove!.edit!);
    expect(document.getText()).toBe(TABLE.replace("\n", "\n\n"));
  });
});

describe("an untrusted workspace", () => {
  it("is not checked, and is once it is trusted", async () => {
    const { asked, services, codes, document, workspaceChanged } = await setUp({
      trusted: false,
      lyrics: TABLE.replace("b.mp3", "a.mp3"),
    });
    document.edit({ range: new Range(1, 0, 1, 0), text: "x.mp3,,,\n" });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(asked).toEqual([]);
    expect(fakeWorkspace.watchers).toEqual([]);
    services.workspace.trusted = true;
    workspaceChanged();
    await vi.waitFor(() => {
      expect(codes()).toContain("filename-duplicate@6");
    }, soon);
    services.workspace.trusted = false;
    workspaceChanged();
    expect(codes()).toEqual([]);
  });
});

it("a check that fails is told in the log and the next one is made", async () => {
  const { services, log, asked, fileChanged } = await setUp();
  await vi.waitFor(() => {
    expect(asked).toHaveLength(1);
  }, soon);
  const { request } = services.engine;
  services.engine.request = () => Promise.reject(new Error("no engine"));
  fileChanged();
  await vi.waitFor(() => {
    expect(log.lines).toEqual(["warn: The data could not be checked: no engine"]);
  }, soon);
  services.engine.request = request;
  await mkdir(join(services.workspace.current.path, "data/audio/more"));
  fileChanged();
  await vi.waitFor(() => {
    expect(asked).toHaveLength(2);
  }, soon);
});
