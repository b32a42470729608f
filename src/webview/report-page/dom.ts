/** An element with properties and children; texts are text, never markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** An element of SVG with attributes. */
export function svgElement(name: "svg" | "path" | "circle", attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** A control with its label above it. @param id of the control, once a page */
export function labelled(label: string, id: string, control: HTMLSelectElement | HTMLInputElement): HTMLElement {
  control.id = id;
  return element("div", { className: "control" }, element("label", { htmlFor: id }, label), control);
}

/** A choice with its label; gives the place of what was chosen. */
export function choice(label: string, options: readonly string[], chosen: number, change: (place: number) => void) {
  const select = element(
    "select",
    {},
    ...options.map((text, place) => element("option", { value: String(place), selected: place === chosen }, text)),
  );
  select.addEventListener("change", () => {
    change(select.selectedIndex);
  });
  return labelled(label, `choice-${label.toLowerCase().replaceAll(" ", "-")}`, select);
}
