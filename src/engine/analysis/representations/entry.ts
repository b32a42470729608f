import type { AudioModelNames } from "../../../shared/contract/audio-models.ts";
import type { BlockName } from "./blocks.ts";
import { formatG } from "./format-g.ts";
import type { RepresentationDescription } from "./representation.ts";

/** What a run's settings say of its representations. */
export interface Given {
  /** The weight of the audio. */
  readonly alpha: number;
  /** The weight of the genre columns. */
  readonly gamma: number;
  /** The pretrained audio model's. */
  readonly audioModel: AudioModelNames;
}

/** A representation as a table has it: its parts say which blocks of columns it joins. */
export interface PlannedRepresentation extends Omit<RepresentationDescription, "parts"> {
  readonly parts: readonly { readonly block: BlockName; readonly weight: number }[];
}

/** One line of a task's table. It is left out where a block is not there. */
export interface RepresentationEntry {
  /** There is one for each audio weight α; otherwise one in all. */
  readonly perAlpha: boolean;
  /** Only where the genre feature is asked for. */
  readonly genreFeature: boolean;
  plan(given: Given): PlannedRepresentation;
}

type About = Pick<RepresentationDescription, "name" | "label" | "kind"> &
  Partial<Pick<RepresentationDescription, "holdsLabel" | "drawn" | "mapName">>;

function plannedOf(about: About, parts: PlannedRepresentation["parts"]): PlannedRepresentation {
  return { holdsLabel: null, drawn: "never", mapName: about.name, ...about, parts };
}

/** One block by itself. */
export function single(block: BlockName, about: About): RepresentationEntry {
  return { perAlpha: false, genreFeature: false, plan: () => plannedOf(about, [{ block, weight: 1 }]) };
}

/** How the lyric embeddings are called, by their block. */
const WORDS = { lyrics: "Lyrics", lyricsTransformer: "Lyrics by meaning" } as const;

export function lyrics(block: keyof typeof WORDS, name: string): RepresentationEntry {
  return single(block, { name, label: WORDS[block], kind: "lyrics", drawn: "always" });
}

/** The variational network's latents × α beside a lyric embedding. @param name of α as it is written */
export function hybrid(block: keyof typeof WORDS, name: (alpha: string) => string): RepresentationEntry {
  return {
    perAlpha: true,
    genreFeature: false,
    plan({ alpha }) {
      const a = formatG(alpha);
      const label = `Audio × ${a} + ${WORDS[block].toLowerCase()}`;
      const parts = [{ block: "vae", weight: alpha } as const, { block, weight: 1 }];
      return plannedOf({ name: name(a), label, kind: "hybrid", drawn: { bestOf: "vae" } }, parts);
    },
  };
}

/** The pretrained audio model's columns by themselves. */
export function audioModel(): RepresentationEntry {
  return {
    perAlpha: false,
    genreFeature: false,
    plan: ({ audioModel: { name, label } }) =>
      plannedOf({ name: `audio_${name}`, label, kind: "audio", drawn: "always" }, [{ block: "audioModel", weight: 1 }]),
  };
}

/** The pretrained audio model's columns × α beside a lyric embedding. @param words the embedding's part of the name */
export function audioModelHybrid(block: keyof typeof WORDS, words: string): RepresentationEntry {
  return {
    perAlpha: true,
    genreFeature: false,
    plan({ alpha, audioModel: { name, label } }) {
      const a = formatG(alpha);
      return plannedOf(
        {
          name: `hybrid_alpha${a}_${name}+${words}`,
          label: `${label} × ${a} + ${WORDS[block].toLowerCase()}`,
          kind: "hybrid",
          drawn: { bestOf: "audioModel" },
        },
        [{ block: "audioModel", weight: alpha } as const, { block, weight: 1 }],
      );
    },
  };
}

/** A hybrid with the genre × γ. */
export function multimodal(name: (alpha: string, gamma: string) => string): RepresentationEntry {
  return {
    perAlpha: true,
    genreFeature: true,
    plan({ alpha, gamma }) {
      const [a, g] = [formatG(alpha), formatG(gamma)];
      const label = `Audio × ${a} + lyrics + genre × ${g}`;
      return plannedOf({ name: name(a, g), label, kind: "multimodal", holdsLabel: "genre" }, [
        { block: "vae", weight: alpha },
        { block: "lyrics", weight: 1 },
        { block: "genre", weight: gamma },
      ]);
    },
  };
}
