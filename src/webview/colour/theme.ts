import { contrast, isDark, withContrast } from "./contrast.ts";
import { over, parseColour, type Rgb } from "../../shared/figures/rgb.ts";

/** What is drawn by hand needs of VS Code's colour theme; everything else uses the CSS variables themselves. */
export interface Theme {
  readonly dark: boolean;
  readonly highContrast: boolean;
  readonly background: Rgb;
  readonly foreground: Rgb;
  /** Captions and other secondary text. */
  readonly softForeground: Rgb;
  /** The one accent: selection and focus, seen on the background. */
  readonly accent: Rgb;
  /** CSS font family and size in CSS pixels. */
  readonly fontFamily: string;
  readonly fontSize: number;
}

/** A variable by its name, as `getPropertyValue` gives it: empty where it is not set. */
export type ReadVariable = (name: string) => string;

/**
 * The theme from VS Code's variables and body classes.
 *
 * A high-contrast light theme carries both `vscode-high-contrast` and `vscode-high-contrast-light`.
 */
export function themeFrom(read: ReadVariable, classes: { contains(name: string): boolean }): Theme {
  const highContrast = classes.contains("vscode-high-contrast") || classes.contains("vscode-high-contrast-light");
  const lightClass = classes.contains("vscode-light") || classes.contains("vscode-high-contrast-light");
  const page: Rgb = lightClass ? [255, 255, 255] : highContrast ? [0, 0, 0] : [31, 31, 31];
  const colour = (names: readonly string[], otherwise: Rgb, background: Rgb): Rgb => {
    for (const name of names) {
      const parsed = parseColour(read(name));
      if (parsed !== null && parsed.alpha > 0) return over(parsed.rgb, parsed.alpha, background);
    }
    return otherwise;
  };
  const background = colour(["--vscode-editor-background"], page, page);
  const dark = isDark(background);
  const foreground = colour(
    ["--vscode-editor-foreground", "--vscode-foreground"],
    dark ? [204, 204, 204] : [59, 59, 59],
    background,
  );
  const soft = colour(["--vscode-descriptionForeground"], foreground, background);
  const accent = colour(
    ["--vscode-focusBorder", "--vscode-contrastActiveBorder"],
    dark ? [0, 120, 212] : [0, 95, 184],
    background,
  );
  return {
    dark,
    highContrast,
    background,
    foreground,
    softForeground: contrast(soft, background) >= 4.5 ? soft : foreground,
    accent: withContrast(accent, background),
    fontFamily: read("--vscode-font-family").trim() || "system-ui, sans-serif",
    fontSize: Number.parseFloat(read("--vscode-font-size")) || 13,
  };
}

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  return themeFrom((name) => style.getPropertyValue(name), document.body.classList);
}

/**
 * Calls back with the theme whenever VS Code changes it: it sets a class of the body and the variables on the root.
 *
 * @returns ends it
 */
export function watchTheme(changed: (theme: Theme) => void): () => void {
  let last = JSON.stringify(readTheme());
  const observer = new MutationObserver(() => {
    const theme = readTheme();
    const present = JSON.stringify(theme);
    // Other attributes of the root and the body change as well.
    if (present === last) return;
    last = present;
    changed(theme);
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "style"] });
  return () => {
    observer.disconnect();
  };
}
