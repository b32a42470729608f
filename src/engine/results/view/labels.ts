import type { ViewRepresentation } from "../../../shared/contract/view.ts";
import { HARD, MEDIUM } from "../../analysis/representations/names.ts";
import { EASY } from "../../analysis/representations/easy-names.ts";

type Kind = ViewRepresentation["kind"];
interface Named {
  readonly label: string;
  readonly kind: Kind;
}

const KNOWN: Readonly<Record<string, Named>> = {
  [EASY.vae]: { label: "VAE latent", kind: "audio" },
  [EASY.pca]: { label: "MFCC components", kind: "spectral" },
  [MEDIUM.meanMel]: { label: "Mean spectrum", kind: "spectral" },
  [MEDIUM.audioVae]: { label: "Conv-VAE latent", kind: "audio" },
  [MEDIUM.lyrics]: { label: "Lyrics", kind: "lyrics" },
  [HARD.meanMel]: { label: "Mean spectrum", kind: "spectral" },
  [HARD.pca]: { label: "Spectrum components", kind: "spectral" },
  [HARD.lyrics]: { label: "Lyrics", kind: "lyrics" },
  [MEDIUM.transformer]: { label: "Lyrics by meaning", kind: "lyrics" },
  [HARD.betaVae]: { label: "β-VAE latent", kind: "audio" },
  [HARD.autoencoder]: { label: "Autoencoder latent", kind: "audio" },
};

/** What a person reads for a representation's name, and of what kind it is. Names without a label stay as they are. */
export function representationLabel(name: string): Named {
  const alpha = /_alpha([^_]+)_/.exec(name)?.[1];
  const gamma = /_gamma(.+)$/.exec(name)?.[1];
  const meaning = name.endsWith("_transformer") ? " by meaning" : "";
  if (name.startsWith("hybrid_")) return { label: `Audio × ${alpha ?? "1"} + lyrics${meaning}`, kind: "hybrid" };
  if (name.startsWith("multimodal_"))
    return { label: `Audio × ${alpha ?? "1"} + lyrics + genre × ${gamma ?? "1"}`, kind: "multimodal" };
  return KNOWN[name] ?? { label: name, kind: "audio" };
}

const METHODS: Readonly<Record<string, string>> = {
  kmeans: "K-Means",
  agglomerative_ward: "Ward",
  dbscan_knee: "DBSCAN, ε from the knee",
  [EASY.vaeMethod]: "K-Means",
  [EASY.pcaMethod]: "K-Means",
};

/** What a person reads for a method's name. */
export function methodLabel(method: string): string {
  const eps = /^dbscan_eps(.+)$/.exec(method)?.[1];
  return METHODS[method] ?? (eps === undefined ? method : `DBSCAN, ε = ${eps}`);
}
