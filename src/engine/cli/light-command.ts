/** Whether a command line is answered in a tenth of a second, and nothing is computed. @param args without the program and the script */
export function isLight(args: readonly string[]): boolean {
  const [command, next] = args;
  if (command === undefined || command === "help" || args.includes("--help") || args.includes("-h")) return true;
  return (command === "runs" && next !== "compare") || (command === "doctor" && args.includes("--no-audio"));
}
