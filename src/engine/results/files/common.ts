import { RESULT_FILES } from "../../../shared/contract/result-files.ts";
import type { SongRow } from "../../../shared/contract/dataset.ts";
import type { Projection } from "../../analysis/projections/project.ts";
import type { ProjectedRepresentation } from "../../analysis/projections/projected.ts";
import { array } from "../schema/array.ts";
import { file } from "../schema/file.ts";
import { songTable } from "../schema/song-table.ts";
import { integer, number, record, table, text } from "../schema/table.ts";

/** The songs of a run, in the order of the rows of its arrays. */
export interface Songs {
  readonly songs: readonly SongRow[];
}

interface NamedMap {
  readonly name: string;
  readonly projection: Projection;
}

/** What every run has. */
export const COMMON_FILES = {
  manifest: file(RESULT_FILES.manifest),
  report: file(RESULT_FILES.report),
  reportPdf: file(RESULT_FILES.reportPdf),
  reportHtml: file(RESULT_FILES.reportHtml),
  annotation: file(RESULT_FILES.annotation),
  pictures: file("plots/{picture}.png"),
  /** Which row of the arrays is which song, and where it stands in the table of lyrics. */
  songs: songTable<SongRow>()("songs.csv", {
    filename: text(({ filename }) => filename),
    language: text(({ language }) => language),
    genre: text(({ genre }) => genre),
    audio_path: text(({ audioRelative }) => audioRelative),
    row: integer(({ row }) => row),
    first_line: integer(({ firstLine }) => firstLine),
    last_line: integer(({ lastLine }) => lastLine),
  }),
  /** How good each map is and what made it. */
  projections: table<NamedMap>()("projections/projections.csv", {
    rep: text(({ name }) => name),
    method: text(({ projection }) => projection.method),
    trustworthiness: number(({ projection }) => projection.trustworthiness.value),
    neighbours: integer(({ projection }) => projection.trustworthiness.neighbours),
    parameters: record(({ projection }) => projection.parameters),
  }),
  coordinates: array("projections/{rep}_{method}.npy", "float32", ["songs", 2]),
} as const;

/** Writes the maps' coordinates, and the table of the maps. */
export async function writeProjections(folder: string, projected: readonly ProjectedRepresentation[]): Promise<void> {
  const maps = projected.flatMap((each) =>
    Object.values(each.projections).map((projection) => ({ name: each.name, projection })),
  );
  await COMMON_FILES.projections.write(folder, maps);
  for (const { name: rep, projection } of maps) {
    const { method, coordinates: data } = projection;
    await COMMON_FILES.coordinates.write(folder, { shape: [data.length / 2, 2], data }, { rep, method });
  }
}
