import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { COMMANDS, METRICS_VIEW_TYPE, PANEL_TYPE, VIEWS } from "../../src/extension/ids.ts";
import { configurationSchema, RESTRICTED, withKeys } from "../../scripts/configuration-schema.ts";
import { SETTING_NAMES } from "../../src/shared/contract/settings.ts";

interface MenuItem {
  readonly command?: string;
  readonly when?: string;
}
interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly extensionKind: readonly string[];
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
    readonly virtualWorkspaces: { readonly supported: boolean; readonly description: string };
  };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
      readonly icon?: string | { readonly light: string; readonly dark: string };
    }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly configuration: unknown;
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly customEditors: readonly { readonly viewType: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly svg: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}

const root = new URL("../../", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), "utf8");
const textsIn = (name: string): Readonly<Record<string, string>> =>
  JSON.parse(read(name)) as Readonly<Record<string, string>>;
const english = textsIn("package.nls.json");
const KEY = /"%([\w.-]+)%"/g;
/** As an English editor reads it: texts in the places of their keys. */
const manifest = JSON.parse(
  read("package.json").replaceAll(KEY, (_, key: string) => JSON.stringify(english[key] ?? `no text for ${key}`)),
) as Manifest;
const { commands, menus, views, viewsWelcome, customEditors, walkthroughs, configuration } = manifest.contributes;
const isFile = (path: string): boolean => existsSync(fileURLToPath(new URL(path, root)));
const ids = commands.map(({ command }) => command);

it("says nowhere that a click plays a song: Space does", () => {
  for (const file of ["README.md", "media/gallery.md", "docs/panel.md"]) {
    const text = readFileSync(new URL(file, root), "utf8");
    expect([file, /click[^.;|]{0,60}\b(?:hears?|plays?)\b(?! it)/i.exec(text.replaceAll("Space plays", ""))]).toEqual([
      file,
      null,
    ]);
    expect([file, text.includes("Space plays it")]).toEqual([file, true]);
  }
});

describe("package.nls.json and its translations", () => {
  const used = Array.from(read("package.json").matchAll(KEY), ([, key]) => key!);

  it("have a text for each key of package.json, and no other", () => {
    expect(Object.keys(english).toSorted()).toEqual([...new Set(used)].toSorted());
    for (const { title } of commands) expect(title).not.toContain("no text for");
  });

  it.each(["de", "bn"])("are complete in %s, with the same links and names of files", (language) => {
    const texts = textsIn(`package.nls.${language}.json`);
    expect(Object.keys(texts)).toEqual(Object.keys(english));
    const fixed = (text: string): readonly string[] =>
      (text.match(/\(command:[\w.]+\)|[\w/]+\.(?:csv|md|lrc)\b/g) ?? []).toSorted();
    for (const [key, text] of Object.entries(texts)) {
      expect([key, text.trim()]).toEqual([key, text]);
      expect([key, fixed(text)]).toEqual([key, fixed(english[key]!)]);
    }
    const same = Object.keys(english).filter((key) => texts[key] === english[key]);
    expect(same.filter((key) => !/^settings?\./.test(key))).toEqual([]);
  });
});

describe("package.json", () => {
  it("contributes every setting of the contract, with its type, range, default and description", () => {
    expect(configuration, "run: npm run configuration").toEqual(JSON.parse(JSON.stringify(configurationSchema())));
    const { texts } = withKeys(configurationSchema());
    expect(english, "run: npm run configuration").toMatchObject(texts);
  });

  it("shows settings in groups, each with a sentence and what every choice means", () => {
    const groups = configurationSchema();
    expect(groups.map(({ title }) => title)).toEqual(["Data", "Training", "Clustering", "Lyrics", "Editor"]);
    const settings = groups.flatMap(({ properties }) => Object.entries(properties));
    expect(settings.map(([name]) => name)).toEqual(
      expect.arrayContaining(SETTING_NAMES.map((name) => `latentune.${name}`)),
    );
    expect(new Set(settings.map(([name]) => name)).size).toBe(settings.length);
    for (const [name, { description, enum: choices, enumDescriptions }] of settings) {
      const texts = [description, ...((enumDescriptions ?? []) as readonly unknown[])];
      for (const text of texts) expect([name, text]).toEqual([name, expect.stringMatching(/^[^a-z].*\.$/)]);
      expect([name, (choices as readonly string[] | undefined)?.length]).toEqual([
        name,
        (enumDescriptions as readonly string[] | undefined)?.length,
      ]);
    }
  });

  it("names every path and model among the settings that an untrusted workspace may not set", () => {
    expect(manifest.capabilities.untrustedWorkspaces).toMatchObject({
      supported: "limited",
      restrictedConfigurations: RESTRICTED,
    });
    expect(RESTRICTED).toEqual(
      expect.arrayContaining([
        "latentune.audioModel",
        "latentune.ffmpegPath",
        "latentune.dataDir",
        "latentune.modelsDir",
      ]),
    );
    expect(manifest.capabilities.virtualWorkspaces.supported).toBe(false);
    expect(manifest.extensionKind).toEqual(["workspace"]);
  });

  it("contributes the commands that the code registers, all in one category", () => {
    expect(ids.toSorted()).toEqual(Object.values(COMMANDS).toSorted());
    expect(new Set(commands.map(({ category }) => category))).toEqual(new Set(["Latentune"]));
  });

  it("has no two commands whose titles are the same but for small words and plurals", () => {
    const wordsOf = (title: string): string =>
      title
        .toLowerCase()
        .split(/[^\p{L}.]+/u)
        .filter((word) => !["", "a", "as", "in", "of", "the", "to", "with"].includes(word))
        .map((word) => word.replace(/s$/, ""))
        .join(" ");
    const shown = commands.filter(({ command }) => !/^latentune\.(?:run|song)\./.test(command));
    expect(wordsOf("Open Metrics as Report")).toBe(wordsOf("Open Metric Report"));
    const titles = shown.map(({ title }) => wordsOf(title));
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
  });

  it("offers in menus only commands that exist, each with an icon where only the icon is seen", () => {
    for (const [menu, items] of Object.entries(menus)) {
      for (const { command, group } of items as readonly (MenuItem & { readonly group?: string })[]) {
        if (command === undefined) continue;
        expect(ids, menu).toContain(command);
        const iconOnly = group !== undefined && /^(?:navigation|inline)/.test(group);
        if (iconOnly)
          expect(commands.find((entry) => entry.command === command)?.icon, `${command} in ${menu}`).toBeDefined();
      }
    }
  });

  it("keeps commands that need an item of the side bar out of the palette", () => {
    const hidden = (menus["commandPalette"] ?? []).filter(({ when }) => when === "false").map(({ command }) => command);
    expect(hidden).toEqual(expect.arrayContaining(ids.filter((id) => /^latentune\.(?:run|song)\./.test(id))));
  });

  it("names views, editors and the panel as the code does", () => {
    expect(views["latentune"]?.map(({ id }) => id)).toEqual([VIEWS.runs, VIEWS.songs]);
    expect(customEditors.map(({ viewType }) => viewType)).toEqual([METRICS_VIEW_TYPE]);
    expect(manifest.activationEvents).toContain(`onWebviewPanel:${PANEL_TYPE}`);
  });

  it("links only commands that exist, and pictures that are there", () => {
    const texts = [
      ...viewsWelcome.map(({ contents }) => contents),
      ...walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
    ];
    const linked = texts.flatMap((text) => [...text.matchAll(/\(command:([\w.]+)\)/g)].map((match) => match[1]!));
    expect(linked.length).toBeGreaterThan(8);
    expect(linked.filter((id) => id.startsWith("latentune.") && !ids.includes(id))).toEqual([]);
    const icons = commands.flatMap(({ icon }) => (typeof icon === "object" ? [icon.light, icon.dark] : []));
    const pictures = [
      manifest.icon,
      ...icons,
      ...(views["latentune"] ?? []).map(({ icon }) => icon),
      ...walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
    ];
    expect(pictures.filter((path) => !isFile(path))).toEqual([]);
  });
});
