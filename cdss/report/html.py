"""The report as one HTML page: no scripts, nothing fetched, fit for print. Pictures are passed in as markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from cdss.report.record import (
    Bar,
    Bars,
    Facts,
    Heading,
    LevelBox,
    PaperStrip,
    Paragraph,
    PictureName,
    Pictures,
    Report,
    Said,
    Sentences,
    Table,
)

STYLE = """
:root { color: #131922; background: #fff; font: 14px/1.45 "Segoe UI", "Noto Sans", "Noto Sans KR", "Noto Sans CJK KR",
  "Malgun Gothic", "Apple SD Gothic Neo", Arial, sans-serif; }
body { max-width: 190mm; margin: 0 auto; padding: 10mm 0; } * { box-sizing: border-box; }
header { border-bottom: 2px solid #131922; padding-bottom: 6px; margin-bottom: 10px; }
header p, footer p { margin: 2px 0; } h1 { font-size: 1.45rem; margin: 0; } .identity { font-weight: 600; }
h2 { font-size: 1.05rem; margin: 20px 0 6px; border-bottom: 1px solid #4c5768; }
h3 { font-size: .95rem; margin: 10px 0 2px; } p { margin: 4px 0; white-space: pre-line; }
.small { color: #4c5768; font-size: .82rem; }
.warning { border: 1px solid #131922; padding: 5px 9px; font-weight: 600; }
.level { display: flex; align-items: center; margin: 10px 0; }
.badge { font-size: 2rem; font-weight: 700; min-width: 2.1em; margin-right: 12px; text-align: center;
  border: 1px solid #131922; border-radius: 4px; }
.level strong { font-size: 1.2rem; } .level p { margin: 1px 0; }
table { border-collapse: collapse; margin: 6px 0; font-size: .86rem; font-variant-numeric: tabular-nums; width: 100%; }
th, td { text-align: left; padding: 2px 8px 2px 0; border-bottom: 1px solid #d3d9e1; vertical-align: top; }
thead th { border-bottom: 1px solid #131922; } td.figure, th.figure { text-align: right; } td { overflow-wrap: anywhere; }
.fine { font-size: .74rem; }
.facts th { width: 30%; font-weight: 600; } ul { margin: 2px 0 2px 18px; padding: 0; } .mark { color: #4c5768; font-size: .86em; }
.bars td { padding: 2px 8px 2px 0; } .bars svg { display: block; width: 100%; height: 12px; } .bars .track { width: 48%; }
.row { display: flex; gap: 4mm; align-items: flex-start; } figure { margin: 6px 0; break-inside: avoid; }
figure img, figure svg { display: block; max-width: 100%; height: auto; } figcaption { font-size: .82rem; color: #4c5768; }
.strip { overflow-x: auto; } @media (min-width: 290mm) { .strip { width: 277mm; margin-left: -43mm; } }
 .strip svg, .strip img { max-width: none; }
footer { border-top: 1px solid #131922; margin-top: 18px; padding-top: 6px; font-size: .82rem; }
@page { size: A4; margin: 12mm; } @page strip { size: A4 landscape; margin: 8mm; }
@media print { body { padding: 0; max-width: none; } h2, h3 { break-after: avoid; } tr, .level { break-inside: avoid; }
  .strip { page: strip; overflow: visible; } }
"""

_TRACK = 400.0

Plain = Heading | Paragraph | Facts | Table | Bars | Sentences | Pictures | PaperStrip
"""Blocks that look the same whatever the level."""


def report_html(report: Report, pictures: Mapping[str, str], levels: Sequence[tuple[str, str]]) -> str:
    """The whole page. ``pictures``: by name, an ``<img>`` with its data or an ``<svg>``, put in as it is; all else is escaped.

    A picture that is not among them is left out, its caption stays. ``levels``: fill and text colour of levels 1-5.
    """
    body = "\n".join(
        _level(block, levels) if isinstance(block, LevelBox) else _block(block, pictures) for block in report.blocks
    )
    title = escape(f"{report.title} – {report.identity}")
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(report.language)}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>\n'
        f"{_head(report)}\n<main>\n{body}\n</main>\n<footer><p>{escape(report.identity)}</p>"
        f"<p>{escape(report.status)}</p></footer></body></html>\n"
    )


def _head(report: Report) -> str:
    return (
        f'<header><h1>{escape(report.title)}</h1><p class="identity">{escape(report.identity)}</p>'
        f"<p>{escape(report.made)}</p><p>{escape(report.status)}</p></header>"
    )


def _block(block: Plain, pictures: Mapping[str, str]) -> str:
    match block:
        case Heading():
            return f"<h2>{escape(block.text)}</h2>"
        case Paragraph():
            return f'<p class="{block.tone.value}">{escape(block.text)}</p>'
        case Facts():
            rows = (f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>" for label, value in block.rows)
            return f'<table class="facts"><tbody>{"".join(rows)}</tbody></table>'
        case Table():
            return _table(block)
        case Bars():
            return _bars(block)
        case Sentences():
            rows = (f"<li>{_said(one)}</li>" for one in block.rows)
            return f"<h3>{escape(block.title)}</h3><ul>{''.join(rows)}</ul>"
        case Pictures():
            return _pictures(block, pictures)
        case PaperStrip():
            drawn = pictures.get(PictureName.ECG.value, "")
            caption = f"<figcaption>{escape(block.caption)}</figcaption>"
            return f'<section class="strip"><h2>{escape(block.title)}</h2><figure>{drawn}{caption}</figure></section>'


def _level(box: LevelBox, levels: Sequence[tuple[str, str]]) -> str:
    fill, ink = levels[box.level - 1] if box.level else ("#ffffff", "#131922")
    lines = "".join(f"<p>{escape(line)}</p>" for line in box.lines)
    badge = f'<div class="badge" style="background:{fill};color:{ink}">{box.level or "–"}</div>'
    return f'<section class="level">{badge}<div><strong>{escape(box.words)}</strong>{lines}</div></section>'


def _table(table: Table) -> str:
    def cell(tag: str, index: int, text: str) -> str:
        figure = ' class="figure"' if index in table.figures else ""
        return f"<{tag}{figure}>{escape(text)}</{tag}>"

    head = "".join(cell("th", i, text) for i, text in enumerate(table.columns))
    rows = ("<tr>" + "".join(cell("td", i, text) for i, text in enumerate(row)) + "</tr>" for row in table.rows)
    small = ' class="fine"' if table.small else ""
    return f"<table{small}><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _bars(bars: Bars) -> str:
    rows = (
        f'<tr><td>{escape(row.label)}</td><td class="track">{_bar(row, bars)}</td>'
        f'<td class="figure">{escape(row.value)}</td></tr>'
        for row in bars.rows
    )
    return f'<table class="bars"><tbody>{"".join(rows)}</tbody></table>'


def _bar(row: Bar, bars: Bars) -> str:
    """A total is filled, a rise is filled too, a fall is outlined: told apart without colour."""
    span = bars.high - bars.low
    left, right = (_TRACK * (end - bars.low) / span for end in sorted((row.start, row.end)))
    fill = "#4c5768" if row.total else "#131922" if row.raises else "#ffffff"
    return (
        f'<svg viewBox="0 0 {_TRACK:.0f} 12" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect x="{left:.1f}" y="2" width="{max(right - left, 1.0):.1f}" height="8" fill="{fill}" stroke="#131922"/></svg>'
    )


def _said(one: Said) -> str:
    mark = f' <span class="mark">[{escape(one.mark)}]</span>' if one.mark else ""
    return escape(one.text) + mark


def _pictures(block: Pictures, pictures: Mapping[str, str]) -> str:
    figures = (
        f'<figure style="width:{100 * picture.share:.0f}%">{pictures.get(picture.name, "")}'
        f"<figcaption>{escape(picture.caption)}</figcaption></figure>"
        for picture in block.row
    )
    return f'<div class="row">{"".join(figures)}</div>'
