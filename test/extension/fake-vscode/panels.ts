import { Disposable, EventEmitter, Uri } from "./basics.ts";

/** A panel whose page a test plays: it receives what the host posts, and says what the page would. */
export class FakeWebviewPanel {
  readonly viewType: string;
  readonly title: string;
  viewColumn: number | undefined;
  visible = true;
  iconPath: unknown;
  revealed = 0;
  readonly received: unknown[] = [];
  readonly says = new EventEmitter<unknown>();
  readonly disposed = new EventEmitter<void>();
  readonly viewState = new EventEmitter<unknown>();
  readonly onDidDispose = this.disposed.event;
  readonly onDidChangeViewState = this.viewState.event;
  readonly webview = {
    html: "",
    options: {} as { readonly localResourceRoots?: readonly Uri[] },
    cspSource: "https://*.resource",
    onDidReceiveMessage: this.says.event,
    asWebviewUri: (uri: Uri): Uri => uri.with({ scheme: "https", authority: "resource" }),
    postMessage: (message: unknown): Promise<boolean> => {
      this.received.push(message);
      return Promise.resolve(true);
    },
  };
  constructor(viewType: string, title: string, viewColumn?: number) {
    this.viewType = viewType;
    this.title = title;
    this.viewColumn = viewColumn;
  }
  reveal(): void {
    this.revealed++;
  }
  hide(): void {
    this.visible = false;
    this.viewState.fire(undefined);
  }
  dispose(): void {
    this.disposed.fire();
  }
  /** What the page received of a kind, in order. */
  messages(type: string): Readonly<Record<string, unknown>>[] {
    return this.received.filter(
      (message): message is Record<string, unknown> => (message as { type?: unknown }).type === type,
    );
  }
}

/** Panels that were made and what restores them. */
export const fakePanels = {
  made: [] as FakeWebviewPanel[],
  serializers: new Map<string, { deserializeWebviewPanel(panel: unknown, state: unknown): Promise<void> }>(),
};

export interface FakeTree {
  readonly provider: unknown;
  description: string;
  visible: boolean;
  reveal(): Promise<void>;
  dispose(): void;
}

/** Views of the side bar by their ids. */
export const fakeTrees = new Map<string, FakeTree>();

/** What `window` has of panels and trees. */
export const panelFunctions = {
  createWebviewPanel: (
    viewType: string,
    title: string,
    column: number | { readonly viewColumn: number },
  ): FakeWebviewPanel => {
    const panel = new FakeWebviewPanel(viewType, title, typeof column === "number" ? column : column.viewColumn);
    fakePanels.made.push(panel);
    return panel;
  },
  registerWebviewPanelSerializer: (
    type: string,
    serializer: { deserializeWebviewPanel(panel: unknown, state: unknown): Promise<void> },
  ): Disposable => {
    fakePanels.serializers.set(type, serializer);
    return new Disposable(() => fakePanels.serializers.delete(type));
  },
  registerCustomEditorProvider: (): Disposable => new Disposable(() => undefined),
  createTreeView: (id: string, { treeDataProvider }: { readonly treeDataProvider: unknown }): FakeTree => {
    const tree = {
      provider: treeDataProvider,
      description: "",
      visible: false,
      reveal: () => Promise.resolve(),
      dispose: () => fakeTrees.delete(id),
    };
    fakeTrees.set(id, tree);
    return tree;
  },
};
