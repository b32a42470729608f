import { describe, expect, it } from "vitest";
import { contrast } from "../../../src/webview/colour/contrast.ts";
import { themeFrom, type Theme } from "../../../src/webview/colour/theme.ts";

const theme = (variables: Readonly<Record<string, string>>, ...classes: string[]): Theme => {
  const set = new Set(classes);
  return themeFrom((name) => variables[name] ?? "", { contains: (name) => set.has(name) });
};

describe("the theme of VS Code", () => {
  it("comes from its variables", () => {
    const read = theme(
      {
        "--vscode-editor-background": "#1f1f1f",
        "--vscode-editor-foreground": "#cccccc",
        "--vscode-descriptionForeground": "#9d9d9d",
        "--vscode-focusBorder": "#0078d4",
        "--vscode-font-family": ' "Segoe WPC", sans-serif',
        "--vscode-font-size": "14px",
      },
      "vscode-dark",
    );
    expect(read).toEqual({
      dark: true,
      highContrast: false,
      background: [31, 31, 31],
      foreground: [204, 204, 204],
      softForeground: [157, 157, 157],
      accent: [0, 120, 212],
      fontFamily: '"Segoe WPC", sans-serif',
      fontSize: 14,
    });
  });

  it("is light or dark by its background, whatever the class says, and by the class without one", () => {
    expect(theme({ "--vscode-editor-background": "#fdf6e3" }, "vscode-dark").dark).toBe(false);
    expect(theme({}, "vscode-light").dark).toBe(false);
    expect(theme({}, "vscode-dark").dark).toBe(true);
  });

  it("knows both high-contrast themes", () => {
    const dark = theme({ "--vscode-editor-background": "#000000" }, "vscode-high-contrast");
    const light = theme(
      { "--vscode-editor-background": "#ffffff" },
      "vscode-high-contrast",
      "vscode-high-contrast-light",
    );
    expect([dark.highContrast, dark.dark, light.highContrast, light.dark]).toEqual([true, true, true, false]);
  });

  it("lays translucent colours on the background and replaces what cannot be read", () => {
    const read = theme({
      "--vscode-editor-background": "#000000",
      "--vscode-descriptionForeground": "#ffffffb3",
      "--vscode-focusBorder": "#222222",
    });
    expect(read.softForeground).toEqual([179, 179, 179]);
    expect(contrast(read.accent, [0, 0, 0])).toBeGreaterThanOrEqual(3);
    expect(
      theme({ "--vscode-editor-background": "#ffffff", "--vscode-descriptionForeground": "#cccccc" }).softForeground,
    ).toEqual([59, 59, 59]);
  });
});
