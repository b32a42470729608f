import { InvalidArgumentError, Option, type Command } from "commander";
import { join, resolve } from "node:path";
import { GET_MODEL, MOST_MEANT, SEARCH_BY, searchesOf, type SearchBy } from "../../../shared/contract/panel/meaning.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import { songTitle } from "../../../shared/names.ts";
import { LatentuneError } from "../../core/errors.ts";
import { workspacePaths } from "../../store/paths.ts";
import { findRun, latestRun, listRuns } from "../../store/runs.ts";
import { noRun } from "../chosen-run.ts";
import { addCommand, allowDownloadOption, parseNumber, type CommonOptions } from "../options.ts";
import { setAction, type CommandContext } from "../run-command.ts";
import { typedCommand } from "../shown-path.ts";
import { textTable } from "../text-table.ts";
import { visibleLine } from "../visible.ts";

interface SearchOptions extends CommonOptions {
  readonly run?: string;
  readonly by?: SearchBy;
  readonly count: number;
  readonly allowDownload: boolean;
}

export function addSearchCommand(program: Command): void {
  const command = addCommand(
    program,
    "search <text>",
    "songs whose lyrics, or sound, come nearest to what a text means",
    { settings: ["modelsDir"] },
  )
    .option("--run <id>", "the run to search in (default: the newest that can be searched)")
    .addOption(
      new Option(
        "--by <what>",
        "by what lyrics mean, or how songs sound (default: what the run has, lyrics first)",
      ).choices(SEARCH_BY),
    )
    .addOption(new Option("--count <n>", "songs to print").argParser(parseCount).default(10))
    .addOption(allowDownloadOption())
    .addHelpText(
      "after",
      [
        "",
        'By lyrics the text may be in another language than they: latentune search "songs about the sea".',
        'By sound it says in English what is heard: latentune search "calm piano" --by sound.',
        "Needs a run of Medium or Hard with --lyrics-embedding transformer or --audio-model clap, and the model that it was made with.",
      ].join("\n"),
    );
  setAction(command, async ({ options, args, workspace, settings, signal, print }: CommandContext<SearchOptions>) => {
    const [{ searchRun }, { loadSearchModel }] = await Promise.all([
      import("../../tasks/search/search-run.ts"),
      import("../../tasks/search/load-search-model.ts"),
    ]);
    const { runs } = workspacePaths(workspace);
    const manifest = await runToSearch(workspace, options);
    const { runId, task } = manifest;
    const searches = searchesOf(manifest.files);
    const { by = searches[0] ?? "lyrics" } = options;
    const place = { runFolder: join(runs, runId), manifest, workspace, dataDir: manifest.settings.dataDir };
    const { modelsDir } = settings;
    const text = args[0]!;
    const query = { text, by, count: options.count, among: null, lines: true };
    const answer = await searchRun(place, query, {
      modelsDirs: [modelsDir === undefined || modelsDir === null ? null : resolve(modelsDir)],
      allowDownload: options.allowDownload,
      signal,
      async withModel(located, executionProvider, use) {
        const model = await loadSearchModel(located, executionProvider);
        try {
          return await use(model);
        } finally {
          await model.dispose();
        }
      },
    });
    if (!answer.found) throw new LatentuneError(answer.message, { remedy: answer.remedy });
    const { model, songs } = answer;
    const other = searches.find((each) => each !== by);
    const hint = options.by !== undefined || other === undefined ? "" : ` By ${other}: --by ${other}.`;
    print(`${BY[by]}, by ${visibleLine(model)}, in run ${runId}.${hint}\n`);
    const heads = ["cosine", "song", ...(by === "lyrics" ? ["its nearest line"] : [])];
    const rows = songs.map(({ similarity, filename, line }) =>
      [similarity.toFixed(3), visibleLine(songTitle(filename)), visibleLine(line)].slice(0, heads.length),
    );
    print(rows.length === 0 ? "No song of the run has lyrics." : textTable(heads, rows, [true]));
    return { runId, task, query: text, by, model, songs };
  });
}

const BY = { lyrics: "What lyrics mean", sound: "How songs sound" } as const satisfies Record<SearchBy, string>;

async function runToSearch(
  workspace: string,
  { run: id, by }: Pick<SearchOptions, "run" | "by">,
): Promise<RunManifest> {
  const { runs } = workspacePaths(workspace);
  if (id !== undefined) return findRun(runs, id);
  const kept = await listRuns(runs);
  const canBe = ({ files }: RunManifest): boolean =>
    by === undefined ? searchesOf(files).length > 0 : searchesOf(files).includes(by);
  // Where none can be searched the newest says why.
  const run = kept.find(canBe) ?? (await latestRun(runs));
  if (run !== undefined) return run;
  const task = `hard ${by === "sound" ? "--audio-model clap" : "--lyrics-embedding transformer"}`;
  throw new LatentuneError(noRun(workspace).message, {
    remedy: `Get the model (${GET_MODEL[by ?? "lyrics"]}), then run ${typedCommand(task, workspace)}.`,
  });
}

function parseCount(text: string): number {
  const count = parseNumber(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_MEANT) return count;
  throw new InvalidArgumentError(`Give a whole number from 1 to ${MOST_MEANT}.`);
}
