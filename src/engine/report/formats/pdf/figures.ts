import type { Legend } from "../../plots/figure.ts";
import { figureOf } from "../../plots/index.ts";
import { drawPanels } from "../../plots/panels.ts";
import type { ReportFigure } from "../../model/report.ts";

/** A figure as the template takes it, with its pictures. */
export interface PaperFigure {
  readonly perRow: number;
  /** Of a panel's picture, in points: one that may take what is left of a page would be cut there. */
  readonly height: number;
  readonly panels: readonly { readonly file: string; readonly label: string; readonly legend: PaperLegend | null }[];
  /** Where all panels have the same. */
  readonly legend: PaperLegend | null;
}

interface PaperLegend {
  readonly title: string;
  readonly entries: readonly (Omit<Legend["entries"][number], "note"> & { readonly note: string | null })[];
}

/** CSS pixels of a panel by how many stand in a row: at 85 or 178 mm they are half a point each. */
const SIZES = { column: { width: 482, height: 330 }, 1: { width: 1009, height: 240 }, 2: { width: 498, height: 370 }, 3: { width: 328, height: 262 } } as const; // prettier-ignore

/** Columns of 85 mm are 482 pixels, pages of 178 mm 1,009. */
const POINTS_PER_PIXEL = 0.5;

/** A spectrogram is wide and low, so that several fit above each other. */
const MEL_HEIGHT = 205;

/** @param add keeps a picture under a name, and answers how the template finds it */
export async function paperFigure(
  { id, panels, wide }: ReportFigure,
  add: (name: string, content: Buffer) => string,
): Promise<PaperFigure> {
  const figures = panels.map(({ label, plot }) => ({ label, plot, figure: figureOf(plot) }));
  const count = figures.reduce((sum, { figure }) => sum + figure.panels.length, 0);
  // Four stand two by two: three and one would leave a hole.
  const perRow = wide ? ((count === 4 ? 2 : Math.min(3, count)) as 1 | 2 | 3) : 1;
  const full = wide ? SIZES[perRow] : SIZES.column;
  const size = panels.every(({ plot }) => plot.kind === "mel") ? { ...full, height: Math.min(full.height, MEL_HEIGHT) } : full; // prettier-ignore
  const legends = figures.map(({ figure: { legend } }) => paperLegend(legend));
  const isShared = new Set(legends.map((legend) => JSON.stringify(legend))).size === 1;
  const drawn: PaperFigure["panels"][number][] = [];
  for (const [index, { label, figure }] of figures.entries()) {
    const pictures = await drawPanels(figure, size);
    for (const [part, { kind, content }] of pictures.entries()) {
      const file = add(`${id}-${index}-${part}.${kind}`, content);
      drawn.push({ file, label, legend: isShared ? null : legends[index]! });
    }
  }
  return {
    perRow,
    height: POINTS_PER_PIXEL * size.height,
    panels: drawn,
    legend: isShared ? (legends[0] ?? null) : null,
  };
}

function paperLegend(legend: Legend | null): PaperLegend | null {
  return legend && { title: legend.title, entries: legend.entries.map(({ note = null, ...entry }) => ({ ...entry, note })) }; // prettier-ignore
}
