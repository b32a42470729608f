import { EventEmitter, type Uri } from "./basics.ts";

export class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
  isBefore(other: Position): boolean {
    return this.line < other.line || (this.line === other.line && this.character < other.character);
  }
  isEqual(other: Position): boolean {
    return this.line === other.line && this.character === other.character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(start: Position, end: Position);
  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number);
  constructor(a: Position | number, b: Position | number, endLine = 0, endCharacter = 0) {
    const first = typeof a === "number" ? new Position(a, b as number) : a;
    const second = typeof b === "number" ? new Position(endLine, endCharacter) : b;
    [this.start, this.end] = second.isBefore(first) ? [second, first] : [first, second];
  }
  get isEmpty(): boolean {
    return this.start.isEqual(this.end);
  }
}

export class Selection extends Range {
  readonly anchor: Position;
  readonly active: Position;
  constructor(anchor: Position, active: Position);
  constructor(anchorLine: number, anchorCharacter: number, activeLine: number, activeCharacter: number);
  constructor(a: Position | number, b: Position | number, c = 0, d = 0) {
    const anchor = typeof a === "number" ? new Position(a, b as number) : a;
    const active = typeof b === "number" ? new Position(c, d) : b;
    super(anchor, active);
    this.anchor = anchor;
    this.active = active;
  }
}

export class Location {
  readonly uri: Uri;
  readonly range: Range;
  constructor(uri: Uri, range: Range) {
    this.uri = uri;
    this.range = range;
  }
}

export class CodeLens {
  command: unknown;
  readonly range: Range;
  constructor(range: Range, command?: unknown) {
    this.range = range;
    this.command = command;
  }
}

export class Hover {
  readonly contents: unknown;
  readonly range: Range | undefined;
  constructor(contents: unknown, range?: Range) {
    this.contents = contents;
    this.range = range;
  }
}

export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 } as const;

export class Diagnostic {
  code: unknown;
  source: string | undefined;
  readonly range: Range;
  readonly message: string;
  readonly severity: number;
  constructor(range: Range, message: string, severity: number = DiagnosticSeverity.Error) {
    this.range = range;
    this.message = message;
    this.severity = severity;
  }
}

export class CodeAction {
  diagnostics: readonly Diagnostic[] = [];
  isPreferred = false;
  edit: WorkspaceEdit | undefined;
  command: { readonly command: string; readonly arguments?: readonly unknown[] } | undefined;
  readonly title: string;
  readonly kind: unknown;
  constructor(title: string, kind?: unknown) {
    this.title = title;
    this.kind = kind;
  }
}
export const CodeActionKind = { QuickFix: "quickfix" } as const;

/** Keeps its replacements; {@link FakeDocument.apply} does them. */
export class WorkspaceEdit {
  readonly replacements: { readonly uri: Uri; readonly range: Range; readonly text: string }[] = [];
  replace(uri: Uri, range: Range, text: string): void {
    this.replacements.push({ uri, range, text });
  }
}

export const DecorationRangeBehavior = { OpenOpen: 0, ClosedClosed: 1, OpenClosed: 2, ClosedOpen: 3 } as const;

/** One replacement of an edit, as listeners are told of it. */
export interface FakeChange {
  readonly range: Range;
  readonly text: string;
}

/** A document whose text a test can replace; its version then rises, as in VS Code. */
export class FakeDocument {
  version = 1;
  isDirty = false;
  isClosed = false;
  languageId = "csv";
  readonly uri: Uri;
  private text: string;
  private split: { readonly text: string; readonly lines: readonly string[] } | undefined;
  constructor(uri: Uri, text: string) {
    this.uri = uri;
    this.text = text;
  }
  get fileName(): string {
    return this.uri.fsPath;
  }
  get lineCount(): number {
    return this.lines().length;
  }
  getText(): string {
    return this.text;
  }
  lineAt(line: number): { readonly text: string; readonly range: Range } {
    const text = this.lines()[line] ?? "";
    return { text, range: new Range(line, 0, line, text.length) };
  }
  replace(text: string): void {
    const lines = this.lines();
    this.edit({ range: new Range(0, 0, lines.length - 1, lines.at(-1)!.length), text });
  }
  /** Replaces ranges of the present text, all at once; listeners hear of them from the last to the first. */
  edit(...changes: readonly FakeChange[]): void {
    const contentChanges = [...changes].sort((a, b) => this.offsetAt(b.range.start) - this.offsetAt(a.range.start));
    for (const { range, text } of contentChanges) {
      this.text = this.text.slice(0, this.offsetAt(range.start)) + text + this.text.slice(this.offsetAt(range.end));
    }
    this.version++;
    this.isDirty = true;
    changedDocument.fire({ document: this, contentChanges });
  }
  /** Does what a workspace edit says about this document. */
  apply({ replacements }: WorkspaceEdit): void {
    this.edit(...replacements.filter(({ uri }) => uri.toString() === this.uri.toString()));
  }
  offsetAt({ line, character }: Position): number {
    const ends = [...this.text.matchAll(/\r\n|\n|\r/g)];
    const start = line === 0 ? 0 : ends[line - 1]!.index + ends[line - 1]![0].length;
    const end = ends[line]?.index ?? this.text.length;
    return Math.min(start + character, end);
  }
  private lines(): readonly string[] {
    if (this.split?.text !== this.text) this.split = { text: this.text, lines: this.text.split(/\r\n|\n|\r/) };
    return this.split.lines;
  }
}

/** Fired by {@link FakeDocument.replace}; what `workspace.onDidChangeTextDocument` listens to. */
export const changedDocument = new EventEmitter<{
  readonly document: FakeDocument;
  readonly contentChanges: readonly FakeChange[];
}>();
