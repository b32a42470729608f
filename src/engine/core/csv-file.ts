import { createReadStream } from "node:fs";

/**
 * The rows of a table that we wrote (core/csv.ts), cell by cell, without holding the file: a table of all songs by all
 * methods can be larger than memory. For tables of people, with their errors, see dataset/csv.ts.
 * @throws the system's error if the file cannot be read.
 */
export async function* readCsvRows(path: string): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  // A quote inside a quoted cell ends it, unless another one follows: known with the next character.
  let quoteSeen = false;
  for await (const chunk of createReadStream(path)) {
    const text = decoder.decode(chunk as Buffer, { stream: true });
    let start = 0;
    for (let index = 0; index < text.length; index++) {
      const character = text.charCodeAt(index);
      if (quoted && !quoteSeen) {
        if (character !== QUOTE) continue;
        cell += text.slice(start, index);
        start = index + 1;
        quoteSeen = true;
        continue;
      }
      if (character === QUOTE) {
        if (quoteSeen) cell += '"';
        quoted = true;
        quoteSeen = false;
        start = index + 1;
      } else if (character === COMMA || character === LINE_FEED) {
        row.push(quoteSeen ? cell : cell + text.slice(start, index));
        cell = "";
        quoted = false;
        quoteSeen = false;
        start = index + 1;
        if (character === COMMA) continue;
        yield row;
        row = [];
      }
    }
    if (!quoteSeen) cell += text.slice(start);
  }
  if (cell !== "" || row.length > 0) yield [...row, cell];
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
