// What the Latent view asks of the engine: where the songs lie in a network's latents, what its decoder makes of a place
// there, as a picture and as sound, and a way from song to song.

/** A network of the run, by the name that its view has for it. */
export interface NetworkOfRun {
  readonly model: string;
}

export interface LatentPlace extends NetworkOfRun {
  /** One number per dimension. */
  readonly latents: readonly number[];
}

/** How far the songs of a run lie along the dimensions of a network's latents. */
export interface LatentSpace {
  /** float32 (songs, dimensions): μ of each song; relative to the run's folder. */
  readonly file: string;
  /** The one along which the songs vary most comes first. */
  readonly dimensions: readonly LatentDimension[];
}

export interface LatentDimension {
  /** Its column. */
  readonly dimension: number;
  readonly min: number;
  readonly max: number;
  /** Of μ over the songs. */
  readonly variance: number;
}

/** Below this variance of μ over the songs a dimension says nothing of them (Burda et al. 2016, active units). */
export const ACTIVE_VARIANCE = 0.01;

/** A spectrogram, as narrow as it is drawn. */
export interface DecodedMel {
  readonly bands: number;
  /** Each the mean of the frames that it covers. */
  readonly columns: number;
  /** float32 (bands, columns), little-endian, in base64: a slider moves faster than files are written. */
  readonly values: string;
}

/** Between which songs, and in which representation. */
export interface PathEnds {
  readonly representation: string;
  readonly from: number;
  readonly to: number;
}

/** A way from one song to another, each step to one of the nearest songs. */
export interface SongPath {
  /** Both ends included. */
  readonly songs: readonly number[];
  /** The distance from each song to the next. */
  readonly steps: readonly number[];
  /** Of each step one song is among so many nearest songs of the other: the least number that joins the ends. */
  readonly neighbours: number;
}
