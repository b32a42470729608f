import { InvalidArgumentError, Option, type Command } from "commander";
import type { FolderLabels, FolderLevel, TablePlan, WrittenTable } from "../../../shared/contract/new-table.ts";
import { countOf, formatNumber } from "../../../shared/format.ts";
import { FEWEST_SONGS } from "../../../shared/contract/dataset.ts";
import { workspaceRelative } from "../../dataset/dataset.ts";
import { diagnosticLines } from "../diagnostic-line.ts";
import { addCommand, parseNumber, type CommonOptions } from "../options.ts";
import { typedCommand } from "../shown-path.ts";
import { setAction, type CommandContext } from "../run-command.ts";
import { visibleLine } from "../visible.ts";

/** A level of folders, none, or what was not said. */
type LevelOption = number | null | undefined;

interface InitOptions extends CommonOptions {
  readonly genreFolder: LevelOption;
  readonly languageFolder: LevelOption;
  readonly add: boolean;
  readonly dryRun: boolean;
}

/** `init`: the table of a folder that has only songs. */
export function addInitCommand(program: Command): void {
  const init = addCommand(
    program,
    "init",
    "create lyrics.csv from the songs of a folder: their names, tags and lyrics",
    { settings: ["dataDir", "audioRoots"] },
  )
    .addOption(levelOption("genre", "none"))
    .addOption(levelOption("language", "the level whose folders are languages, if one is"))
    .option("--add", "add the songs that no row names to the table that is there; every byte of it stays", false)
    .option("--dry-run", "say what would be written, and write nothing", false)
    .addHelpText(
      "after",
      [
        "",
        "Songs may lie anywhere in the workspace (in data/audio, where there is such a folder). Genre, language and lyrics",
        "come from the tags of the files; where tags have no lyrics, from a .lrc or .txt file of the same name.",
        "A table that is there is never written over.",
      ].join("\n"),
    );
  setAction(
    init,
    async ({ options, workspace, settings, signal, onProgress, print, note }: CommandContext<InitOptions>) => {
      const { add, dryRun } = options;
      const [{ planNewTable, writePlan }, { describePlan }, { surveyFolder }, { otherTables }, { wayToTable }] =
        await Promise.all([
          import("../../tasks/create-table.ts"),
          import("../../dataset/opening/plan-table.ts"),
          import("../../dataset/opening/survey.ts"),
          import("../../dataset/opening/other-tables.ts"),
          import("../../dataset/opening/way-to-table.ts"),
        ]);
      const planned = await planNewTable({ workspace, ...settings, add, signal, onProgress });
      const others = add ? [] : (await surveyFolder(planned.paths.musicRoot, signal)).tables;
      for (const table of others)
        note(
          `There is also ${visibleLine(table.file)}; to use it instead: ${wayToTable(planned.paths, table).option}.`,
        );
      const { lyricsTable, workspace: root } = planned.paths;
      for (const file of add ? [] : await otherTables(planned.paths)) {
        const wanted = visibleLine(workspaceRelative(root, lyricsTable));
        note(`${visibleLine(file)} looks like a table of songs; to use it instead, move it to ${wanted}.`);
      }
      const plan = describePlan(planned);
      const labels = labelsOf(options, plan.levels);
      print(planText(plan, labels));
      if (dryRun) {
        print("Nothing was written (--dry-run).");
        return { plan, labels, written: null };
      }
      const written = await writePlan(planned, labels, { add });
      print(writtenText(written, add));
      if (!add && written.songs >= FEWEST_SONGS) print(`Next: ${typedCommand("doctor", workspace)} checks it, ${typedCommand("hard", workspace)} clusters the songs.`); // prettier-ignore
      return { plan, labels, written };
    },
  );
}

function levelOption(label: "genre" | "language", fallback: string): Option {
  return new Option(
    `--${label}-folder <level>`,
    `the folders that name the ${label} where tags do not: 1 for those directly below, 2 for those in them, …, none (default: ${fallback})`,
  ).argParser((text): number | null => {
    if (text === "none") return null;
    const level = parseNumber(text);
    if (!Number.isInteger(level) || level < 1) throw new InvalidArgumentError("It must be a level (1, 2, …) or none.");
    return level;
  });
}

function labelsOf({ genreFolder, languageFolder }: InitOptions, levels: readonly FolderLevel[]): FolderLabels {
  const languages = levels.find((level) => level.languages)?.level ?? null;
  return { genre: genreFolder ?? null, language: languageFolder === undefined ? languages : languageFolder };
}

function planText(
  { songs, withGenre, withLanguage, withLyrics, unread, unreadFiles, levels, unused }: TablePlan,
  labels: FolderLabels,
): string {
  const tagged = `genre in the tags of ${withGenre}, language of ${withLanguage}, lyrics of ${withLyrics}`;
  return [
    `${countOf(songs, "song")}: ${tagged}.`,
    ...(unread === 0 ? [] : [unreadText(unread, unreadFiles)]),
    ...diagnosticLines(unused),
    ...(withGenre === songs && withLanguage === songs ? [] : levels).map(({ level, names, count }) => {
      const named = `${names.map(visibleLine).join(", ")}${count > names.length ? ", …" : ""}`;
      return `Folders of level ${level}: ${named}${useText(level, labels)}`;
    }),
  ].join("\n");
}

function unreadText(count: number, files: readonly string[]): string {
  const named = `${files.map(visibleLine).join(", ")}${count > files.length ? ", …" : ""}`;
  const rows = count === 1 ? "It gets a row" : "They get rows";
  return (
    `The tags of ${countOf(count, "file")} cannot be read: ${named}. ${rows} without them: copy or download ` +
    `${count === 1 ? "the song" : "the songs"} again, or fill the cells in; latentune doctor says whether the sound can be used.`
  );
}

function useText(level: number, { genre, language }: FolderLabels): string {
  const uses = [genre === level ? "genre" : [], language === level ? "language" : []].flat();
  if (uses.length > 0) return `, the ${uses.join(" and ")} where tags have none.`;
  return ` (not used; --genre-folder ${level} or --language-folder ${level} would).`;
}

function writtenText({ file, songs, withLyrics, genres, languages }: WrittenTable, add: boolean): string {
  return [
    `${add ? "Added to" : "Written:"} ${file}${add ? ":" : " with"} ${countOf(songs, "row")}, ${withLyrics === 0 ? "none" : withLyrics === songs ? "all" : formatNumber(withLyrics)} with lyrics.`,
    `Genres: ${countsText(genres)}`,
    `Languages: ${countsText(languages)}`,
    ...(songs < FEWEST_SONGS && !add ? [`Tasks need at least ${FEWEST_SONGS} songs.`] : []),
  ].join("\n");
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${visibleLine(name)} ${count}`);
  return parts.join(", ") || "none; the column stays empty";
}
