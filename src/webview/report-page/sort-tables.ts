import { compareValues, nextSort, type Sort } from "../model/sort.ts";
import { element } from "./dom.ts";

/** Makes a column's head a button. @param press after which the head shows what it answers */
export function sortHead(head: HTMLTableCellElement, press: () => void): void {
  const button = element("button", { type: "button" }, ...head.childNodes);
  button.addEventListener("click", press);
  head.replaceChildren(button);
}

/** Heads by the names of their columns. */
export function showSort(heads: ReadonlyMap<string, HTMLTableCellElement>, { column, descending }: Sort): void {
  for (const [name, head] of heads) {
    if (name === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
}

/**
 * Tables that sort: a press on a head brings its more telling end to the top, the next one the other end, the third the order
 * of the page. Numbers are sorted by `data-value`, which has all their digits.
 */
export function sortTables(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLTableElement>("table.sorts")) makeSort(table);
}

function makeSort(table: HTMLTableElement): void {
  const heads = new Map(Array.from(table.tHead?.rows[0]?.cells ?? [], (head, column) => [String(column), head]));
  const [body] = table.tBodies;
  if (body === undefined) return;
  const original = [...body.rows];
  let sort: Sort = { column: null, descending: false };
  for (const [column, head] of heads) {
    sortHead(head, () => {
      sort = nextSort(sort, column, head.dataset["better"] === "higher");
      const value = (row: HTMLTableRowElement): number | string | null => valueOf(row.cells[Number(column)]);
      const order = (a: HTMLTableRowElement, b: HTMLTableRowElement): number =>
        compareValues(value(a), value(b), sort.descending);
      body.append(...(sort.column === null ? original : original.toSorted(order)));
      showSort(heads, sort);
    });
  }
}

function valueOf(cell: HTMLTableCellElement | undefined): number | string | null {
  const number = cell?.dataset["value"];
  if (number !== undefined) return number === "" ? null : Number(number);
  const text = cell?.textContent ?? "";
  return text === "" || text === "–" ? null : text;
}
