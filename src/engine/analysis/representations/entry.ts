import type { AudioModelNames } from "../../../shared/contract/audio-models.ts";
import type { Architecture } from "../../../shared/contract/train.ts";
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

/** The settings on which it depends whether a representation is there at all. */
export interface Conditions {
  readonly includeGenreFeature: boolean;
  /** Left out: one of networks with a decoder. */
  readonly architecture?: Architecture;
}

/** One line of a task's table. It is left out where a block is not there. */
export interface RepresentationEntry {
  /** There is one for each audio weight α; otherwise one in all. */
  readonly perAlpha: boolean;
  /** Left out: always. */
  readonly when?: (settings: Conditions) => boolean;
  plan(given: Given): PlannedRepresentation;
}

type About = Pick<RepresentationDescription, "name" | "label" | "kind"> &
  Partial<Pick<RepresentationDescription, "holdsLabel" | "drawn" | "mapName">>;

function plannedOf(about: About, parts: PlannedRepresentation["parts"]): PlannedRepresentation {
  return { holdsLabel: null, drawn: "never", mapName: about.name, ...about, parts };
}

/** One block by itself. */
export function single(block: BlockName, about: About): RepresentationEntry {
  return { perAlpha: false, plan: () => plannedOf(about, [{ block, weight: 1 }]) };
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
    plan: ({ audioModel: { name, label } }) =>
      plannedOf({ name: `audio_${name}`, label, kind: "audio", drawn: "always" }, [{ block: "audioModel", weight: 1 }]),
  };
}

/** Each lyric embedding's part of a hybrid's name. */
const WORDS_NAMES = { lyrics: "lyrics", lyricsTransformer: "lyrics_transformer" } as const;

/** The pretrained audio model's columns × α beside a lyric embedding. */
export function audioModelHybrid(block: keyof typeof WORDS): RepresentationEntry {
  return namedHybrid("audioModel", block, ({ audioModel }) => audioModel);
}

function namedHybrid(
  audio: BlockName,
  block: keyof typeof WORDS,
  namesOf: (given: Given) => AudioModelNames,
): RepresentationEntry {
  return {
    perAlpha: true,
    plan(given) {
      const { alpha } = given;
      const { name, label } = namesOf(given);
      const a = formatG(alpha);
      return plannedOf(
        {
          name: `hybrid_alpha${a}_${name}+${WORDS_NAMES[block]}`,
          label: `${label} × ${a} + ${WORDS[block].toLowerCase()}`,
          kind: "hybrid",
          drawn: { bestOf: audio },
        },
        [
          { block: audio, weight: alpha },
          { block, weight: 1 },
        ],
      );
    },
  };
}

const CONTRASTIVE = { name: "contrastive", label: "Contrastive" } as const;

/** The contrastive network's columns by themselves. */
export const contrastive = single("contrastive", {
  name: "audio_contrastive",
  label: CONTRASTIVE.label,
  kind: "audio",
  drawn: "always",
});

/** Whether the contrastive network is in the place of the autoencoders. */
export function isContrastive({ architecture }: Conditions): boolean {
  return architecture === "contrastive";
}

/** The contrastive network's columns × α beside a lyric embedding, where it is in the place of the autoencoders. */
export function contrastiveHybrid(block: keyof typeof WORDS): RepresentationEntry {
  return { ...namedHybrid("contrastive", block, () => CONTRASTIVE), when: isContrastive };
}

/** A hybrid with the genre × γ: of the variational network, or of the contrastive one in its place. */
export function multimodal(block: "vae" | "contrastive"): RepresentationEntry {
  const { name, label } = block === "vae" ? { name: "audio", label: "Audio" } : CONTRASTIVE;
  return {
    perAlpha: true,
    when: (settings) => settings.includeGenreFeature && (block === "vae" || isContrastive(settings)),
    plan({ alpha, gamma }) {
      const [a, g] = [formatG(alpha), formatG(gamma)];
      const about: About = {
        name: `multimodal_alpha${a}_${name}+lyrics+genreOH_gamma${g}`,
        label: `${label} × ${a} + lyrics + genre × ${g}`,
        kind: "multimodal",
        holdsLabel: "genre",
      };
      return plannedOf(about, [
        { block, weight: alpha },
        { block: "lyrics", weight: 1 },
        { block: "genre", weight: gamma },
      ]);
    },
  };
}
