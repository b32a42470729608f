/** From how many songs on something else runs, or is written. What decides by size takes its limit from here. */
export const SIZES = {
  /** Above, what compares all songs with all runs on neighbours, micro-clusters or samples; see {@link Approximation}. */
  exactRows: 20_000,
  /** Above, t-SNE's repulsion is interpolated on a grid, as exact as by a tree and faster. */
  treeRows: 4_000,
  /** Above, networks and the vocabulary of the lyrics are fitted on so many songs, drawn by the seed, and applied to all. */
  fitSongs: 50_000,
  /** Above, t-SNE and UMAP are fitted on so many rows, drawn by the seed; the others are placed among their neighbours. */
  landmarkRows: 200_000,
  /** Above, a clustering's silhouette is the mean over so many songs; each is judged against all others. */
  silhouetteRows: 10_000,
  /** Above, songs, clusters and metrics lie in Parquet files. */
  tableSongs: 10_000,
  /** Above, there are no CSV files beside them. */
  csvSongs: 200_000,
} as const;
