import "@vscode-elements/elements/dist/vscode-button/index.js";
import { css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { iconButton, select } from "../../base/controls.ts";
import { saveFile, type FigureSource } from "../../base/exports.ts";
import { dialogStyles } from "../../base/dialog-styles.ts";
import { PanelElement } from "../../base/panel-element.ts";
import { oneOf, savedGroup, text, type Field } from "../../base/saved-group.ts";
import { shared } from "../../base/styles.ts";
import { pixelsOf } from "../../figures/look.ts";
import { pngOf } from "../../figures/png.ts";
import { messageOf } from "../../../shared/thrown.ts";

/** Millimetres: a column of a paper; the least and the most that make a figure. */
const WIDTH = { usual: 85, least: 40, most: 400 };

type Format = "svg" | "png";

/** How a figure was exported: the next one is as well, in this workspace. */
const FIGURE = savedGroup("figure", {
  figure: text,
  format: oneOf<Format>(["svg", "png"]),
  millimetres: {
    fresh: WIDTH.usual,
    accepts: (value) => typeof value === "number" && value >= WIDTH.least && value <= WIDTH.most,
  } satisfies Field<number>,
});

/** "Export figure": what, how wide, in which format, and what it will look like. */
export class FigureDialog extends PanelElement {
  static override readonly styles = [
    shared,
    dialogStyles,
    css`
      form {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: 8px 12px;
        margin-block: 12px;
      }
      input {
        width: 64px;
      }
      .preview {
        display: grid;
        place-items: center;
        min-height: 160px;
        max-height: 44vh;
        overflow: auto;
        border: 1px solid var(--line);
      }
      .preview img {
        max-width: 100%;
        background: #fff;
      }
    `,
  ];
  /** The figures that can be drawn now. */
  @property({ attribute: false }) accessor figures!: () => readonly FigureSource[];
  @state() accessor offered: readonly FigureSource[] = [];
  @state() accessor chosen = "";
  @state() accessor format: Format = "svg";
  @state() accessor millimetres: number = WIDTH.usual;
  /** The figure that was drawn last; null where it could not be. */
  @state() accessor svg: string | null = null;
  /** Another one is drawn: what was chosen is not the one that stands there. */
  @state() accessor isDrawing = false;
  @state() accessor problem = "";
  /** Counts drawings: the latest is the one that is shown. */
  #turn = 0;
  #remembers = false;

  show(): void {
    this.#show().catch(this.panel.report);
  }

  async #show(): Promise<void> {
    // Before anything can be chosen here: what was chosen last would take its place.
    if (!this.#remembers) await this.#recall().catch(this.panel.report);
    this.offered = this.figures();
    this.#choose(this.chosen);
    this.#dialog.showModal();
    await this.#draw();
  }

  #choose(label: string): void {
    this.chosen = (this.offered.find((figure) => figure.label === label) ?? this.offered[0])?.label ?? "";
  }

  async #recall(): Promise<void> {
    this.#remembers = true;
    const { figure, format, millimetres } = FIGURE.restore(await this.panel.request("lastFigure", null));
    this.chosen = figure;
    this.format = format;
    this.millimetres = millimetres;
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="figure-title" @keydown=${this.#keyed} @close=${this.#keep}>
      <div class="head">
        <h2 id="figure-title">Export figure</h2>
        ${iconButton("close", "Close", this.#close)}
      </div>
      ${
        this.offered.length === 0
          ? html`<p>There is no figure to export yet. Wait until the run is drawn.</p>`
          : this.#form()
      }
    </dialog>`;
  }

  #form(): TemplateResult {
    const isWidth = this.#isWidth();
    return html`
      <form @submit=${this.#submitted}>
        <span>Figure</span>
        ${select(
          "Figure",
          this.offered.map(({ label }) => [label, label] as const),
          this.chosen,
          (label) => {
            this.chosen = label;
            void this.#draw();
          },
        )}
        <span>Format</span>
        ${select("Format", FORMATS, this.format, (format) => {
          this.format = format;
        })}
        <label for="width">Width</label>
        <span
          ><input
            id="width"
            type="number"
            min=${WIDTH.least}
            max=${WIDTH.most}
            step="any"
            .value=${String(this.millimetres)}
            @input=${({ target }: Event) => {
              this.millimetres = (target as HTMLInputElement).valueAsNumber;
              if (this.#isWidth()) void this.#draw();
            }}
          />
          mm${isWidth ? nothing : html` <span role="alert">from ${WIDTH.least} to ${WIDTH.most}</span>`}</span
        >
      </form>
      <div
        class="preview"
        role="group"
        aria-label="Preview"
        tabindex="0"
        aria-busy=${this.isDrawing ? "true" : "false"}
      >
        ${this.svg === null ? html`<p role="status">${this.problem === "" ? "Drawing" : this.problem}</p>` : html`<img alt="What will be saved: ${this.chosen}" src="data:image/svg+xml,${encodeURIComponent(this.svg)}" />`}
      </div>
      <div class="buttons">
        <vscode-button secondary @click=${this.#close}>Cancel</vscode-button>
        <vscode-button ?disabled=${!this.#isReady()} @click=${this.#save}>Save figure</vscode-button>
      </div>
    `;
  }

  #isWidth(): boolean {
    return this.millimetres >= WIDTH.least && this.millimetres <= WIDTH.most;
  }

  /** Whether what stands there is what was chosen. */
  #isReady(): boolean {
    return this.svg !== null && !this.isDrawing && this.#isWidth();
  }

  async #draw(): Promise<void> {
    const mine = ++this.#turn;
    const figure = this.offered.find(({ label }) => label === this.chosen);
    if (figure === undefined) return;
    this.problem = "";
    this.isDrawing = true;
    try {
      const svg = await figure.draw(pixelsOf(this.millimetres));
      if (mine === this.#turn) this.svg = svg;
    } catch (error) {
      if (mine !== this.#turn) return;
      this.svg = null;
      this.problem = messageOf(error);
    } finally {
      if (mine === this.#turn) this.isDrawing = false;
    }
  }

  readonly #save = (): void => {
    this.#saved().catch((error: unknown) => {
      this.problem = messageOf(error);
      this.svg = null;
    });
  };

  async #saved(): Promise<void> {
    const figure = this.offered.find(({ label }) => label === this.chosen);
    if (figure === undefined || this.svg === null || !this.#isReady()) return;
    const made = this.format === "svg" ? this.svg : await pngOf(this.svg, pixelsOf(this.millimetres));
    if (await saveFile(this.panel, `${figure.file}.${this.format}`, made)) this.#close();
  }

  readonly #submitted = (event: Event): void => {
    event.preventDefault();
    this.#save();
  };

  /** Keys of the page mean nothing here; Escape closes the dialog by itself. */
  readonly #keyed = (event: KeyboardEvent): void => {
    event.stopPropagation();
  };

  readonly #keep = (): void => {
    const { chosen: figure, format, millimetres } = this;
    if (this.#isWidth()) this.panel.ask("keepFigure", { figure, format, millimetres });
  };

  readonly #close = (): void => {
    this.#dialog.close();
  };

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }
}

const FORMATS: readonly (readonly [Format, string])[] = [
  ["svg", "SVG"],
  ["png", "PNG, 300 dots per inch"],
];

customElements.define("latentune-figure-dialog", FigureDialog);
