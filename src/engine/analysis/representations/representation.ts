import type { ViewRepresentation } from "../../../shared/contract/view.ts";
import type { Matrix } from "../../core/matrix.ts";

/** What a part of a representation is about. */
export type Modality = "audio" | "lyrics" | "genre";

export interface RepresentationPart {
  readonly modality: Modality;
  /** What its standardised columns are multiplied by. */
  readonly weight: number;
}

/** What a representation is; known without its inputs. */
export interface RepresentationDescription {
  /** As tables and files have it, such as `audio_betaVAE_latent`. */
  readonly name: string;
  /** For people, such as `β-VAE latent`; unique within a task. */
  readonly label: string;
  readonly kind: ViewRepresentation["kind"];
  readonly parts: readonly RepresentationPart[];
  /** The label that it contains: scores against it say nothing. */
  readonly holdsLabel: "genre" | null;
  /** Which get maps and pictures: all, of those with the same audio only the one that is clustered best, or none. */
  readonly drawn: "always" | "never" | { readonly bestOf: string };
  /** Names the files of its maps. */
  readonly mapName: string;
}

/** What is clustered: songs × dimensions. */
export interface Representation extends RepresentationDescription {
  readonly matrix: Matrix;
}
