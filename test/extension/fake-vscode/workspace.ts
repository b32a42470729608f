import { readFile } from "node:fs/promises";
import { Disposable, EventEmitter, type Uri } from "./basics.ts";
import { changedDocument, FakeDocument } from "./editor.ts";

export interface FakeFolder {
  readonly uri: Uri;
  readonly name: string;
  readonly index: number;
}

/** The window's state, which tests set before they call. */
export const fakeWorkspace = {
  folders: [] as FakeFolder[],
  trusted: true,
  /** Values of settings by their full name, such as `latentune.seed`. */
  settings: new Map<string, unknown>(),
  documents: [] as FakeDocument[],
  changedSettings: new EventEmitter<{ affectsConfiguration(section: string): boolean }>(),
  changedFolders: new EventEmitter<unknown>(),
  grantedTrust: new EventEmitter<void>(),
  /** Watchers that were made; a test fires their events. */
  watchers: [] as FakeWatcher[],
};

export class FakeWatcher {
  readonly created = new EventEmitter<Uri>();
  readonly changed = new EventEmitter<Uri>();
  readonly deleted = new EventEmitter<Uri>();
  readonly onDidCreate = this.created.event;
  readonly onDidChange = this.changed.event;
  readonly onDidDelete = this.deleted.event;
  readonly pattern: unknown;
  constructor(pattern: unknown) {
    this.pattern = pattern;
  }
  dispose(): void {
    for (const emitter of [this.created, this.changed, this.deleted]) emitter.dispose();
  }
}

export const ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 } as const;

export class RelativePattern {
  readonly base: unknown;
  readonly pattern: string;
  constructor(base: unknown, pattern: string) {
    this.base = base;
    this.pattern = pattern;
  }
}

export const workspace = {
  get workspaceFolders(): readonly FakeFolder[] {
    return fakeWorkspace.folders;
  },
  get isTrusted(): boolean {
    return fakeWorkspace.trusted;
  },
  get textDocuments(): readonly FakeDocument[] {
    return fakeWorkspace.documents;
  },
  onDidChangeConfiguration: fakeWorkspace.changedSettings.event,
  onDidChangeWorkspaceFolders: fakeWorkspace.changedFolders.event,
  onDidGrantWorkspaceTrust: fakeWorkspace.grantedTrust.event,
  onDidChangeTextDocument: changedDocument.event,
  onDidOpenTextDocument: new EventEmitter<FakeDocument>().event,
  onDidCloseTextDocument: new EventEmitter<FakeDocument>().event,
  onDidSaveTextDocument: new EventEmitter<FakeDocument>().event,
  getWorkspaceFolder: (uri: Uri): FakeFolder | undefined =>
    fakeWorkspace.folders.find((folder) => uri.path === folder.uri.path || uri.path.startsWith(`${folder.uri.path}/`)),
  getConfiguration: (section: string) => ({
    get: (name: string): unknown => fakeWorkspace.settings.get(`${section}.${name}`),
    update: (name: string, value: unknown): Promise<void> => {
      fakeWorkspace.settings.set(`${section}.${name}`, value);
      return Promise.resolve();
    },
    inspect: (name: string): unknown => ({
      key: `${section}.${name}`,
      workspaceFolderValue: fakeWorkspace.settings.get(`${section}.${name}`),
    }),
  }),
  createFileSystemWatcher: (pattern: unknown): FakeWatcher => {
    const watcher = new FakeWatcher(pattern);
    fakeWorkspace.watchers.push(watcher);
    return watcher;
  },
  openTextDocument: async (uri: Uri): Promise<FakeDocument> => {
    const open = fakeWorkspace.documents.find((document) => document.uri.toString() === uri.toString());
    if (open !== undefined) return open;
    const document = new FakeDocument(uri, await readFile(uri.fsPath, "utf8"));
    fakeWorkspace.documents.push(document);
    return document;
  },
  registerTextDocumentContentProvider: (): Disposable => new Disposable(() => undefined),
};
