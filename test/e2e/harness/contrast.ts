import type { Frame } from "playwright-core";

/** A text that was measured against what lies behind it. */
export interface MeasuredText {
  readonly text: string;
  /** As WCAG defines it, 1 to 21. */
  readonly contrast: number;
  /** From 24 px on, or 18.66 px in bold: 3 is enough for these, 4.5 for the others. */
  readonly large: boolean;
}

/** Every text that is seen in a webview, through all shadow roots; what is disabled need not be legible. */
export function measureTexts(frame: Frame): Promise<readonly MeasuredText[]> {
  return frame.evaluate(() => {
    type Colour = readonly [number, number, number, number];
    const canvas = new OffscreenCanvas(1, 1);
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    const known = new Map<string, Colour>();
    /** Whatever notation a computed colour has: the browser itself draws it. */
    const parsed = (css: string): Colour => {
      let colour = known.get(css);
      if (colour !== undefined) return colour;
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
      colour = [r!, g!, b!, a! / 255];
      known.set(css, colour);
      return colour;
    };
    const over = ([r, g, b, a]: Colour, [br, bg, bb]: Colour, opacity = 1): Colour => {
      const share = a * opacity;
      return [share * r + (1 - share) * br, share * g + (1 - share) * bg, share * b + (1 - share) * bb, 1];
    };
    const luminance = ([r, g, b]: Colour): number => {
      const linear = (value: number): number =>
        value <= 10.31 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
      return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    };
    const parentOf = (element: Element): Element | null => {
      if (element.assignedSlot !== null) return element.assignedSlot;
      const { parentNode } = element;
      return parentNode instanceof ShadowRoot ? parentNode.host : parentNode instanceof Element ? parentNode : null;
    };
    const ancestors = (element: Element): Element[] => {
      const chain: Element[] = [];
      for (let next: Element | null = element; next !== null; next = parentOf(next)) chain.push(next);
      return chain;
    };
    const found: { text: string; contrast: number; large: boolean }[] = [];
    const measure = (node: Text): void => {
      const element = node.parentElement;
      const text = node.data.trim();
      if (
        element === null ||
        text === "" ||
        !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      )
        return;
      const range = document.createRange();
      range.selectNodeContents(node);
      const { width, height } = range.getBoundingClientRect();
      // Texts for screen readers are a pixel large.
      if (width < 2 || height < 2) return;
      const chain = ancestors(element);
      if (
        chain.some((ancestor) =>
          ancestor.matches(":disabled, [disabled], .visually-hidden, style, script, [aria-disabled='true']"),
        )
      )
        return;
      const styles = chain.map((ancestor) => getComputedStyle(ancestor));
      let behind: Colour = [255, 255, 255, 1];
      for (const { backgroundColor } of styles.toReversed()) behind = over(parsed(backgroundColor), behind);
      const opacity = styles.reduce((product, style) => product * Number(style.opacity), 1);
      const own = styles[0]!;
      const ink = over(parsed(element instanceof SVGElement ? own.fill : own.color), behind, opacity);
      const [light, dark] = [luminance(ink), luminance(behind)].sort((a, b) => b - a) as [number, number];
      const size = Number.parseFloat(own.fontSize);
      found.push({
        text,
        contrast: (light + 0.05) / (dark + 0.05),
        large: size >= 24 || (size >= 18.66 && Number(own.fontWeight) >= 700),
      });
    };
    const visit = (root: Node): void => {
      for (const child of root.childNodes) {
        if (child instanceof Text) measure(child);
        else visit(child);
      }
      if (root instanceof Element && root.shadowRoot !== null) visit(root.shadowRoot);
    };
    visit(document.body);
    return found;
  });
}
