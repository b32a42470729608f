export interface PageTheme {
  readonly classes: string;
  readonly variables: Readonly<Record<string, string>>;
}

const FONT = { "--vscode-font-family": "system-ui, 'Ubuntu', 'Droid Sans', sans-serif", "--vscode-font-size": "13px" };

/** What VS Code 1.100 sets for its four default themes, as far as the map uses it. */
export const THEMES = {
  light: {
    classes: "vscode-light",
    variables: {
      ...FONT,
      "--vscode-editor-background": "#ffffff",
      "--vscode-editor-foreground": "#3b3b3b",
      "--vscode-foreground": "#3b3b3b",
      "--vscode-descriptionForeground": "#3b3b3b",
      "--vscode-focusBorder": "#005fb8",
      "--vscode-panel-border": "#e5e5e5",
      "--vscode-toolbar-hoverBackground": "rgba(184, 184, 184, 0.31)",
      "--vscode-inputOption-activeBackground": "#bed6ed",
      "--vscode-inputOption-activeBorder": "#005fb8",
      "--vscode-inputOption-activeForeground": "#000000",
      "--vscode-editorHoverWidget-background": "#f8f8f8",
      "--vscode-editorHoverWidget-border": "#c8c8c8",
      "--vscode-errorForeground": "#f85149",
    },
  },
  dark: {
    classes: "vscode-dark",
    variables: {
      ...FONT,
      "--vscode-editor-background": "#1f1f1f",
      "--vscode-editor-foreground": "#cccccc",
      "--vscode-foreground": "#cccccc",
      "--vscode-descriptionForeground": "#9d9d9d",
      "--vscode-focusBorder": "#0078d4",
      "--vscode-panel-border": "#2b2b2b",
      "--vscode-toolbar-hoverBackground": "rgba(90, 93, 94, 0.31)",
      "--vscode-inputOption-activeBackground": "rgba(36, 137, 219, 0.51)",
      "--vscode-inputOption-activeBorder": "#2488db",
      "--vscode-inputOption-activeForeground": "#ffffff",
      "--vscode-editorHoverWidget-background": "#202020",
      "--vscode-editorHoverWidget-border": "#454545",
      "--vscode-errorForeground": "#f85149",
    },
  },
  "high-contrast": {
    classes: "vscode-high-contrast",
    variables: {
      ...FONT,
      "--vscode-editor-background": "#000000",
      "--vscode-editor-foreground": "#ffffff",
      "--vscode-foreground": "#ffffff",
      "--vscode-descriptionForeground": "rgba(255, 255, 255, 0.7)",
      "--vscode-focusBorder": "#f38518",
      "--vscode-contrastBorder": "#6fc3df",
      "--vscode-contrastActiveBorder": "#f38518",
      "--vscode-panel-border": "#6fc3df",
      "--vscode-inputOption-activeBackground": "rgba(0, 0, 0, 0)",
      "--vscode-inputOption-activeBorder": "#6fc3df",
      "--vscode-inputOption-activeForeground": "#ffffff",
      "--vscode-editorHoverWidget-background": "#0c141f",
      "--vscode-editorHoverWidget-border": "#6fc3df",
    },
  },
  "high-contrast-light": {
    classes: "vscode-high-contrast vscode-high-contrast-light",
    variables: {
      ...FONT,
      "--vscode-editor-background": "#ffffff",
      "--vscode-editor-foreground": "#292929",
      "--vscode-foreground": "#292929",
      "--vscode-descriptionForeground": "rgba(41, 41, 41, 0.7)",
      "--vscode-focusBorder": "#006bbd",
      "--vscode-contrastBorder": "#0f4a85",
      "--vscode-contrastActiveBorder": "#006bbd",
      "--vscode-panel-border": "#0f4a85",
      "--vscode-inputOption-activeBackground": "rgba(0, 0, 0, 0)",
      "--vscode-inputOption-activeBorder": "#0f4a85",
      "--vscode-inputOption-activeForeground": "#292929",
      "--vscode-editorHoverWidget-background": "#ffffff",
      "--vscode-editorHoverWidget-border": "#0f4a85",
    },
  },
} as const satisfies Record<string, PageTheme>;

export type ThemeName = keyof typeof THEMES;
