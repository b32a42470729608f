import { svg, html, type TemplateResult } from "lit";

/** Shapes on a grid of 16: drawn here, so that the panel needs no icon font. */
const SHAPES = {
  play: svg`<path d="M4 2.5v11l9-5.5z"/>`,
  pause: svg`<path d="M4 3h3v10H4zM9 3h3v10H9z"/>`,
  next: svg`<path d="M3 3v10l7-5zM11 3h2v10h-2z"/>`,
  previous: svg`<path d="M13 3v10L6 8zM3 3h2v10H3z"/>`,
  search: svg`<path d="M10.5 6.5a4 4 0 1 0-1.2 2.9l.3.3v.6l3.3 3.3.9-.9-3.3-3.3h-.6l-.3-.3a4 4 0 0 0 .9-2.6zm-1.2 0a2.8 2.8 0 1 1-5.6 0 2.8 2.8 0 0 1 5.6 0z"/>`,
  export: svg`<path d="M8 1.5 4.8 4.7l.8.8 1.8-1.8V10h1.2V3.7l1.8 1.8.8-.8zM3 9v5h10V9h-1.2v3.8H4.2V9z"/>`,
  keyboard: svg`<path d="M1.5 4h13v8h-13zm1.2 1.2v5.6h10.6V5.2zM4 6.4h1.2v1.2H4zm2.4 0h1.2v1.2H6.4zm2.4 0H10v1.2H8.8zm2.4 0h1.2v1.2h-1.2zM5 8.6h6v1.2H5z"/>`,
  add: svg`<path d="M7.4 3h1.2v4.4H13v1.2H8.6V13H7.4V8.6H3V7.4h4.4z"/>`,
  close: svg`<path d="m8 7.1 3.6-3.7.9.9L8.9 8l3.6 3.6-.9.9L8 8.9l-3.6 3.6-.9-.9L7.1 8 3.5 4.4l.9-.9z"/>`,
  table: svg`<path d="M2 3h12v10H2zm1.2 3.4v1.8h3.2V6.4zm4.4 0v1.8h5.2V6.4zM3.2 9.4v2.4h3.2V9.4zm4.4 0v2.4h5.2V9.4z"/>`,
  ascending: svg`<path d="m8 4 4 5H4z"/>`,
  descending: svg`<path d="m8 12 4-5H4z"/>`,
  row: svg`<path d="M2 3h12v1.2H2zm0 8.800h12V13H2zM2 6h8.500v3.500H2zm1.200 1.200v1.100h6.100V7.200zM11.500 5.500l3 2.250-3 2.250z"/>`,
  unfold: svg`<path d="M6 4l4 4-4 4z"/>`,
  fold: svg`<path d="M4 6l4 4 4-4z"/>`,
} as const;

export type IconName = keyof typeof SHAPES;

export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[name]}</svg>`;
}
