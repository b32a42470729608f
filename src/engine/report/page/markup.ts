/** Text that is HTML. Only {@link markup} makes it, and escapes whatever is put into it. */
export class Markup {
  readonly text: string;

  /** @param text HTML that is known to be ours. */
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | readonly Markup[];

/** HTML with texts and attributes in it: `` markup`<b title="${title}">${name}</b>` ``. Attributes must stand in double quotes. */
export function markup(words: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(words.map((text, index) => text + (index < parts.length ? textOf(parts[index]!) : "")).join(""));
}

function textOf(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return part.map(({ text }) => text).join("");
}

/** For elements and for attributes in quotes. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** A value as JSON within a `script` element, which ends at the first `</script` whatever stands round it. */
export function jsonMarkup(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replaceAll("<", "\\u003c"));
}
