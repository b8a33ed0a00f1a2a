"""The report as one HTML page, made from the JSON report alone: no scripts, nothing fetched, fit for print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from cdss.core.kinds import STATUS_SENTENCE
from cdss.evaluation.floors import unmeasured
from cdss.evaluation.html_tables import (
    anchor_table,
    data_table,
    figure_list,
    figure_matrix,
    floor_table,
    table,
    timing_table,
    timing_words,
)
from cdss.evaluation.sections import arranged
from cdss.evaluation.svg import Axis, Dot, Trace, dot_chart, line_chart

STYLE = """
:root { color: #1b1b1b; background: #fff; font: 15px/1.45 system-ui, "Segoe UI", "Noto Sans", Arial, sans-serif; }
body { max-width: 1180px; margin: 0 auto; padding: 24px; }
h1 { font-size: 1.7rem; margin: 0 0 4px; } h2 { font-size: 1.25rem; margin: 36px 0 6px; border-bottom: 2px solid #1b1b1b; }
h3 { font-size: 1rem; margin: 18px 0 4px; }
p { max-width: 82ch; margin: 6px 0; } .quiet { color: #555; } code { font-size: .88em; overflow-wrap: anywhere; }
nav a { margin-right: 14px; white-space: nowrap; }
table { border-collapse: collapse; margin: 10px 0; font-size: .86rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 3px 9px; border-bottom: 1px solid #ddd; vertical-align: top; }
thead th { border-bottom: 2px solid #6b6b6b; vertical-align: bottom; } tbody th { font-weight: 600; }
td.number, th.number { text-align: right; } .wide { overflow-x: auto; }
.matrix { font-size: .8rem; } .matrix small { display: block; color: #555; white-space: nowrap; }
.missed { font-weight: 700; } .missed::before { content: "\\2717\\00a0"; } .reached::before { content: "\\2713\\00a0"; }
.charts { display: flex; flex-wrap: wrap; gap: 10px 26px; } figure { margin: 8px 0; break-inside: avoid; }
figcaption { font-size: .86rem; max-width: 380px; } svg text { font: 11.5px system-ui, Arial, sans-serif; fill: #1b1b1b; }
@media print {
  @page { margin: 14mm; } body { max-width: none; padding: 0; font-size: 10pt; } nav { display: none; }
  h2, h3 { break-after: avoid; } tr { break-inside: avoid; } .wide { overflow: visible; } table { font-size: 8pt; }
  .matrix { font-size: 6.6pt; } .matrix th, .matrix td { padding: 2px 4px; } .charts svg { width: 300px; height: auto; }
}
"""

KIND_WORDS = {
    "roc": "ROC curve",
    "precision-recall": "Precision and recall",
    "reliability": "Reliability",
    "decision": "Decision curve",
}

DOTTED = ("AUROC level<=2", "AUROC admission", "AUROC critical")
"""Figures of the subgroup section that are also drawn."""


def page(report: dict[str, Any]) -> str:
    """The whole page; every text of the report is escaped."""
    model = report["model"]
    title = f"Evaluation of {model['name']} {model['version']}"
    front = _of_cohort(report) if "cohort" in report else _front(report)
    body = "\n".join([*_head(report, title), *front, *_sections(report), *_not_measured(report), *_back(report)])
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>\n{body}\n</body></html>\n'
    )


def _head(report: dict[str, Any], title: str) -> Iterator[str]:
    model = report["model"]
    front = (
        [("cohort", "The visits")]
        if "cohort" in report
        else [("floors", "Floors and aims"), ("anchors", "Published figures")]
    )
    links = front + [(s["key"], s["title"]) for s in report["sections"]]
    links += [("not_measured", "Not measured")] if "not_measured" in report else []
    links += [("timing", "Time"), ("limits", "Limits and data")]
    yield f"<h1>{escape(title)}</h1><p><strong>{escape(STATUS_SENTENCE)}</strong></p>"
    yield (
        f"<p>Printed by <code>{escape(report['command'])}</code>. Intervals are 95 % intervals; each section says how they were "
        f"made: by bootstrap (seed {report['seed']}), after Wilson, or after Wald. Counts and times have none. "
        f"Weights, calibration and vocabulary: SHA-256 <code>{escape(model['weights_sha256'])}</code>; bundle as evaluated: "
        f"<code>{escape(model['sha256'])}</code>.</p>"
    )
    yield f"<p>{escape(model['intended_use'])}</p>"
    yield "<nav>" + " ".join(f'<a href="#{escape(key)}">{escape(words)}</a>' for key, words in links) + "</nav>"


def _front(report: dict[str, Any]) -> Iterator[str]:
    missed = sum(not f["reached"] for f in report["floors"])
    yield '<h2 id="floors">Floors and aims of the design</h2>'
    without = len(unmeasured(report["figures"]))
    told = f", {without} not measured" if without else ""
    yield f"<p>{len(report['floors']) - missed} reached, {missed} missed{told}.</p>"
    yield floor_table(report["floors"])
    yield '<h2 id="anchors">Beside published figures</h2>'
    yield "<p>Other patients, other labels: these say what has been possible elsewhere, not who is better.</p>"
    yield anchor_table(report["anchors"])


def _of_cohort(report: dict[str, Any]) -> Iterator[str]:
    """What takes the place of floors and published figures where the visits are a hospital's own."""
    told = report["cohort"]
    yield '<h2 id="cohort">The hospital\'s own test visits</h2>'
    yield (
        f"<p><strong>{told['test_visits']:,} test visits of {told['test_patients']:,} patients</strong>, with "
        f"{told['test_films']:,} films and {told['test_ecgs']:,} ECGs; the table has {told['visits']:,} visits.</p>"
    )
    yield f"<p>{escape(told['words'])}</p>" + _noted(report, "")


def _noted(report: dict[str, Any], section: str) -> str:
    """What was left out of a section and must be known beside it, in sentences."""
    told = [note["text"] for note in report.get("notes", ()) if note["section"] == section]
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in told) + "</ul>" if told else ""


def _not_measured(report: dict[str, Any]) -> Iterator[str]:
    if "not_measured" in report:
        rows = [(n["title"], n["why"]) for n in report["not_measured"]]
        yield '<h2 id="not_measured">Not measured</h2>' + table(("Section of the public report", "Why not here"), rows)


def _sections(report: dict[str, Any]) -> Iterator[str]:
    for section in report["sections"]:
        figures = [f for f in report["figures"] if f["section"] == section["key"]]
        yield f'<h2 id="{escape(section["key"])}">{escape(section["title"])}</h2><p>{escape(section["words"])}</p>'
        yield _charts(drawn_curve(c) for c in report["curves"] if c["section"] == section["key"])
        if section["key"] == "subgroups":
            yield _charts(_dots(name, figures) for name in DOTTED)
        shared, single = arranged(figures)
        yield figure_matrix(shared) + figure_list(single) + _noted(report, section["key"])


def _charts(drawings: Iterator[str]) -> str:
    inside = "".join(drawings)
    return f'<div class="charts">{inside}</div>' if inside else ""


def drawn_curve(curve: dict[str, Any]) -> str:
    """One curve of the report as a figure with its caption."""
    kind, name = curve["kind"], f"{KIND_WORDS[curve['kind']]}: {curve['title']}"
    banded = 1 if kind == "decision" else len(curve["lines"])
    traces = [_trace(line, kind == "reliability", i < banded) for i, line in enumerate(curve["lines"])]
    drawing = line_chart(f"{name}, {curve['section']}", *_axes(curve, traces), traces, kind in ("roc", "reliability"))
    band = "the first line's 95 % band" if kind == "decision" else "95 % bands"
    words = f"{name}. {curve['split']}; n = {curve['n']:,}, positives {curve['positives']:,}; {band}, {curve['resamples']} draws."
    return f"<figure>{drawing}<figcaption>{escape(words)}</figcaption></figure>"


def _trace(line: dict[str, Any], dots: bool, banded: bool) -> Trace:
    """``banded``: many bands over each other would hide the lines; the report has them all."""
    band = (line["low"], line["high"]) if banded and line["low"] is not None else None
    return Trace(line["name"], line["x"], line["y"], band, dots)


def _axes(curve: dict[str, Any], traces: Sequence[Trace]) -> tuple[Axis, Axis]:
    """Shares run from 0 to 1, net benefit from a little below 0 to a little above the best, reliability to its last bin."""
    low, high = 0.0, 1.0
    right = 1.0
    if curve["kind"] == "decision":
        best = max(0.01, *(y for t in traces for y in t.y if y is not None))  # none may do better than treating nobody
        low, high, right = -0.15 * best, 1.1 * best, max(max(t.x) for t in traces)
    if curve["kind"] == "reliability":
        tops = [v for t in traces for part in (t.x, t.y, (t.band or ((), ()))[1]) for v in part if v is not None]
        high = right = min(1.0, 1.1 * max(tops))
    return Axis(0.0, right, curve["x_label"]), Axis(low, high, curve["y_label"])


def _dots(name: str, figures: Sequence[dict[str, Any]]) -> str:
    """Values of one figure over the groups of visits (gaps are in the table)."""
    named = [f for f in figures if f["name"] == name and not f["part"].startswith("gap")]
    chosen = [f for f in named if None not in (f["value"], *f["ci"])]  # a dot is drawn with its interval
    if not chosen:
        return ""
    dots = [Dot(f["part"], f["value"], *f["ci"]) for f in chosen]
    low = min(d.low for d in dots)
    axis = Axis(0.1 * int(10 * low), 1.0, name)
    caption = f"{name} by group, with 95 % intervals. {chosen[0]['split']}."
    drawing = dot_chart(f"{name} by group", axis, dots)
    return f"<figure>{drawing}<figcaption>{escape(caption)}</figcaption></figure>"


def _back(report: dict[str, Any]) -> Iterator[str]:
    words = escape(timing_words(report["timing"]).replace("`", ""))
    yield f'<h2 id="timing">Time</h2><p>{words}</p>' + timing_table(report["timing"])
    yield '<h2 id="limits">Limits and data</h2><ul>'
    yield "".join(f"<li>{escape(line)}</li>" for line in report["model"]["limits"]) + "</ul>"
    yield "<h3>Trained on</h3><ul>"
    for d in report["model"]["training_data"]:
        many = f"n = {d['n']:,}; " if d["n"] else ""
        yield f"<li>{escape(d['name'])}: {many}{escape(d['licence'])}; {escape(d['credit'])}</li>"
    yield "</ul><h3>Measured on</h3>" + data_table(report["data"])
