import { metricColumn } from "../../../shared/contract/metrics.ts";
import { PROJECTIONS } from "../../../shared/contract/projections.ts";
import { STOPPED_BY } from "../../../shared/contract/run/stopped-early.ts";
import { countOf, formatNumber } from "../../../shared/format.ts";
import { heldOutSongs, type ModelRecord } from "../../../shared/contract/run.ts";
import { audioModelNames } from "../../../shared/contract/audio-models.ts";
import type { ViewRepresentation } from "../../../shared/contract/view.ts";
import { permutationCount } from "../../analysis/metrics/chance.ts";
import { noiseOf, runClaim, settingClaim, type ReportContext } from "./context.ts";
import { clusteringParagraph } from "./method-clustering.ts";
import type { Block, Formula, Section, Sentence } from "./report.ts";
import type { ReferenceKey } from "./reference-keys.ts";
import { claim, cite, listed, say } from "./sentence.ts";

/** What ran, step by step, with formulas, settings and sources; nothing that did not run. */
export function methodSection(context: ReportContext): Section {
  const blocks: Block[] = [
    ...features(context),
    ...networks(context),
    ...lyrics(context),
    ...representations(context),
    clusteringParagraph(context),
    ...evaluation(context),
    ...maps(context),
  ];
  return { id: "method", title: "Method", blocks };
}

/** Whether the run has representations of some kinds. */
function has({ view }: ReportContext, ...kinds: readonly ViewRepresentation["kind"][]): boolean {
  return view.representations.some(({ kind }) => kinds.includes(kind));
}

/** The representation of the pretrained audio model. */
function audioName(model: string): string {
  return `audio_${audioModelNames(model).name}`;
}

function formula(typst: string, text: string): Formula {
  return { kind: "formula", typst, text };
}

function features(context: ReportContext): Block[] {
  const { manifest, view } = context;
  const blocks: Block[] = [];
  if (manifest.task === "easy") {
    blocks.push({
      kind: "paragraph",
      lead: "Features.",
      sentences: [
        say`Each song becomes mono at 22,050 Hz and 20 mel-frequency cepstral coefficients ${cite("davis1980")} (frames of 2,048 samples every 512, 128 mel bands).`,
        say`Their mean and standard deviation over time are its 40 numbers, standardised over the songs.`,
      ],
    });
  }
  if (view.mel !== null && has(context, "audio", "spectral")) {
    blocks.push({
      kind: "paragraph",
      lead: "Spectrograms.",
      sentences: [
        say`${settingClaim(context, "seconds")} s of each song, mono at 16 kHz, become a log-mel spectrogram of ${claim(formatNumber(view.mel.bands), view.mel.bands, { from: "view", path: ["mel", "bands"] })} bands × ${claim(formatNumber(view.mel.frames), view.mel.frames, { from: "view", path: ["mel", "frames"] })} frames, as for Whisper ${cite("radford2023")}: frames of 400 samples every 160 (Hann), Slaney bands m from 0 to 8 kHz, and`,
      ],
    });
    blocks.push(
      formula(
        'x = 1/4 (max(log_10 m, max_(t, f) log_10 m - 8) + 4) "."',
        "x = (max(log₁₀ m, max log₁₀ m − 8) + 4) / 4.",
      ),
    );
  }
  if (view.representations.some(({ name }) => name === audioName(manifest.settings.audioModel))) blocks.push({ kind: "paragraph", lead: "Pretrained audio.", sentences: pretrained(context) }); // prettier-ignore
  return blocks;
}

function pretrained({ manifest: { settings, labels }, view }: ReportContext): Sentence[] {
  const model = runClaim(settings.audioModel, "settings", "audioModel");
  const rep = view.representations.find(({ name }) => name === audioName(settings.audioModel));
  const dimensions = rep === undefined ? "" : say`${claim(formatNumber(rep.dimensions), rep.dimensions, { from: "view", path: ["representations", view.representations.indexOf(rep), "dimensions"] })} numbers`; // prettier-ignore
  if (settings.audioModel === "musicnn") {
    return [say`MusiCNN ${cite("pons2019")}, trained on other music, describes each song by ${dimensions || "the layer"} of its layer before the tags: the mean over patches of 3 s. It is not trained further.`]; // prettier-ignore
  }
  if (settings.audioModel === "clap" || settings.audioModel.includes("clap")) {
    return [say`CLAP ${cite("wu2023")}, trained on other sounds and their descriptions, describes each song by ${dimensions || "a vector"}: the mean over windows of 10 s. It is not trained further.`]; // prettier-ignore
  }
  return [say`The pretrained network ${model} (${labels?.[rep?.name ?? ""] ?? settings.audioModel}) describes each song by ${dimensions || "a vector"}. It is not trained further.`]; // prettier-ignore
}

function networks(context: ReportContext): Block[] {
  const { manifest } = context;
  const { models, settings } = manifest;
  const variational = models.find(({ name }) => name === "beta-vae" || name === "mlp-vae");
  const blocks: Block[] = [];
  if (variational !== undefined) {
    const sum = variational.name === "mlp-vae";
    const isOurs = settings.architecture === "compact" && !sum;
    const shape = isOurs ? say` starts from the principal components of the spectrograms and` : "";
    blocks.push({
      kind: "paragraph",
      lead: `${variational.label}.`,
      sentences: [
        say`A variational autoencoder ${cite("kingma2014", ...(sum ? [] : (["higgins2017"] as const)))}${shape} maps the normalised input x to a normal distribution with mean μ and variance σ² over ${settingClaim(context, "latentDim")} latents, and back to x̂.`,
        say`It has ${weights(models, variational)} weights (architecture ${runClaim(variational.architecture, "models", models.indexOf(variational), "architecture")}) and minimises, with Adam ${cite("kingma2015")} over ${epochs(models, variational)},`,
      ],
    });
    blocks.push(
      sum
        ? formula(
            "cal(L) = 1/d norm(x - hat(x))^2 + beta/2 sum_j (mu_j^2 + sigma_j^2 - ln sigma_j^2 - 1)",
            "L = ‖x − x̂‖² / d + β/2 · Σⱼ (μⱼ² + σⱼ² − ln σⱼ² − 1)",
          )
        : formula(
            "cal(L) = 1/d norm(x - hat(x))^2 + beta/(2 ell) sum_(j=1)^ell (mu_j^2 + sigma_j^2 - ln sigma_j^2 - 1)",
            "L = ‖x − x̂‖² / d + β/(2ℓ) · Σⱼ (μⱼ² + σⱼ² − ln σⱼ² − 1)",
          ),
    );
    const warm = settings.klWarmup > 0 ? say`; β rises linearly over the first ${settingClaim(context, "klWarmup", "epoch")} ${cite("bowman2016")}` : ""; // prettier-ignore
    const words = sum ? "= 40 numbers" : "values of a spectrogram";
    blocks.push({ kind: "paragraph", sentences: [say`with d ${words}${sum ? "" : say` and ℓ latents`} and β = ${settingClaim(context, "beta")}${warm}. A song is represented by its μ.`] }); // prettier-ignore
  }
  const plain = models.find(({ name }) => name === "ae");
  if (plain !== undefined) {
    blocks.push({
      kind: "paragraph",
      lead: "Autoencoder.",
      sentences: [say`The same network with β = 0 and no noise ${cite("hinton2006")} is the baseline: ${weights(models, plain)} weights, ${epochs(models, plain)}.`], // prettier-ignore
    });
  }
  const contrastive = models.find(({ name }) => name === "contrastive");
  if (contrastive !== undefined) {
    blocks.push({
      kind: "paragraph",
      lead: "Contrastive network.",
      sentences: [
        say`It reconstructs nothing: of each song in a batch it sees two crops of 3 s, whose embeddings z attract each other and repel those of all other songs ${cite("chen2020")}, with cosine similarity and temperature τ = 0.2:`,
      ],
    });
    blocks.push(
      formula(
        "cal(L)_(i j) = - ln exp(cos(z_i, z_j) \\/ tau) / (sum_(k eq.not i) exp(cos(z_i, z_k) \\/ tau))",
        "Lᵢⱼ = −ln( exp(cos(zᵢ, zⱼ)/τ) / Σₖ≠ᵢ exp(cos(zᵢ, zₖ)/τ) )",
      ),
    );
    blocks.push({ kind: "paragraph", sentences: [say`It has ${weights(models, contrastive)} weights and was trained for ${epochs(models, contrastive)}; no label is used.`] }); // prettier-ignore
  }
  const holding = models.find((model) => heldOutSongs(model) > 0);
  if (holding !== undefined) {
    const index = models.indexOf(holding);
    const path =
      holding.sample === undefined ? ["models", index, "heldOut", "length"] : ["models", index, "sample", "heldOut"];
    const held = heldOutSongs(holding);
    blocks.push({ kind: "paragraph", sentences: [say`${claim(countOf(held, "song"), held, { from: "run", path })} (a share of ${settingClaim(context, "validation")}) were held out from the training, to see whether the networks generalise.`] }); // prettier-ignore
  }
  return blocks;
}

function weights(models: readonly ModelRecord[], model: ModelRecord): Sentence {
  return [runClaim(model.parameterCount, "models", models.indexOf(model), "parameterCount")];
}

function epochs(models: readonly ModelRecord[], model: ModelRecord): Sentence {
  const path = ["models", models.indexOf(model), "final", "epoch"];
  const trained: Sentence = [claim(countOf(model.final.epoch, "epoch"), model.final.epoch, { from: "run", path })];
  const { stoppedEarly } = model;
  if (stoppedEarly === undefined) return trained;
  const index = models.indexOf(model);
  const most = runClaim(model.final.epochs, "models", index, "final", "epochs");
  const patience = runClaim(stoppedEarly.patience, "models", index, "stoppedEarly", "patience");
  return say`${trained} of at most ${most} (the mean ${STOPPED_BY[stoppedEarly.by]} of ${patience} epochs had not fallen by half a percent for as many)`;
}

function lyrics(context: ReportContext): Block[] {
  const { manifest } = context;
  if (!has(context, "lyrics")) return [];
  const { detail = "" } = manifest.steps.find(({ name }) => name === "embed-lyrics") ?? {};
  const [, grams, columns] = /TF-IDF of (\d+) character 3- to 5-grams.*to (\d+) columns/.exec(detail) ?? [];
  const sizes =
    grams === undefined || columns === undefined
      ? undefined
      : {
          grams: claim(formatNumber(Number(grams)), grams, { from: "step", name: "embed-lyrics", text: `TF-IDF of ${grams} ` }), // prettier-ignore
          columns: claim(columns, columns, { from: "step", name: "embed-lyrics", text: `to ${columns} columns` }),
        };
  const [all, in_] =
    sizes === undefined ? ["", ""] : [say`, ${sizes.grams} in all,`, say`, in ${sizes.columns} columns`];
  const sentences = [
    say`Lyrics are the TF-IDF of their character 3- to 5-grams ${cite("salton1988")}${all} and its truncated singular value decomposition, X ≈ U Σ Vᵀ ${cite("deerwester1990")}: the rows of U Σ are the songs${in_}.`,
  ];
  if (manifest.settings.lyricsEmbedding === "transformer") {
    const { embeddingModel } = manifest.settings;
    const source: readonly ReferenceKey[] = /e5/i.test(embeddingModel) ? ["wang2024"] : /minilm/i.test(embeddingModel) ? ["reimers2020"] : []; // prettier-ignore
    sentences.push(say`Beside it, a sentence embedding (${runClaim(embeddingModel, "settings", "embeddingModel")}${source.length > 0 ? say`, ${cite(...source)}` : ""}) places lyrics of one meaning near each other whatever their language.`); // prettier-ignore
  }
  return [{ kind: "paragraph", lead: "Lyrics.", sentences }];
}

function representations(context: ReportContext): Block[] {
  const { manifest, view } = context;
  if (manifest.task === "easy") {
    return [{ kind: "paragraph", lead: "Baseline.", sentences: [say`The first ${settingClaim(context, "latentDim")} principal components of the standardised numbers ${cite("pearson1901")}.`] }]; // prettier-ignore
  }
  const kinds = new Set(view.representations.map(({ kind }) => kind));
  const { alphas } = manifest.settings;
  const sentences: Sentence[] = [say`The columns of each representation are standardised.`];
  if (view.representations.some(({ name }) => name === "spectral_pca16"))
    sentences.push(say`Baselines are the mean spectrum of each song and its principal components ${cite("pearson1901")}.`); // prettier-ignore
  else if (kinds.has("spectral")) sentences.push(say`The baseline is the mean spectrum of each song.`);
  if (kinds.has("hybrid")) {
    sentences.push(say`Hybrids join the audio, times α, with the lyrics, for α of ${listed(alphas.map((alpha, index) => claim(String(alpha), alpha, { from: "run", path: ["settings", "alphas", index] })))}: a small α lets the lyrics decide.`); // prettier-ignore
  }
  if (kinds.has("multimodal"))
    sentences.push(say`Multi-modal representations join a one-hot code of the genre, times γ = ${settingClaim(context, "gamma")}, as well: they contain the label, and their scores against it say nothing.`); // prettier-ignore
  if (view.representations.some(({ name }) => name.endsWith("_direction")))
    sentences.push(say`Latents are clustered standardised, as the network has them, and by their direction from the mean alone.`); // prettier-ignore
  return [{ kind: "paragraph", lead: "Representations.", sentences }];
}

/** Metrics with their sources, in the order in which they are explained. */
const SOURCES: readonly { readonly metric: string; readonly words: string; readonly keys: readonly ReferenceKey[] }[] =
  [
    { metric: "silhouette", words: "the silhouette", keys: ["rousseeuw1987"] },
    { metric: "davies_bouldin", words: "the Davies–Bouldin index", keys: ["davies1979"] },
    { metric: "calinski_harabasz", words: "the Caliński–Harabasz index", keys: ["calinski1974"] },
  ];
const AGREEMENT: typeof SOURCES = [
  { metric: "ARI", words: "adjusted Rand index", keys: ["hubert1985"] },
  { metric: "NMI", words: "normalised mutual information", keys: ["strehl2002"] },
  { metric: "AMI", words: "adjusted mutual information", keys: ["vinh2010"] },
  { metric: "v_measure", words: "homogeneity, completeness and V-measure", keys: ["rosenberg2007"] },
];

/** With n songs in cluster i and label j as nᵢⱼ, in cluster i as aᵢ and of label j as bⱼ. */
export const ARI_FORMULA = formula(
  '"ARI" = (sum_(i j) binom(n_(i j), 2) - E) / (1/2 (sum_i binom(a_i, 2) + sum_j binom(b_j, 2)) - E), quad E = (sum_i binom(a_i, 2) sum_j binom(b_j, 2)) / binom(n, 2)',
  "ARI = (Σ C(nᵢⱼ, 2) − E) / (½ (Σ C(aᵢ, 2) + Σ C(bⱼ, 2)) − E), E = Σ C(aᵢ, 2) · Σ C(bⱼ, 2) / C(n, 2)",
);

function evaluation(context: ReportContext): Block[] {
  const { manifest, rows, judged } = context;
  const columns = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  const metrics = new Set([...columns].flatMap((key) => metricColumn(key)?.metric ?? []));
  const named = (sources: typeof SOURCES): Sentence[] =>
    sources.filter(({ metric }) => metrics.has(metric as never)).map(({ words, keys }) => say`${words} ${cite(...keys)}`); // prettier-ignore
  const noise = judged.some((row) => noiseOf(row) > 0);
  const blocks: Block[] = [
    {
      kind: "paragraph",
      lead: "Evaluation.",
      sentences: [
        say`The shape of clusters is judged by ${listed(named(SOURCES))}${noise ? ", of the songs that are in a cluster: noise is left out" : ""}. The silhouette is the mean over songs i of s(i), with a(i) the mean distance to the songs of its own cluster and b(i) that to the next cluster:`,
      ],
    },
    formula("s(i) = (b(i) - a(i)) / max(a(i), b(i))", "s(i) = (b(i) − a(i)) / max(a(i), b(i))"),
  ];
  const agreement = named(AGREEMENT);
  if (agreement.length > 0) {
    const purity = metrics.has("purity") ? ["purity (the share of songs whose label is the most frequent one of their cluster)"] : []; // prettier-ignore
    blocks.push(
      {
        kind: "paragraph",
        sentences: [
          say`Agreement with known labels, which no method sees, is measured by ${listed([...agreement, ...purity], ", and ")}. With n songs in cluster i and label j as nᵢⱼ, in cluster i as aᵢ and of label j as bⱼ${noise ? " (noise counts as a cluster of its own)" : ""},`,
        ],
      },
      ARI_FORMULA,
    );
    if ([...columns].some((key) => key.endsWith("_p"))) {
      blocks.push({
        kind: "paragraph",
        sentences: [
          say`Each agreement is compared with ${formatNumber(permutationCount(manifest.rows.used))} permutations of the labels: p = (1 + number of permutations that reach the score) / (1 + number of permutations) ${cite("phipson2010")}.`,
        ],
      });
    }
  }
  if (manifest.settings.seeds > 1) {
    const { seed, seeds } = manifest.settings;
    blocks.push({
      kind: "paragraph",
      sentences: [
        say`Networks and clusterings were made with ${settingClaim(context, "seeds")} seeds, ${settingClaim(context, "seed")} to ${claim(String(seed + seeds - 1), seed + seeds - 1, { from: "last-seed" })}; scores are mean ± standard deviation (n − 1), and stability is the mean ARI of every two seeds' clusters ${cite("benhur2002")}.`,
      ],
    });
  }
  return blocks;
}

const MAP_SOURCES: Readonly<Record<(typeof PROJECTIONS)[number]["name"], ReferenceKey>> = {
  tsne: "vandermaaten2008",
  umap: "mcinnes2018",
  pca: "pearson1901",
};

function maps({ drawn, manifest }: ReportContext): Block[] {
  const used = PROJECTIONS.filter(({ name }) => drawn.some(({ map }) => map.method === name));
  if (used.length === 0) return [];
  const trust = drawn[0]?.map.neighbours ?? 0;
  const from = manifest.task === "easy" ? "" : " of at most 10 principal components";
  return [
    {
      kind: "paragraph",
      lead: "Maps.",
      sentences: [
        say`Maps are drawn by ${listed(used.map(({ name, label }) => say`${label} ${cite(MAP_SOURCES[name])}`))}${from}. Their trustworthiness ${cite("venna2001")} is the share of ${formatNumber(trust)}-neighbourhoods that they keep, 1 at best; distances between far groups say nothing.`,
      ],
    },
  ];
}
