import { InvalidArgumentError, Option, type Command } from "commander";
import { join, resolve } from "node:path";
import { MOST_MEANT } from "../../../shared/contract/panel/meaning.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import { songTitle } from "../../../shared/names.ts";
import { LatentuneError } from "../../core/errors.ts";
import { workspacePaths } from "../../store/paths.ts";
import { findRun, latestRun, listRuns } from "../../store/runs.ts";
import { addCommand, allowDownloadOption, parseNumber, type CommonOptions } from "../options.ts";
import { setAction, type CommandContext } from "../run-command.ts";
import { textTable } from "../text-table.ts";
import { visibleLine } from "../visible.ts";

interface SearchOptions extends CommonOptions {
  readonly run?: string;
  readonly count: number;
  readonly allowDownload: boolean;
}

export function addSearchCommand(program: Command): void {
  const command = addCommand(program, "search <text>", "songs whose lyrics come nearest to what a text means", {
    settings: ["modelsDir"],
  })
    .option("--run <id>", "the run to search in (default: the newest with lyrics by a transformer)")
    .addOption(new Option("--count <n>", "songs to print").argParser(parseCount).default(10))
    .addOption(allowDownloadOption())
    .addHelpText(
      "after",
      '\nThe text may be in another language than the lyrics: latentune search "songs about the sea".\nNeeds a run of Medium or Hard with --lyrics-embedding transformer, and the model that it was made with.',
    );
  setAction(command, async ({ options, args, workspace, settings, signal, print }: CommandContext<SearchOptions>) => {
    const [{ searchRun }, { searchModel }, { loadSentenceModel }] = await Promise.all([
      import("../../tasks/search/search-run.ts"),
      import("../../lyrics/sentence/search-model.ts"),
      import("../../lyrics/sentence/sentence-model.ts"),
    ]);
    const { runs } = workspacePaths(workspace);
    const manifest = await runToSearch(runs, options.run);
    const { runId, task } = manifest;
    const place = { runFolder: join(runs, runId), manifest, workspace, dataDir: manifest.settings.dataDir };
    const { modelsDir } = settings;
    const text = args[0]!;
    const query = { text, count: options.count, among: null, lines: true };
    const answer = await searchRun(place, query, {
      modelsDirs: [modelsDir === undefined || modelsDir === null ? null : resolve(modelsDir)],
      allowDownload: options.allowDownload,
      signal,
      async withModel(located, executionProvider, use) {
        const model = searchModel(await loadSentenceModel(located, executionProvider));
        try {
          return await use(model);
        } finally {
          await model.dispose();
        }
      },
    });
    if (!answer.found) throw new LatentuneError(answer.message, { remedy: answer.remedy });
    const { model, songs } = answer;
    const rows = songs.map(({ similarity, filename, line }) => [
      similarity.toFixed(3),
      visibleLine(songTitle(filename)),
      visibleLine(line),
    ]);
    print(
      rows.length === 0
        ? "No song of the run has lyrics."
        : textTable(["cosine", "song", "its nearest line"], rows, [true]),
    );
    return { runId, task, query: text, model, songs };
  });
}

async function runToSearch(runs: string, id: string | undefined): Promise<RunManifest> {
  if (id !== undefined) return findRun(runs, id);
  const { LYRICS_BY_MEANING } = await import("../../results/files/clustered.ts");
  const kept = await listRuns(runs);
  // Where none can be searched the newest says why.
  const run = kept.find(({ files }) => files.includes(LYRICS_BY_MEANING.path)) ?? (await latestRun(runs));
  if (run !== undefined) return run;
  throw new LatentuneError("No run has finished in this workspace yet.", {
    remedy: "Run latentune hard --lyrics-embedding transformer first.",
  });
}

function parseCount(text: string): number {
  const count = parseNumber(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_MEANT) return count;
  throw new InvalidArgumentError(`Give a whole number from 1 to ${MOST_MEANT}.`);
}
