/**
 * What learns the songs' sound. Of β-VAE and autoencoder: the reference's layers, and ours, which reach a lower loss in less
 * time. `contrastive`: a network without a decoder in place of both.
 */
export type Architecture = "reference" | "compact" | "contrastive";

/** Where the network runs. All but `cpu` need hardware and a runtime built for it. */
export type ExecutionProvider = "cpu" | "webgpu" | "cuda" | "coreml" | "dml";

/** An execution provider that cannot start on this machine. */
export interface IdleProvider {
  readonly name: string;
  /** As the runtime says it. */
  readonly reason: string;
  /** What it needs, in few words: `a graphics card with its driver`. */
  readonly needs: string;
  /** What it needs, one sentence with all names and places. */
  readonly remedy: string;
}

/** A loss and its terms; a network has those of what it is trained to. */
export interface EpochLosses {
  /** Of networks with a decoder: mean squared error per element, in units of the normalised input. */
  readonly reconstruction?: number;
  /**
   * Of variational networks: Kullback–Leibler divergence to the standard normal, mean over batch and latents (sum over
   * latents for the MLP-VAE).
   */
  readonly kl?: number;
  /** What the training lowers; of a variational network reconstruction + β · kl, with the β of the epoch. */
  readonly total: number;
}

/** What one epoch of training came to: means over the epoch's batches, weighted by their sizes. */
export interface EpochReport extends EpochLosses {
  /** 1-based. */
  readonly epoch: number;
  readonly epochs: number;
  /** The KL weight of this epoch, after warm-up; of networks with a decoder. */
  readonly beta?: number;
  readonly learningRate: number;
  /**
   * Where songs are held out: the mean squared error of their reconstructions from μ with the weights at the epoch's end,
   * in units of the normalised input; of networks without a decoder their loss.
   */
  readonly validation?: number;
  /** Estimated from the epochs so far; 0 after the last, also where the training stops early. Until then early stopping is not foreseen. */
  readonly secondsLeft: number;
}
