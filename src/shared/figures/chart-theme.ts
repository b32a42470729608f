export interface ChartFont {
  readonly family: string;
  readonly size: number;
  readonly weight?: "normal" | "bold";
}

/** What charts draw their text and lines with: a picture's own, or those of VS Code's colour theme. */
export interface ChartTheme {
  readonly text: string;
  /** Of what is less important than the names on an axis. */
  readonly soft: string;
  readonly grid: string;
  /** Of the line of an axis. */
  readonly border: string;
  readonly background: string;
  readonly font: ChartFont;
  /** Of the axes' titles. Null: a small chart that has its title outside, few ticks, and no line where a tick will do. */
  readonly titleFont: ChartFont | null;
}

/** The title of an axis. */
export function axisTitle(text: string, { text: color, titleFont }: ChartTheme): object {
  return titleFont === null ? {} : { title: { display: true, text, color, font: titleFont } };
}

/** The ticks of an axis of numbers: few in a small chart. */
export function numberTicks({ soft: color, font, titleFont }: ChartTheme): object {
  return { color, font, ...(titleFont === null ? { maxTicksLimit: 5 } : {}) };
}
