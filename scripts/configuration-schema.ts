import { DEFAULT_SPEECH_MODEL, SPEECH_MODELS } from "../src/shared/contract/models.ts";
import { SETTINGS, type RunSettings, type SettingDescription } from "../src/shared/contract/settings.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Settings that belong to this machine: a folder's settings may set them only where the user trusts it. */
const OF_THE_MACHINE: readonly (keyof RunSettings)[] = ["ffmpegPath", "modelsDir", "audioRoots"];

/** What an untrusted workspace may not set: every path, and every name of a model. */
export const RESTRICTED: readonly string[] = [
  ...names()
    .filter((name) => ["text", "texts"].includes(SETTINGS[name].rule.kind))
    .map((name) => `latentune.${name}`),
  "latentune.whisperModel",
];

/** The section `contributes.configuration` of package.json, from the table of settings; configuration.js writes it. */
export function configurationSchema(): {
  readonly title: string;
  readonly properties: Readonly<Record<string, JsonSchema>>;
} {
  const run = names().map((name, order) => [`latentune.${name}`, { order, ...settingSchema(name) }] as const);
  return {
    title: "Latentune",
    properties: { ...Object.fromEntries(run), ...OF_TRANSCRIPTION, ...OF_THE_QUEUE, ...OF_THE_PANEL },
  };
}

/** The speech model is no setting of a run. */
const OF_TRANSCRIPTION: Readonly<Record<string, JsonSchema>> = {
  "latentune.whisperModel": {
    order: 90,
    scope: "resource",
    description: `Speech model that transcribes: ${SPEECH_MODELS.map(({ name }) => name).join(", ")}, a hub id or a folder.`,
    type: "string",
    minLength: 1,
    default: DEFAULT_SPEECH_MODEL,
  },
};

/** No folder names the server that songs are given to, and no run keeps its password. */
const OF_THE_QUEUE: Readonly<Record<string, JsonSchema>> = {
  "latentune.queue": {
    order: 95,
    scope: "machine",
    description:
      "Redis or Valkey server whose workers (latentune worker) work on the songs: redis://:password@host:6379, or rediss:// for TLS. Empty: this machine works on them.",
    type: "string",
    default: "",
  },
};

const OF_THE_PANEL: Readonly<Record<string, JsonSchema>> = {
  "latentune.panel.openRow": {
    order: 100,
    scope: "window",
    description:
      "Where “Open Row” opens lyrics.csv when it is not open yet. Where it is open already, its row is shown there.",
    type: "string",
    enum: ["below", "beside"],
    enumDescriptions: [
      "Below the panel, which keeps its width and so its two columns.",
      "Beside the panel, which becomes narrower.",
    ],
    default: "below",
  },
};

function names(): readonly (keyof RunSettings)[] {
  return Object.keys(SETTINGS) as (keyof RunSettings)[];
}

function settingSchema(name: keyof RunSettings): JsonSchema {
  const { description, default: fallback, rule }: SettingDescription<unknown> = SETTINGS[name];
  const scope = OF_THE_MACHINE.includes(name) ? "machine-overridable" : "resource";
  const type = (of: string): string | readonly string[] => (fallback === null ? [of, "null"] : of);
  const shape = ((): JsonSchema => {
    switch (rule.kind) {
      case "boolean":
        return { type: type("boolean") };
      case "text":
        return { type: type("string"), minLength: 1 };
      case "texts":
        return {
          type: type("array"),
          items: { type: "string", minLength: 1 },
          maxItems: rule.maxCount,
          uniqueItems: true,
        };
      case "choice":
        return { type: type("string"), enum: fallback === null ? [...rule.choices, null] : rule.choices };
      case "integer":
      case "number":
        return { type: type(rule.kind), minimum: rule.min, maximum: rule.max };
      case "numbers":
        return {
          type: type("array"),
          items: { type: "number", minimum: rule.min, maximum: rule.max },
          minItems: 1,
          maxItems: rule.maxCount,
          uniqueItems: true,
        };
    }
  })();
  return { scope, description, ...shape, default: fallback };
}
