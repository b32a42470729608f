import { SEARCH_BY, type SearchBy } from "../../../shared/contract/panel/meaning.ts";
import { countOf, formatNumber } from "../../../shared/format.ts";
import { messageAndRemedy } from "../../../shared/text/message-and-remedy.ts";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { VscodeTextfield } from "@vscode-elements/elements/dist/vscode-textfield/vscode-textfield.js";
import { css, html, nothing, type TemplateResult } from "lit";
import { iconButton, link, toggle } from "../../base/controls.ts";
import { icon } from "../../base/icons.ts";
import { PanelElement } from "../../base/panel-element.ts";
import { shared } from "../../base/styles.ts";
import { titleOf } from "../../data/run-songs.ts";
import { modeOf } from "../../map/interact/keys.ts";
import { countOfMatching, matchingSongs } from "../../model/filter.ts";
import type { MeaningState } from "../../panel/meaning.ts";
import { FILTER, SEARCH } from "../../panel/state/choices.ts";

/** What the search says, by words and by what a text is compared with. */
const TEXTS = {
  words: {
    label: "Find songs",
    placeholder: "Find words of songs",
    title: "Words of title, lyrics, genre or language; Enter selects the songs that have all of them",
  },
  lyrics: {
    label: "Find songs by what their lyrics mean",
    placeholder: "Say what songs are about",
    title: "What lyrics are about, in any language; Enter selects the songs that come nearest",
    found: "found by meaning",
    none: "No song has lyrics to be found by.",
    button: buttonText("Meaning", "≈"),
  },
  sound: {
    label: "Find songs by how they sound",
    placeholder: "Say how songs sound",
    title: "How songs sound, in English, such as: calm piano; Enter selects the songs that come nearest",
    found: "found by sound",
    none: "No song is left to be found.",
    button: buttonText("Sound", "♪"),
  },
} as const satisfies Record<"words" | SearchBy, object>;

function buttonText(word: string, sign: string): TemplateResult {
  return html`<span class="word">${word}</span><span class="sign" aria-label=${word} role="img">${sign}</span>`;
}

/**
 * `<latentune-search>`: finds songs by the words of title, genre, language and lyrics, or by what their lyrics mean or how they
 * sound, and selects what it has found.
 */
export class Search extends PanelElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        position: relative;
        display: flex;
        align-items: center;
        gap: 4px;
      }
      /* What is typed stays legible beside a long number of songs. */
      vscode-textfield {
        width: 100%;
        min-width: 96px;
      }
      /* Keeps the field's square corners off its rounded border. */
      [slot="content-after"] {
        width: 0;
      }
      .found,
      button.plain {
        flex: none;
        white-space: nowrap;
      }
      .found button {
        font-variant-numeric: tabular-nums;
      }
      .found button::after {
        content: "⏎" / "";
        margin-inline-start: 4px;
        color: var(--soft);
      }
      .sign {
        display: none;
      }
      /* Where the bar is one full line, or very narrow, there is no room for the word. */
      @media (max-width: 499px) or ((min-width: 1140px) and (max-width: 1359px)) {
        .word {
          display: none;
        }
        .sign {
          display: inline;
        }
      }
      /* Two of them take the room of a line a little longer. */
      @media (max-width: 649px) {
        :is(button[aria-pressed]:has(+ button[aria-pressed]), button[aria-pressed] + button[aria-pressed]) {
          .word {
            display: none;
          }
          .sign {
            display: inline;
          }
        }
      }
      /* Over what is below: nothing moves. */
      .lack {
        position: absolute;
        inset-block-start: calc(100% + 2px);
        inset-inline-start: 0;
        z-index: 20;
        display: flex;
        flex-wrap: wrap;
        align-items: flex-start;
        gap: 4px 8px;
        width: max(100%, min(360px, 100vw - 16px));
        padding: 8px;
        border: 1px solid var(--vscode-inputValidation-infoBorder, var(--accent));
        background: var(--vscode-inputValidation-infoBackground, var(--vscode-editorWidget-background));
        color: var(--vscode-inputValidation-infoForeground, var(--vscode-foreground));
      }
      .lack p {
        flex: 1;
        min-width: min(240px, 70%);
        overflow-wrap: anywhere;
      }
      .lack .actions {
        flex-basis: 100%;
        display: flex;
        gap: 4px 16px;
      }
      @media (max-width: 499px) {
        vscode-textfield {
          min-width: 64px;
        }
      }
    `,
  ];

  focusText(): void {
    this.renderRoot.querySelector("vscode-textfield")?.focus();
  }

  protected override render(): TemplateResult {
    const { dimmed, shown, meaning } = this.panel;
    const { by } = this.panel.choice(SEARCH);
    const { label, placeholder, title } = TEXTS[by ?? "words"];
    const { now } = meaning;
    // Sound is offered where it can be searched, and where it must be possible to turn it off.
    const offered = SEARCH_BY.filter(
      (each) => each === "lyrics" || each === by || shown?.run.source.searches.includes(each),
    );
    return html`
      <vscode-textfield
        .label=${label}
        placeholder=${placeholder}
        title=${title}
        .value=${this.panel.choice(FILTER).text}
        ?disabled=${shown === null}
        @input=${this.#typed}
        @keydown=${this.#keyed}
      >
        <span slot="content-before">${icon("search")}</span>
        <span slot="content-after"></span>
      </vscode-textfield>
      ${
        shown === null
          ? nothing
          : offered.map((each) =>
              toggle(
                TEXTS[each].button,
                each === by,
                () => {
                  this.#turn(each);
                },
                `${TEXTS[each].label} instead of by their words`,
              ),
            )
      }
      <span class="found">
        ${
          by !== null && now.isSearching && now.songs === null
            ? html`<span class="soft">Searching…</span>`
            : dimmed === null
              ? nothing
              : this.#found(dimmed, by === null ? null : now)
        }
      </span>
      <span class="visually-hidden" role="status">${this.#said(dimmed, by, now)}</span>
      ${by === null ? nothing : this.#lack(by, now)}
    `;
  }

  #found(dimmed: Uint8Array, meaning: MeaningState | null): TemplateResult {
    const found = countOfMatching(dimmed);
    const text =
      (meaning?.songs ?? null) === null
        ? `${formatNumber(found)} of ${formatNumber(dimmed.length)}`
        : html`${formatNumber(found)}<span class="word">nearest</span>`;
    return html`<button
      class="plain"
      title="Select what was found (Enter in the search)"
      ?disabled=${found === 0}
      @click=${this.#select}
    >
      ${text}
    </button>`;
  }

  /** What a screen reader hears. */
  #said(dimmed: Uint8Array | null, by: SearchBy | null, { isSearching, songs }: MeaningState): string {
    const { shown } = this.panel;
    if (by === null || shown === null) {
      const all = dimmed?.length ?? 0;
      return dimmed === null ? "" : `${formatNumber(countOfMatching(dimmed))} of ${countOf(all, "song")} match.`;
    }
    if (isSearching || songs === null) return "";
    const [first] = songs;
    if (first === undefined) return TEXTS[by].none;
    const line = first.line === "" ? "" : `, “${first.line}”`;
    return `${countOf(songs.length, "song")} ${TEXTS[by].found}, nearest ${titleOf(shown.run, first.song)}${line}.`;
  }

  /** Why nothing can be found by meaning, and what helps. */
  #lack(by: SearchBy, { lack, problem }: MeaningState): TemplateResult | typeof nothing {
    if (lack === null && problem === null) return nothing;
    return html`<div class="lack" role="alert">
      <p>${lack === null ? problem : messageAndRemedy(lack.message, lack.lacks === "model" ? "" : lack.remedy)}</p>
      ${iconButton(
        "close",
        "Find words instead",
        () => {
          this.#turn(by);
        },
        "Find words instead",
      )}
      ${
        lack === null
          ? nothing
          : html`<span class="actions"
              >${
                lack.lacks === "model"
                  ? link("Get the model…", () => {
                      this.#getModel(by);
                    })
                  : link("Open the setting", () => {
                      this.panel.ask("showSearchSetting", { by });
                    })
              }</span
            >`
      }
    </div>`;
  }

  readonly #typed = (event: Event): void => {
    this.panel.change(FILTER, { text: (event.target as VscodeTextfield).value });
  };

  /** Finds songs so, or by words again. */
  #turn(by: SearchBy): void {
    this.panel.change(SEARCH, { by: this.panel.choice(SEARCH).by === by ? null : by });
    this.focusText();
  }

  #getModel(by: SearchBy): void {
    this.panel.request("getMeaningModel", { by }).then(({ ready }) => {
      if (ready) this.panel.meaning.again();
    }, this.panel.report);
  }

  readonly #keyed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.panel.change(FILTER, { text: "" });
    }
    if (event.key === "Enter") this.#select(event);
  };

  readonly #select = (event: KeyboardEvent | MouseEvent): void => {
    const { dimmed } = this.panel;
    if (dimmed === null) return;
    // What comes nearest is shown, not what the file has first.
    const [nearest] = (this.panel.choice(SEARCH).by === null ? null : this.panel.meaning.now.songs) ?? [];
    const focus = nearest === undefined ? {} : { focus: nearest.song };
    this.panel.dispatch({ type: "select", songs: matchingSongs(dimmed), mode: modeOf(event), ...focus });
  };
}

customElements.define("latentune-search", Search);

declare global {
  interface HTMLElementTagNameMap {
    "latentune-search": Search;
  }
}
