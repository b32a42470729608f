/** A message and what to do about it: nothing, a sentence, or a list that begins on a line of its own. No line ends with a blank. */
export function messageAndRemedy(message: string, remedy: string | undefined): string {
  if (remedy === undefined || remedy === "") return message;
  return `${message}${remedy.startsWith("\n") ? "" : " "}${remedy}`;
}
