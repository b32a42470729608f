/** Commands, views and everything else that package.json names: each once, here. */

export const COMMANDS = {
  runEasy: "latentune.runEasy",
  runMedium: "latentune.runMedium",
  runHard: "latentune.runHard",
  runHardWithOptions: "latentune.runHardWithOptions",
  cancelRun: "latentune.cancelRun",
  openPanel: "latentune.openPanel",
  /** Argument: a run's id or node; without one, the run whose report has the focus, else the shown run. */
  openReport: "latentune.openReport",
  /** Argument: as for {@link COMMANDS.openReport}. */
  openReportPdf: "latentune.openReportPdf",
  /** Argument: as for {@link COMMANDS.openReport}; of several runs one is asked for. */
  exportReport: "latentune.exportReport",
  mergeGenres: "latentune.mergeGenres",
  betaSweep: "latentune.betaSweep",
  openBetaSweep: "latentune.openBetaSweep",
  kSweep: "latentune.kSweep",
  compareRuns: "latentune.compareRuns",
  /** Argument: the file name of a song as `lyrics.csv` has it; without one, the record at the cursor. */
  revealRow: "latentune.revealRow",
  /** Argument: as for {@link COMMANDS.revealRow}. */
  playSong: "latentune.playSong",
  /** Opens a metrics table as a report. Argument: its URI; without one, that of the active editor. */
  openMetrics: "latentune.openMetrics",
  checkData: "latentune.checkData",
  /** Argument: see ConvertArgument; without one, the encoding of `lyrics.csv` is asked for. */
  convertTable: "latentune.convertTable",
  createSample: "latentune.createSample",
  createTable: "latentune.createTable",
  addSongs: "latentune.addSongs",
  /** Argument: the data folder of a table that was found; without one, the only one. */
  useTable: "latentune.useTable",
  clearCache: "latentune.clearCache",
  transcribeMissing: "latentune.transcribeMissing",
  /** Argument: as for {@link COMMANDS.revealRow}. */
  transcribeRow: "latentune.transcribeRow",
  exportLrc: "latentune.exportLrc",
  /** Argument: the kind of model, `speech` if it is left out. */
  chooseModel: "latentune.chooseModel",
  // Buttons above the comparison of lyrics.csv with what it would become.
  proposalApply: "latentune.proposal.apply",
  proposalDiscard: "latentune.proposal.discard",
  showLog: "latentune.showLog",
  chooseFolder: "latentune.chooseFolder",
  // Of items and title bars of the side bar.
  runOpen: "latentune.run.open",
  runCompare: "latentune.run.compare",
  runRename: "latentune.run.rename",
  runPin: "latentune.run.pin",
  runUnpin: "latentune.run.unpin",
  runDelete: "latentune.run.delete",
  runReveal: "latentune.run.reveal",
  refreshRuns: "latentune.refreshRuns",
  songOpen: "latentune.song.open",
  songPlay: "latentune.song.play",
  groupSongs: "latentune.groupSongs",
} as const;
export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

export const VIEWS = { runs: "latentune.runs", songs: "latentune.songs" } as const;

/** The analysis panel's type of webview, also for its serializer. */
export const PANEL_TYPE = "latentune.panel";

/** The page of a run's report. */
export const REPORT_TYPE = "latentune.report";

/** The read-only custom view of a metrics table. */
export const METRICS_VIEW_TYPE = "latentune.metrics";

/** The scheme of documents that we make up, such as what a data check found. */
export const DOCUMENT_SCHEME = "latentune";

/** The scheme of what `lyrics.csv` would become, beside what it is. */
export const PROPOSAL_SCHEME = "latentune-proposal";

/** Section of the settings. */
export const SECTION = "latentune";

/** Keys of `when` clauses. */
export const CONTEXTS = {
  /** The workspace has a `lyrics.csv`. */
  hasData: "latentune.hasData",
  /** What a folder without one has in its place: the kind of opening. */
  opening: "latentune.opening",
  /** A run, beta sweep or check of ours goes on. */
  running: "latentune.running",
  /** Runs are kept. */
  hasRuns: "latentune.hasRuns",
  /** The engine's native parts exist for this machine. */
  supported: "latentune.supported",
} as const;
