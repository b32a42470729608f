import { describe, expect, it } from "vitest";
import type { ViewClustering, ViewManifest } from "../../../src/shared/contract/view.ts";
import {
  latexText,
  metricsCsv,
  metricsLatex,
  metricsMarkdown,
  overview,
} from "../../../src/webview/model/metrics-export.ts";
import { smallView } from "../../small-view.ts";

const clustering = (method: string, label: string, best: boolean, to: Partial<ViewClustering>): ViewClustering => ({
  ...smallView().representations[0]!.clusterings[0]!,
  method,
  label,
  best,
  ...to,
});
const manifest: ViewManifest = {
  ...smallView(),
  metricColumns: ["k", "silhouette", "davies_bouldin", "ARI_genre"],
  representations: [
    {
      ...smallView().representations[0]!,
      label: "Audio × 0.3 + lyrics_{50%} & #1",
      clusterings: [
        clustering("kmeans", "K-Means", true, {
          metrics: { k: 4, silhouette: 0.123456, davies_bouldin: 1.5, ARI_genre: -0.0123456 },
          stability: 0.9,
          spread: { silhouette: { mean: 0.123456, deviation: 0.01234 } },
        }),
        clustering("dbscan", "DBSCAN ε 0.5", false, {
          metrics: { k: null, silhouette: null, davies_bouldin: null, ARI_genre: null },
        }),
      ],
    },
    {
      ...smallView().representations[0]!,
      name: "genre",
      label: "With | genre",
      holdsLabel: "genre",
      clusterings: [
        clustering("ward", "Ward", true, {
          metrics: { k: 4, silhouette: 0.05, davies_bouldin: 1.25, ARI_genre: 1 },
          stability: 1,
        }),
      ],
    },
  ],
};

/** Commands that the table may use, and how many arguments each takes. */
const COMMANDS: Readonly<Record<string, number>> = {
  begin: 1,
  end: 1,
  centering: 0,
  footnotesize: 0,
  setlength: 1,
  tabcolsep: 0,
  resizebox: 1,
  ifdim: 0,
  width: 0,
  textwidth: 0,
  else: 0,
  fi: 0,
  shortstack: 0,
  caption: 1,
  toprule: 0,
  midrule: 0,
  bottomrule: 0,
  textbf: 1,
  pm: 0,
  times: 0,
  cdot: 0,
  uparrow: 0,
  downarrow: 0,
  dagger: 0,
  circ: 0,
  varepsilon: 0,
  alpha: 0,
  beta: 0,
  gamma: 0,
  ldots: 0,
  textbackslash: 0,
  textasciicircum: 0,
  textasciitilde: 0,
};

/** What is wrong with LaTeX, read as TeX reads it: groups, mathematics, environments, known commands, no bare special letters. */
function faults(latex: string): string[] {
  const found: string[] = [];
  const open: string[] = [];
  let depth = 0;
  let isMath = false;
  const text = latex.replaceAll(/(?<!\\)%.*$/gm, "");
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === "\\") {
      const [, name] = /^\\([a-zA-Z]+)/.exec(text.slice(at)) ?? [];
      if (name === undefined) at += 1;
      else {
        if (!(name in COMMANDS)) found.push(`unknown \\${name}`);
        at += name.length;
        const [, argument] = /^\{([^}]*)\}/.exec(text.slice(at + 1)) ?? [];
        if (COMMANDS[name] === 1 && argument === undefined && text[at + 1] !== "{")
          found.push(`\\${name} without argument`);
        if (name === "begin") open.push(argument!);
        if (name === "end" && open.pop() !== argument) found.push(`end of ${argument!}`);
      }
    } else if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth < 0) found.push("closes what is not open");
    } else if (character === "$") isMath = !isMath;
    else if ("^_".includes(character) && !isMath) found.push(`${character} outside of mathematics`);
    else if ("#~".includes(character)) found.push(`bare ${character}`);
    else if (character.charCodeAt(0) > 0x17f) found.push(`no letter of its fonts: ${character}`);
    if (character === "\n" && isMath) found.push("mathematics over a line end");
  }
  if (depth !== 0 || isMath || open.length > 0) found.push("left open");
  return found;
}

describe("metrics as LaTeX", () => {
  const latex = metricsLatex(overview(manifest, "best"), "Clusterings of 30 songs & more");

  it("is what TeX can read, each row with as many cells as the table has columns", () => {
    expect(faults(latex)).toEqual([]);
    const [, columns] = /\\begin\{tabular\}\{(\w+)\}/.exec(latex)!;
    const rows = latex.split("\n").filter((line) => line.endsWith("\\\\"));
    expect(rows.length).toBe(3);
    for (const row of rows) expect(row.split(/(?<!\\)&/)).toHaveLength(columns!.length);
    expect(latex.match(/\\(top|mid|bottom)rule/g)).toEqual(["\\toprule", "\\midrule", "\\bottomrule"]);
  });

  it("has the best of each column bold, deviations in place, and no bold for a score that its own label makes", () => {
    const [, first, second] = latex.split("\n").filter((line) => line.endsWith("\\\\"));
    expect(first).toContain("\\textbf{0.123 $\\pm$ 0.012}");
    expect(second).toContain("\\textbf{1.25}");
    expect(second).toContain(" 1$^{\\dagger}$");
    expect(first).toContain("\\textbf{$-$0.012}");
    expect(latex).toContain("$^{\\dagger}$ the representation contains the label");
  });

  it("escapes every text", () => {
    const hostile = String.raw`\input{x} $a_1^2$ 50% & #~ {<β>} ε 0.5 “a” 10⁻⁴`;
    expect(faults(latexText(hostile))).toEqual([]);
    expect(latexText(hostile)).toContain(String.raw`\textbackslash{}input\{x\} \$a\_1\textasciicircum{}2\$ 50\% \& \#`);
    expect(faults("a_b #1 {")).toEqual(["_ outside of mathematics", "bare #", "left open"]);
    expect(faults("\\foo{a}")).toEqual(["unknown \\foo"]);
  });
});

describe("metrics as CSV and Markdown", () => {
  it("has every clustering with three significant digits, and deviations of their own", () => {
    expect(metricsCsv(manifest).split("\n")).toEqual([
      "representation,method,k,silhouette,silhouette_sd,davies_bouldin,ARI_genre",
      "Audio × 0.3 + lyrics_{50%} & #1,K-Means,4,0.123,0.0123,1.5,-0.0123",
      "Audio × 0.3 + lyrics_{50%} & #1,DBSCAN ε 0.5,,,,,",
      "With | genre,Ward,4,0.05,,1.25,1",
      "",
    ]);
  });

  it("has a row of equally many cells for each, with the best bold", () => {
    const lines = metricsMarkdown(overview(manifest, "all")).split("\n");
    expect(lines.slice(0, 5).map((line) => line.split(/(?<!\\)\|/).length)).toEqual([8, 8, 8, 8, 8]);
    expect(lines[2]).toContain("**0.123 ± 0.012**");
    expect(lines[4]).toContain("With \\| genre");
    expect(lines[4]).toContain("| 1 † |");
    expect(lines.at(-2)).toMatch(/^† the representation contains the label/);
  });
});
