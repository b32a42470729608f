import { statSync } from "node:fs";
import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { unknownName } from "../core/errors.ts";
import { packageVersion } from "../store/versions.ts";
import { EXIT, failWith, reportError } from "./run-command.ts";
import { typedCommand } from "./shown-path.ts";
import { visible } from "./visible.ts";

/**
 * Runs the command that the arguments name, to its end. Never throws: what goes wrong is reported on stderr, with `--json` as
 * the last line of stdout too, and becomes the process's exit code.
 * @param args without the program and the script
 */
export async function runProgram(args: readonly string[]): Promise<void> {
  // Flags that cannot be parsed leave no options: whoever asked for JSON gets its error as JSON all the same.
  const json = args.includes("--json");
  let program: Command | undefined;
  try {
    program = await createProgram(args);
    await program.parseAsync(askedFor(program, args), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) reportError(error, { json });
    // Commander has printed its message; --help and --version are no errors.
    else if (error.exitCode === 0) process.exitCode = EXIT.done;
    else {
      const hint = program === undefined ? undefined : folderHint(error, program, args);
      if (hint !== undefined) process.stderr.write(`${visible(hint)}\n`);
      failWith(error.message.replace(/^error: /, ""), { json, exitCode: EXIT.usage });
    }
  }
}

async function createProgram([name = ""]: readonly string[]): Promise<Command> {
  const program = new Command("latentune")
    .description("Clusters the songs of a folder without supervision, from VAE representations, lyrics and genre.")
    .version(packageVersion())
    .showHelpAfterError("(--help lists the flags)")
    .addHelpText("after", FIRST_STEPS)
    .exitOverride();
  const named = DECLARATIONS.filter(({ commands }) => commands.includes(name));
  const declare = await Promise.all((named.length > 0 ? named : DECLARATIONS).map(({ load }) => load()));
  for (const add of declare) add(program);
  for (const command of program.commands) {
    command.helpGroup(groupOf(command.name()));
    // What stands behind such a command was meant to be one of those below it.
    if (command.commands.length > 0) command.allowExcessArguments();
  }
  return program.hook("preAction", (_, command) => {
    requireKnown(command);
  });
}

interface Declaration {
  readonly commands: readonly string[];
  readonly load: () => Promise<(program: Command) => void>;
}

/**
 * Who declares which commands; their groups stand in the help in the order of their first ones. Who names a command has the
 * declarations of its kind loaded and no others: `runs` and `doctor` take a fifth less time. One kind for each declaration would be
 * so many parts of the bundle that the help takes 8 MB more.
 */
export const DECLARATIONS: readonly Declaration[] = [
  { commands: ["init"], load: async () => (await import("./commands/of-data.ts")).addInitCommand },
  { commands: ["easy", "medium", "hard"], load: async () => (await import("./commands/of-work.ts")).addTaskCommands },
  { commands: ["runs", "cache"], load: async () => (await import("./commands/of-runs.ts")).addRunCommands },
  { commands: ["report"], load: async () => (await import("./commands/of-runs.ts")).addReportCommand },
  { commands: ["compare"], load: async () => (await import("./commands/of-runs.ts")).addCompareCommand },
  { commands: ["export"], load: async () => (await import("./commands/of-runs.ts")).addExportCommand },
  { commands: ["search"], load: async () => (await import("./commands/of-runs.ts")).addSearchCommand },
  {
    commands: ["extract", "embed-lyrics", "train", "cluster", "k-sweep", "beta-sweep"],
    load: async () => (await import("./commands/of-work.ts")).addStepCommands,
  },
  {
    commands: ["merge-genre", "convert-table", "doctor"],
    load: async () => (await import("./commands/of-data.ts")).addDataCommands,
  },
  { commands: ["transcribe"], load: async () => (await import("./commands/of-work.ts")).addTranscribeCommand },
  { commands: ["export-lrc"], load: async () => (await import("./commands/of-work.ts")).addExportLrcCommand },
  { commands: ["models"], load: async () => (await import("./commands/of-work.ts")).addModelCommands },
  { commands: ["worker", "queue"], load: async () => (await import("./commands/of-work.ts")).addQueueCommands },
];

/** What the help calls the commands of a kind. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  "To begin:": ["init", "doctor"],
  "Tasks:": ["easy", "medium", "hard"],
  "What runs left:": ["runs", "report", "compare", "export", "search", "cache"],
  "One step each:": ["extract", "embed-lyrics", "train", "cluster", "k-sweep", "beta-sweep"],
  "Tables, lyrics and models:": ["merge-genre", "convert-table", "transcribe", "export-lrc", "models"],
  "Many machines:": ["worker", "queue"],
};

function groupOf(name: string): string {
  return Object.keys(GROUPS).find((group) => GROUPS[group]!.includes(name)) ?? "Others:";
}

const FIRST_STEPS = `
In a folder of songs: latentune init makes the table, latentune doctor checks it, latentune hard clusters the songs.
latentune COMMAND --help lists the flags of a command.`;

/** @throws {CommanderError} for a word behind a command that has others below it, and takes no words itself. */
function requireKnown(command: Command): void {
  const [word] = command.args;
  if (command.commands.length === 0 || word === undefined) return;
  const known = command.commands.map((below) => `${command.name()} ${below.name()}`);
  const error = unknownName("command", `${command.name()} ${word}`, known);
  command.error(`error: ${error.describe()}`, { code: UNKNOWN });
}

/** The arguments to be parsed: whoever asks for the help of a command that is not there gets the error of who calls it. */
function askedFor(program: Command, args: readonly string[]): readonly string[] {
  if (!["help", "--help", "-h"].some((word) => args.includes(word))) return args;
  const flags = args.findIndex((word) => word.startsWith("-"));
  const words = args.slice(0, flags < 0 ? args.length : flags).filter((word) => word !== "help");
  const path = pathOf(program, words);
  const isKnown = path.length > words.length || path.at(-1)!.commands.length === 0;
  return isKnown ? args : words;
}

/** The program and the commands that words name one below the other, as far as they name some. */
function pathOf(program: Command, words: readonly string[]): Command[] {
  const path = [program];
  for (const word of words) {
    const below = path.at(-1)!.commands.find((command) => command.name() === word);
    if (below === undefined) break;
    path.push(below);
  }
  return path;
}

const UNKNOWN = "commander.unknownCommand";

/** Who names a folder as other programs want it, beside the command or in its place, is told how it is named here. */
function folderHint({ code }: CommanderError, program: Command, args: readonly string[]): string | undefined {
  if (code !== UNKNOWN && code !== "commander.excessArguments") return undefined;
  const path = pathOf(program, args);
  const { args: words, registeredArguments: taken } = path.at(-1)!;
  const stray = code === UNKNOWN ? words.slice(0, 1) : words.slice(taken.length);
  const folder = stray.find((word) => statSync(word, { throwIfNoEntry: false })?.isDirectory());
  const [, ...commands] = path.map((command) => command.name());
  return folder === undefined
    ? undefined
    : `A folder of songs is named so: ${typedCommand(commands.join(" ") || "hard", resolve(folder))}`;
}
