/** How far a run is. Sent often enough to look alive and seldom enough to cost nothing. */
export interface ProgressEvent {
  /** The step's stable name, such as `train-beta-vae`. */
  readonly step: string;
  /** What a person reads: `Training β-VAE`. */
  readonly label: string;
  /** 1-based number of this step and how many there are. */
  readonly stepNumber: number;
  readonly stepCount: number;
  /** Done part of this step, 0 … 1. */
  readonly stepFraction: number;
  /** Done part of the whole run, 0 … 1, by the steps' usual shares of its time. */
  readonly fraction: number;
  /** Estimated seconds until the run ends; null until there is something to estimate from. */
  readonly secondsLeft: number | null;
  /** `epoch 120/400, loss 0.231`. */
  readonly detail?: string;
  /** What the step goes on from, where a run before was cancelled or killed in it: `epoch 120`. */
  readonly resumedFrom?: string;
}
