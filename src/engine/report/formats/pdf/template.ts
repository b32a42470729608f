/**
 * The paper in Typst. All texts come from `report.json`, so that none of them is ever read as markup; what is written here is
 * the layout alone. A column is 85 mm wide.
 */
export const TEMPLATE = String.raw`
#let report = json("/report.json")
#set document(title: report.title, date: none)
#set page(
  paper: "a4", columns: 2, margin: (x: 16mm, top: 18mm, bottom: 20mm), numbering: "1",
  header: context if counter(page).get().first() > 1 [#set text(7.5pt, fill: luma(35%)); #report.title #h(1fr) #report.run],
)
#set columns(gutter: 8mm)
#set text(font: ("Libertinus Serif", ..report.fonts), size: 9.5pt, lang: "en", region: "us")
#set par(justify: true, leading: 0.52em, spacing: 0.85em)
#set heading(numbering: "1")
#show heading: set text(10.5pt)
#show heading: set block(above: 1.1em, below: 0.6em)
#show raw: set text(font: ("DejaVu Sans Mono", ..report.fonts), size: 7.8pt)
#show math.equation.where(block: true): set text(9pt)
#show math.equation.where(block: true): set block(above: 0.7em, below: 0.7em)
#show figure.caption: set text(8pt)
#show figure.caption: set par(leading: 0.45em, justify: true)
#show figure.caption: set align(left)
#show figure.caption: it => [*#it.supplement #context it.counter.display(it.numbering).* #it.body]
#set figure(gap: 0.55em)
#set place(clearance: 1.2em)

#let part(it) = {
  if it.kind == "text" { it.value }
  else if it.kind == "cite" { "[" + it.value.map(str).join(", ") + "]" }
  else if it.kind == "see" { ref(label(it.value)) }
  else { it.value.split(" ").map(word => if word.len() > 44 { raw(word) } else { box(raw(word)) }).join(" ") }
}
#let sentence(parts) = parts.map(part).join()
#let sentences(list) = list.map(sentence).join(" ")

#let hatch(kind) = tiling(size: (3pt, 3pt), {
  place(line(start: (0%, 100%), end: (100%, 0%), stroke: 0.5pt + white))
  if kind == 2 { place(line(start: (0%, 0%), end: (100%, 100%), stroke: 0.5pt + white)) }
})
#let swatch(it) = box(baseline: 0.5pt, {
  if it.kind == "line" {
    box(width: 16pt, height: 5pt, place(horizon, line(length: 100%, stroke: (paint: rgb(it.colour), thickness: 1.2pt, dash: if it.dash.len() == 0 { none } else { it.dash.map(d => d * 0.5pt) }))))
  } else if it.kind == "bar" {
    box(width: 9pt, height: 5.5pt, fill: rgb(it.fill), stroke: 0.4pt + rgb(it.outline), if it.hatch > 0 { rect(width: 100%, height: 100%, fill: hatch(it.hatch)) })
  } else if it.shape == "triangle" {
    polygon(fill: rgb(it.fill), stroke: 0.4pt + rgb(it.outline), (0pt, 5.5pt), (3pt, 0pt), (6pt, 5.5pt))
  } else if it.shape == "rect" {
    rect(width: 5pt, height: 5pt, fill: rgb(it.fill), stroke: 0.4pt + rgb(it.outline))
  } else if it.shape == "crossRot" {
    box(width: 5pt, height: 5pt, { place(line(start: (0%, 0%), end: (100%, 100%), stroke: 0.9pt + rgb(it.outline))); place(line(start: (0%, 100%), end: (100%, 0%), stroke: 0.9pt + rgb(it.outline))) })
  } else {
    circle(radius: 2.7pt, fill: rgb(it.fill), stroke: 0.4pt + rgb(it.outline))
  }
})
#let legend(it) = if it != none {
  set text(7.2pt)
  set par(leading: 0.4em, justify: false)
  align(center, {
    text(weight: "bold", it.title)
    for entry in it.entries {
      h(0.9em, weak: true)
      box[#swatch(entry.swatch)#h(0.3em)#entry.label#if entry.note != none [ (#entry.note)]]
    }
  })
}
#let shown(fig) = [#figure(
  placement: if fig.wide { top } else { none },
  scope: if fig.wide { "parent" } else { "column" },
  kind: image,
  caption: sentences(fig.caption),
  {
    grid(
      columns: (1fr,) * fig.perRow, column-gutter: 6pt, row-gutter: 7pt,
      ..fig.panels.map(panel => stack(
        spacing: 3.5pt,
        image(panel.file, width: 100%, height: fig.height * 1pt, fit: "contain"),
        if panel.label != "" { align(center, text(8pt, weight: "bold", panel.label)) },
        legend(panel.legend),
      ))
    )
    if fig.legend != none { v(2pt); legend(fig.legend) }
  },
) #label(fig.id)]
#let tabled(tab) = {
  let size = if tab.columns.len() > 9 { 6.3pt } else if tab.wide { 7.4pt } else { 7.8pt }
  let numeric = tab.columns.map(c => c.numeric)
  // One that fits a column is not torn from its caption.
  show figure: set block(breakable: tab.long)
  [#figure(
    placement: if tab.wide and not tab.long { top } else { none },
    scope: if tab.wide { "parent" } else { "column" },
    kind: table,
    caption: figure.caption(position: top, sentences(tab.caption)),
    {
      set text(size)
      set par(justify: false, leading: 0.4em)
      table(
        columns: tab.widths.map(w => if w == "auto" { auto } else { w * 1fr }),
        align: (column, row) => (if numeric.at(column) { right } else { left }) + (if row == 0 { bottom } else { top }),
        stroke: none,
        inset: (x: 2.4pt, y: 2pt),
        table.hline(stroke: 0.7pt),
        table.header(..tab.columns.map(c => strong(c.label))),
        table.hline(stroke: 0.4pt),
        ..tab.rows.map(row => row.cells.map(cell => if cell.bold { strong(cell.text) } else { cell.text })).flatten(),
        table.hline(stroke: 0.7pt),
      )
      if tab.notes.len() > 0 {
        v(1pt)
        align(left, text(7pt, tab.notes.join(linebreak())))
      }
    },
  ) #label(tab.id)]
}
#let block-of(it) = {
  if it.kind == "paragraph" {
    // Long words of code would tear justified lines apart.
    set par(justify: it.sentences.flatten().all(part => part.kind != "code"))
    par[#if it.lead != "" [*#it.lead* ]#sentences(it.sentences)]
  } else if it.kind == "doubt" {
    block(inset: (left: 6pt), stroke: (left: 1.5pt + luma(60%)), sentences(it.sentences))
  } else if it.kind == "formula" {
    math.equation(block: true, eval(it.typst, mode: "math"))
  } else if it.kind == "table" {
    tabled(it)
  } else {
    shown(it)
  }
}

#place(top + center, scope: "parent", float: true, clearance: 1.4em, block(width: 88%, {
  set align(center)
  set par(justify: false)
  text(17pt, weight: "bold", report.title)
  v(-0.2em)
  text(9pt, fill: luma(30%), report.byline)
  v(0.3em)
  set align(left)
  set par(justify: true)
  set text(9pt)
  [*Abstract.* #sentences(report.abstract)]
}))

#for section in report.sections {
  heading(section.title)
  for it in section.blocks { block-of(it) }
}
#if report.references.len() > 0 {
  heading(numbering: none, "References")
  set text(7.8pt)
  set par(leading: 0.42em, justify: false)
  grid(columns: (auto, 1fr), column-gutter: 4pt, row-gutter: 4.2pt,
    ..report.references.map(it => ("[" + str(it.number) + "]", if it.url == none { it.text } else { link(it.url, it.text) })).flatten())
}
`;
