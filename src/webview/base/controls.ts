import { html, nothing, type TemplateResult } from "lit";
import { icon, type IconName } from "./icons.ts";

/** A button that is nothing but an icon: `label` says what it does, `title` what the pointer shows. */
export function iconButton(
  name: IconName,
  label: string,
  press: () => void,
  title: string | typeof nothing = nothing,
): TemplateResult {
  return html`<button class="plain" aria-label=${label} title=${title} @click=${press}>${icon(name)}</button>`;
}

/** A button that stays pressed. */
export function toggle(
  label: string | TemplateResult,
  pressed: boolean,
  press: () => void,
  title: string | typeof nothing = nothing,
): TemplateResult {
  return html`<button class="plain" aria-pressed=${pressed ? "true" : "false"} title=${title} @click=${press}>
    ${label}
  </button>`;
}

/** A button that reads like a link. */
export function link(label: string | TemplateResult, press: (event: MouseEvent) => void): TemplateResult {
  return html`<button class="link" @click=${press}>${label}</button>`;
}

/** A short list of which one is chosen. */
export function select<Value extends string>(
  label: string,
  options: readonly (readonly [value: Value, label: string])[],
  chosen: Value,
  pick: (value: Value) => void,
): TemplateResult {
  return html`<select
    aria-label=${label}
    @change=${({ target }: Event) => {
      // Only the options below can be picked.
      pick((target as HTMLSelectElement).value as Value);
    }}
  >
    ${options.map(([value, name]) => html`<option value=${value} ?selected=${value === chosen}>${name}</option>`)}
  </select>`;
}

/** What shows and turns the order of a sorted column. */
export function sortIcon(sorted: boolean, descending: boolean): TemplateResult | typeof nothing {
  return sorted ? icon(descending ? "descending" : "ascending") : nothing;
}

export function ariaSort(sorted: boolean, descending: boolean): "ascending" | "descending" | "none" {
  return sorted ? (descending ? "descending" : "ascending") : "none";
}
