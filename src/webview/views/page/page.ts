import { countOf } from "../../../shared/format.ts";
import { clusterName } from "../../../shared/names.ts";
import { nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { html, unsafeStatic } from "lit/static-html.js";
import type { FigureSource } from "../../base/exports.ts";
import type { MenuItem } from "../../base/menu.ts";
import { iconButton } from "../../base/controls.ts";
import { icon } from "../../base/icons.ts";
import { ViewElement } from "../../base/panel-element.ts";
import "../../base/splitter.ts";
import { filling } from "../../base/styles.ts";
import "../../base/tabs.ts";
import { readTheme, watchTheme } from "../../colour/theme.ts";
import { labelOf, titleOf } from "../../data/run-songs.ts";
import type { Shown } from "../../data/shown.ts";
import { LAYOUT } from "../../panel/state/choices.ts";
import { availableViews, labelWithSize, openView, type PanelView, type Place } from "../../panel/views.ts";
import "./figure-dialog.ts";
import type { FigureDialog } from "./figure-dialog.ts";
import { announcementOf, heardOf, type Heard } from "./announcements.ts";
import "./help.ts";
import type { HelpDialog } from "./help.ts";
import { pageCommand } from "./keys.ts";
import { pageStyles } from "./page-styles.ts";
import "./run-line.ts";
import "./start.ts";
import "./top-bar.ts";
import type { TopBar } from "./top-bar.ts";

/** Below these sizes the right column goes under the map, all of them scroll, and views become tabs. */
const WIDE = "(min-width: 900px) and (min-height: 360px)";
const NARROW = "(max-width: 499px)";

/** The lines between the views of a wide page: their grid area, and the share that they change. */
const SPLITTERS = {
  right: { area: "v", orientation: "vertical", label: "Width of the right column" },
  distribution: { area: "d", orientation: "horizontal", label: "Height of the cluster distribution" },
  bottom: { area: "h", orientation: "horizontal", label: "Height of the lower pane" },
} as const;
type Split = keyof typeof SPLITTERS;

/** The whole page: a bar, and the views that the panel is given, at their places with what is between them. */
export class PanelPage extends ViewElement {
  static override readonly styles = [filling, pageStyles];
  /** All that there are, in the order of their tabs. */
  @property({ attribute: false }) accessor views!: readonly PanelView[];
  #heard: Heard | null = null;
  /** The last change that a screen reader was told of. */
  #news = "";
  @state() accessor layout: "wide" | "medium" | "narrow" = "wide";
  #connected = new AbortController();
  readonly #wide = matchMedia(WIDE);
  readonly #narrow = matchMedia(NARROW);

  override connectedCallback(): void {
    super.connectedCallback();
    this.theme = readTheme();
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    const unwatch = watchTheme((theme) => {
      this.theme = theme;
    });
    signal.addEventListener("abort", unwatch);
    this.#arrange();
    for (const query of [this.#wide, this.#narrow]) query.addEventListener("change", this.#arrange, { signal });
    document.addEventListener("keydown", this.#keyed, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#connected.abort();
  }

  protected override render(): TemplateResult {
    const { phase, shown, live } = this.panel;
    // Nothing to draw at all: the page says why and what to do. Otherwise the views stand, empty or not.
    const empty = (phase.kind === "no-run" && live.progress === null) || (phase.kind === "failed" && shown === null);
    return empty
      ? html`<latentune-start class="start" .panel=${this.panel}></latentune-start>${this.#messages()}`
      : html`${this.#page()}${this.#messages()}<latentune-help .views=${this.views}></latentune-help
          ><latentune-figure-dialog .panel=${this.panel} .figures=${this.#figures}></latentune-figure-dialog>`;
  }

  #page(): TemplateResult {
    const { panel } = this;
    const views = availableViews(panel, this.views);
    const below = views.filter(({ place }) => place === "below");
    const { tab, narrowTab, strip, ...shares } = panel.choice(LAYOUT);
    const narrow = this.layout === "narrow";
    const alone = narrow ? openView(views, narrowTab) : undefined;
    const open = alone?.place === "below" ? alone : openView(below, tab);
    const comparing = this.layout === "wide" && views.some(({ place }) => place === "beside");
    const at = (place: Exclude<Place, "below">, content = (view: PanelView): unknown => this.#draw(view)): unknown =>
      views
        .filter((view) => view.place === place)
        .map(
          (view) =>
            html`<section class=${place} aria-label=${view.title ?? view.label} ?hidden=${narrow && view !== alone}>
              ${content(view)}
            </section>`,
        );
    const splitter = (split: Split): unknown =>
      this.layout === "wide" ? this.#splitter(split, shares[split]) : nothing;
    return html`
      <latentune-top-bar .panel=${panel} .exports=${this.#exports}></latentune-top-bar>
      ${
        narrow
          ? html`<latentune-tabs
              class="narrow-tabs"
              dense
              label="Views"
              .tabs=${views}
              .value=${alone?.id}
              @open=${this.#opened}
            ></latentune-tabs>`
          : nothing
      }
      <main
        class="main ${this.layout} ${comparing ? "comparing" : ""}"
        style=${styleMap({
          "--left": `${1 - shares.right}fr`,
          "--right": `${shares.right}fr`,
          "--upper": `${(1 - shares.bottom) * (1 - shares.distribution)}fr`,
          "--lower": `${(1 - shares.bottom) * shares.distribution}fr`,
          "--bottom": `${shares.bottom}fr`,
        })}
      >
        ${at("map", (view) => this.#map(view, views))} ${splitter("right")}
        ${comparing ? at("beside") : html`${at("beside")} ${at("song")} ${splitter("distribution")} ${at("distribution")}`}
        ${at("strip", (view) => (narrow ? this.#draw(view) : this.#strip(view, strip)))} ${splitter("bottom")}
        <section class="bottom" aria-label="Tables and curves" ?hidden=${narrow && alone?.place !== "below"}>
          ${narrow ? nothing : this.#bottomHead(below, open)}
          ${below.map(
            (view) =>
              html`<div class="tab" role="region" aria-label=${view.title ?? view.label} ?hidden=${view !== open}>
                ${view === open || view.stays === true ? this.#draw(view) : nothing}
              </div>`,
          )}
        </section>
      </main>
    `;
  }

  #draw({ tag }: PanelView): TemplateResult {
    const element = unsafeStatic(tag);
    return html`<${element} .panel=${this.panel} .theme=${this.theme}></${element}>`;
  }

  /** The map; while a run is watched, its curves in the map's place. */
  #map(map: PanelView, views: readonly PanelView[]): TemplateResult {
    const curves = views.find(({ followsRun }) => followsRun === true);
    return this.panel.live.watched && curves !== undefined
      ? html`<div class="run"><latentune-run-line .panel=${this.panel}></latentune-run-line></div>
          ${this.#draw(curves)}`
      : this.#draw(map);
  }

  /** Folded it is one line; unfolded the line is a part of what it draws. */
  #strip(view: PanelView, open: boolean): TemplateResult {
    return html`<button
        class="plain fold"
        aria-expanded=${open ? "true" : "false"}
        @click=${() => {
          this.panel.change(LAYOUT, { strip: !open });
        }}
      >
        ${icon(open ? "fold" : "unfold")}<span>${view.label}</span>
      </button>
      ${open ? this.#draw(view) : html`<span class="soft ellipsis">${view.summary?.(this.panel) ?? ""}</span>`}`;
  }

  #splitter(split: Split, value: number): TemplateResult {
    const { area, orientation, label } = SPLITTERS[split];
    return html`<latentune-splitter
      class=${area}
      orientation=${orientation}
      label=${label}
      .value=${value}
      .area=${() => this.#area(split)}
      @split=${({ detail }: CustomEvent<number | null>) => {
        this.panel.change(LAYOUT, { [split]: detail ?? LAYOUT.fresh[split] });
      }}
    ></latentune-splitter>`;
  }

  #area(split: Split): Pick<DOMRect, "left" | "right" | "top" | "bottom"> {
    const rectangle = (selector: string): DOMRect => this.renderRoot.querySelector(selector)!.getBoundingClientRect();
    const main = rectangle("main");
    return split === "distribution"
      ? { left: main.left, right: main.right, top: rectangle(".song").top, bottom: rectangle(".distribution").bottom }
      : main;
  }

  #bottomHead(below: readonly PanelView[], open: PanelView | undefined): TemplateResult {
    const { songs } = this.panel.state.selected;
    return html`<div class="bottom-head">
      <latentune-tabs
        label="Tables and curves"
        .tabs=${below.map((view) => ({ id: view.id, label: labelWithSize(this.panel, view) }))}
        .value=${open?.id}
        @open=${this.#opened}
      ></latentune-tabs>
      <span class="soft number">
        ${songs.length > 1 ? `${countOf(songs.length, "song")} selected` : ""}
        ${iconButton("keyboard", "Keys", this.#help, "Keys (?)")}
      </span>
    </div>`;
  }

  #messages(): TemplateResult {
    const { problem, phase, shown, state } = this.panel;
    const text = problem ?? (phase.kind === "failed" && shown !== null ? phase.message : "");
    const { focus } = state.selected;
    // The map reads aloud where its own keys lead.
    const fromMap = (this.renderRoot as ShadowRoot).activeElement?.matches(".map > *") ?? false;
    const dismiss = (): void => {
      this.panel.dismissProblem();
    };
    const heard = heardOf(this.panel);
    this.#news = announcementOf(this.#heard ?? heard, heard) ?? this.#news;
    this.#heard = heard;
    return html`
      <div class="news visually-hidden" role="status" .textContent=${this.#news}></div>
      <div role="alert">
        ${
          text === ""
            ? nothing
            : html`<div class="notice">
                <p>${text}</p>
                ${iconButton("close", "Dismiss", dismiss)}
              </div>`
        }
      </div>
      <div
        class="announced visually-hidden"
        role="status"
        .textContent=${shown === null || focus === null || fromMap ? "" : announcement(shown, focus)}
      ></div>
    `;
  }

  readonly #exports = (): readonly MenuItem[] => [
    {
      label: "Figure…",
      run: () => {
        this.renderRoot.querySelector<FigureDialog>("latentune-figure-dialog")?.show();
      },
    },
    ...this.views.flatMap(({ exports }) => exports?.(this.panel, this.renderRoot as ShadowRoot) ?? []),
  ];

  readonly #figures = (): readonly FigureSource[] =>
    this.views.flatMap(({ figures }) => figures?.(this.panel, this.renderRoot as ShadowRoot) ?? []);

  readonly #help = (): void => {
    this.renderRoot.querySelector<HelpDialog>("latentune-help")?.show();
  };

  readonly #opened = ({ detail }: CustomEvent<string>): void => {
    this.#open(detail);
  };

  /** A view of the lower pane stays open when the page becomes wide or narrow. */
  #open(id: string, alsoNarrow = this.layout === "narrow"): void {
    const isBelow = this.views.some((view) => view.id === id && view.place === "below");
    this.panel.change(LAYOUT, { ...(isBelow ? { tab: id } : {}), ...(alsoNarrow ? { narrowTab: id } : {}) });
  }

  readonly #arrange = (): void => {
    this.layout = this.#wide.matches ? "wide" : this.#narrow.matches ? "narrow" : "medium";
  };

  /** Keys that no view has taken. */
  readonly #keyed = (event: KeyboardEvent): void => {
    const command = pageCommand(event);
    const { focus } = this.panel.state.selected;
    if (command === null || (command === "play" && focus === null)) return;
    if (command === "help") this.#help();
    else if (command === "search") this.renderRoot.querySelector<TopBar>("latentune-top-bar")?.focusSearch();
    else if (command === "play") this.panel.player.toggle(focus!);
    else if (command === "next" || command === "previous") this.panel.player.queue[command]();
    else this.panel.dispatch({ type: command });
    event.preventDefault();
  };
}

/** What a screen reader says of the song in focus. */
function announcement({ run, labels }: Shown, song: number): string {
  return [titleOf(run, song), labelOf(run.songs.genre, song), clusterName(labels[song]!)]
    .filter((part) => part !== "")
    .join(", ");
}

customElements.define("latentune-panel", PanelPage);
