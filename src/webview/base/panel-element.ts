import { LitElement } from "lit";
import { property } from "lit/decorators.js";
import type { Theme } from "../colour/theme.ts";
import type { Panel } from "../panel/panel.ts";

/** A view that draws what the panel's state says, again after each change of it. */
export abstract class PanelElement extends LitElement {
  @property({ attribute: false }) accessor panel!: Panel;
  #unsubscribe: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.panel.subscribe(() => {
      this.requestUpdate();
    });
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }
}

/** An element that a `PanelView` names: the page gives it the theme as well. */
export abstract class ViewElement extends PanelElement {
  @property({ attribute: false }) accessor theme!: Theme;
}
