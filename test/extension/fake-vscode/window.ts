import { CancellationTokenSource, EventEmitter, type Uri } from "./basics.ts";
import { Range, Selection, type FakeDocument } from "./editor.ts";
import { panelFunctions } from "./panels.ts";

export const ProgressLocation = { SourceControl: 1, Window: 10, Notification: 15 } as const;
export const StatusBarAlignment = { Left: 1, Right: 2 } as const;
export const ViewColumn = { Active: -1, Beside: -2, One: 1, Two: 2 } as const;
export const QuickPickItemKind = { Separator: -1, Default: 0 } as const;
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 } as const;
export const TextEditorRevealType = { Default: 0, InCenter: 1, InCenterIfOutsideViewport: 2, AtTop: 3 } as const;
export const OverviewRulerLane = { Left: 1, Center: 2, Right: 4, Full: 7 } as const;

export class TreeItem {
  readonly label: string;
  readonly collapsibleState: number;
  constructor(label: string, collapsibleState: number = TreeItemCollapsibleState.None) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

export interface FakeMessage {
  readonly severity: "info" | "warning" | "error";
  readonly text: string;
  readonly buttons: readonly string[];
}

export interface FakeProgress {
  readonly options: { readonly title?: string; readonly cancellable?: boolean };
  readonly reports: { readonly message?: string; readonly increment?: number }[];
  readonly cancel: () => void;
  /** Is settled when it is closed. */
  readonly ended: Promise<unknown>;
}

/** What the window showed, and what its user answers. */
export const fakeWindow = {
  messages: [] as FakeMessage[],
  /** Presses a button of the next messages, by its title; undefined dismisses. */
  press: (() => undefined) as (message: FakeMessage) => string | undefined,
  progress: [] as FakeProgress[],
  statusItems: [] as FakeStatusItem[],
  /** Decoration types that were made and not disposed of. */
  decorationTypes: new Set<FakeDecorationType>(),
  themeChanged: new EventEmitter<unknown>(),
  tabsChanged: new EventEmitter<unknown>(),
  scrolled: new EventEmitter<unknown>(),
  editorsChanged: new EventEmitter<unknown>(),
  selectionChanged: new EventEmitter<unknown>(),
  /** Chooses from the next lists, by label; undefined goes back. */
  pick: (() => undefined) as (labels: readonly string[]) => string | undefined,
  /** What the next file dialog comes to. */
  folder: undefined as Uri | undefined,
  /** Documents that were shown, and how. */
  shown: [] as FakeShown[],
};

export interface FakeShown {
  readonly document: FakeDocument;
  readonly options: { readonly selection?: Selection; readonly viewColumn?: number; readonly preserveFocus?: boolean };
}

export const ColorThemeKind = { Light: 1, Dark: 2, HighContrast: 3, HighContrastLight: 4 } as const;

export interface FakeDecorationType {
  readonly options: Readonly<Record<string, unknown>>;
  dispose(): void;
}

/** An editor that keeps its decorations: what `setDecorations` was last given, by type. */
export class FakeEditor {
  readonly decorations = new Map<FakeDecorationType, readonly Range[]>();
  selection: Selection;
  selections: readonly Selection[];
  visibleRanges: readonly Range[];
  readonly document: FakeDocument;
  constructor(document: FakeDocument, visibleRanges: readonly Range[] = [new Range(0, 0, 40, 0)]) {
    this.document = document;
    this.visibleRanges = visibleRanges;
    this.selection = new Selection(0, 0, 0, 0);
    this.selections = [this.selection];
  }
  setDecorations(type: FakeDecorationType, ranges: readonly Range[]): void {
    this.decorations.set(type, ranges);
  }
}

export class TabInputText {
  readonly uri: Uri;
  constructor(uri: Uri) {
    this.uri = uri;
  }
}

export class TabInputTextDiff {
  readonly original: Uri;
  readonly modified: Uri;
  constructor(original: Uri, modified: Uri) {
    this.original = original;
    this.modified = modified;
  }
}

export class FakeStatusItem {
  text = "";
  tooltip: unknown;
  command: unknown;
  name: string | undefined;
  visible = false;
  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
  }
  dispose(): void {
    this.visible = false;
  }
}

const show =
  (severity: FakeMessage["severity"]) =>
  (text: string, ...rest: unknown[]): Promise<string | undefined> => {
    const message = { severity, text, buttons: rest.filter((item): item is string => typeof item === "string") };
    fakeWindow.messages.push(message);
    return Promise.resolve(fakeWindow.press(message));
  };

/** A log that keeps its lines, as `level: text`. */
export class FakeLog {
  readonly lines: string[] = [];
  shown = 0;
  private add(level: string, text: unknown): void {
    this.lines.push(`${level}: ${text instanceof Error ? text.message : String(text)}`);
  }
  trace(text: unknown): void {
    this.add("trace", text);
  }
  debug(text: unknown): void {
    this.add("debug", text);
  }
  info(text: unknown): void {
    this.add("info", text);
  }
  warn(text: unknown): void {
    this.add("warn", text);
  }
  error(text: unknown): void {
    this.add("error", text);
  }
  show(): void {
    this.shown++;
  }
  dispose(): void {
    this.lines.length = 0;
  }
}

const visibleEditors: unknown[] = [];
export const window = {
  activeTextEditor: undefined as unknown,
  visibleTextEditors: visibleEditors,
  showInformationMessage: show("info"),
  showWarningMessage: show("warning"),
  showErrorMessage: show("error"),
  showQuickPick: <I extends { readonly label: string }>(items: readonly I[]): Promise<I | undefined> => {
    const label = fakeWindow.pick(items.map((item) => item.label));
    return Promise.resolve(items.find((item) => item.label === label));
  },
  showOpenDialog: (): Promise<Uri[] | undefined> =>
    Promise.resolve(fakeWindow.folder === undefined ? undefined : [fakeWindow.folder]),
  createOutputChannel: (): FakeLog => new FakeLog(),
  createStatusBarItem: (): FakeStatusItem => {
    const item = new FakeStatusItem();
    fakeWindow.statusItems.push(item);
    return item;
  },
  withProgress: async <R>(
    options: FakeProgress["options"],
    task: (
      progress: { report(value: FakeProgress["reports"][number]): void },
      token: CancellationTokenSource["token"],
    ) => Promise<R>,
  ): Promise<R> => {
    const source = new CancellationTokenSource();
    const reports: FakeProgress["reports"] = [];
    const ended = task({ report: (value) => reports.push(value) }, source.token);
    fakeWindow.progress.push({
      options,
      reports,
      ended: ended.catch(() => undefined),
      cancel: () => {
        source.cancel();
      },
    });
    return await ended;
  },
  createTextEditorDecorationType: (options: FakeDecorationType["options"]): FakeDecorationType => {
    const type = { options, dispose: () => fakeWindow.decorationTypes.delete(type) };
    fakeWindow.decorationTypes.add(type);
    return type;
  },
  activeColorTheme: { kind: ColorThemeKind.Dark as number },
  tabGroups: {
    all: [] as { readonly tabs: readonly { readonly input: unknown }[] }[],
    onDidChangeTabs: fakeWindow.tabsChanged.event,
    close: () => Promise.resolve(true),
  },
  onDidChangeActiveColorTheme: fakeWindow.themeChanged.event,
  onDidChangeTextEditorVisibleRanges: fakeWindow.scrolled.event,
  ...panelFunctions,
  showTextDocument: (
    document: FakeDocument,
    options: FakeShown["options"],
  ): Promise<FakeEditor & { revealRange(): void }> => {
    const editor = Object.assign(new FakeEditor(document), { revealRange: () => undefined });
    if (options.selection !== undefined) {
      editor.selection = options.selection;
      editor.selections = [options.selection];
    }
    fakeWindow.shown.push({ document, options });
    return Promise.resolve(editor);
  },
  onDidChangeActiveTextEditor: new EventEmitter<unknown>().event,
  onDidChangeVisibleTextEditors: fakeWindow.editorsChanged.event,
  onDidChangeTextEditorSelection: fakeWindow.selectionChanged.event,
};
