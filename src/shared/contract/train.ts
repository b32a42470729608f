/** The two network architectures: the reference's layers, and ours, which reaches a lower loss in less time. */
export type Architecture = "reference" | "compact";

/** Where the network runs. All but `cpu` need hardware and a runtime built for it. */
export type ExecutionProvider = "cpu" | "webgpu" | "cuda" | "coreml" | "dml";

/** What one epoch of training came to: means over the epoch's batches, weighted by their sizes. */
export interface EpochReport {
  /** 1-based. */
  readonly epoch: number;
  readonly epochs: number;
  /** Mean squared error per element, in units of the normalised input. */
  readonly reconstruction: number;
  /** Kullback–Leibler divergence to the standard normal, mean over batch and latents (sum over latents for the MLP-VAE). */
  readonly kl: number;
  /** reconstruction + β · kl, with the β of this epoch. */
  readonly total: number;
  /** The KL weight of this epoch, after warm-up. */
  readonly beta: number;
  readonly learningRate: number;
  /** Estimated from the epochs so far. */
  readonly secondsLeft: number;
}
