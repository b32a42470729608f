import { script, scriptHash, style, styleHash } from "latentune:report-page";
import { htmlDocument } from "../../../shared/html/document.ts";
import { pagePolicy, SONGS_META } from "../../../shared/report-page/policy.ts";
import { markup, Markup } from "./markup.ts";

/** A part of the page with its entry in the contents. */
export interface PageSection {
  readonly id: string;
  readonly title: string;
  readonly content: Markup;
}

export interface PageHead {
  readonly title: string;
  /** Below the title: what stands before the contents. */
  readonly opening: Markup;
}

/** One HTML file that needs nothing beside it; its script adds to what can be read without. */
export function pageDocument({ title, opening }: PageHead, sections: readonly PageSection[]): string {
  const head = markup`<meta name="generator" content="Latentune">
${new Markup(SONGS_META)}
<title>${title}</title>
<style>${new Markup(style)}</style>`;
  const body = markup`<main>
<header>
<h1>${title}</h1>
${opening}
<nav aria-label="Contents"><ul>${sections.map((section) => markup`<li><a href="#${section.id}">${section.title}</a></li>`)}</ul></nav>
</header>
${sections.map(({ content }) => content)}
</main>
<script>${new Markup(script)}</script>`;
  return htmlDocument({
    policy: pagePolicy({ script: scriptHash, style: styleHash }),
    head: head.text,
    body: body.text,
  });
}
