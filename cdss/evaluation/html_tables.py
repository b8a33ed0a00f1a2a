"""Tables of the HTML report."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

Row = Sequence[str]

COLUMNS = 8
"""Most figures side by side in one table: what fits a printed page."""


def number(value: float | None) -> str:
    """A figure with three digits after the point, a dash where it could not be computed."""
    return "–" if value is None else f"{value:.3f}"


def interval(ci: Sequence[float | None] | None) -> str:
    """A 95 % interval, a dash where there is none."""
    return "–" if ci is None or None in ci else f"{number(ci[0])} to {number(ci[1])}"


def cases(figure: dict[str, Any]) -> str:
    """Number of cases and, in brackets, of positives."""
    return f"{figure['n']:,} ({figure['positives']:,})"


def figure_list(figures: Sequence[dict[str, Any]]) -> str:
    """A row a figure."""
    if not figures:
        return ""
    head = ("Part", "Figure", "Value", "95 % interval", "n (positives)", "Measured on")
    rows = [(f["part"], f["name"], number(f["value"]), interval(f["ci"]), cases(f), f["split"]) for f in figures]
    return table(head, rows, numeric=(2, 3, 4))


def figure_matrix(figures: Sequence[dict[str, Any]]) -> str:
    """A row a part and a column a figure; each cell has the value, its interval, and the cases (positives).

    More than ``COLUMNS`` columns are spread over several tables.
    """
    if not figures:
        return ""
    names = list(dict.fromkeys(f["name"] for f in figures))
    where = "; ".join(dict.fromkeys(f["split"] for f in figures if not _gap(f)))
    words = f'<p class="quiet">Measured on: {escape(where)}. In small print: 95 % interval; n (positives).</p>'
    chunks = [names[i : i + COLUMNS] for i in range(0, len(names), COLUMNS)]
    return words + "".join(_matrix(figures, chunk) for chunk in chunks)


def _matrix(figures: Sequence[dict[str, Any]], names: Sequence[str]) -> str:
    found = {(f["part"], f["name"]): _cell(f) for f in figures if f["name"] in names}
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("", *names))
    body = "".join(
        f'<tr><th scope="row">{escape(part)}</th>'
        + "".join(f"<td>{found.get((part, name), '')}</td>" for name in names)
        + "</tr>"
        for part in dict.fromkeys(part for part, _ in found)
    )
    return f'<div class="wide"><table class="matrix"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _gap(figure: dict[str, Any]) -> bool:
    return bool(figure["part"].startswith("gap"))


def _cell(figure: dict[str, Any]) -> str:
    """Value, interval and cases; of a gap also which two groups it lies between."""
    where = f"<small>{escape(figure['split'].split(': ')[-1])}</small>" if _gap(figure) else ""
    small = f"<small>{interval(figure['ci'])}</small><small>{cases(figure)}</small>"
    return f"{number(figure['value'])}{small}{where}"


def floor_table(floors: Sequence[dict[str, Any]]) -> str:
    """Every figure that has a floor; missed ones first."""
    head = ("Figure", "Value", "95 % interval", "n (positives)", "Floor", "Aim", "Measured on", "Source of the floor")
    body = []
    for f in sorted(floors, key=lambda f: f["reached"]):
        sign = "≤" if f["at_most"] else "≥"
        aim = "–" if f["aim"] is None else f"{sign} {f['aim']:.3f}{' (reached)' if f['aim_reached'] else ''}"
        word = "reached" if f["reached"] else "missed"
        name = f'<td class="{word}">{escape(f["part"])}: {escape(f["name"])} ({word})</td>'
        rest = (
            number(f["value"]),
            interval(f["ci"]),
            cases(f),
            f"{sign} {f['floor']:.3f}",
            aim,
            f["split"],
            f["source"],
        )
        body.append(f"<tr>{name}{''.join(f'<td>{escape(cell)}</td>' for cell in rest)}</tr>")
    return _table(head, "".join(body))


def anchor_table(anchors: Sequence[dict[str, Any]]) -> str:
    """Published figures beside ours."""
    head = ("Task", "Published on", "Published", "Ours", "95 % interval", "n", "What keeps them apart", "Source")
    rows = []
    for a in anchors:
        ours = a["ours"] or {"value": None, "ci": None, "n": None}
        size = "–" if ours["n"] is None else f"{ours['n']:,}"
        value, ci = number(ours["value"]), interval(ours["ci"])
        rows.append((a["task"], a["published"], a["value"], value, ci, size, a["caution"], a["source"]))
    return table(head, rows)


def data_table(data: Sequence[dict[str, Any]]) -> str:
    """Files measured on, with their hashes."""
    rows = [(d["file"], "–" if d["n"] is None else f"{d['n']:,}", d["sha256"]) for d in data]
    return table(("File", "Rows", "SHA-256"), rows)


def timing_words(timing: dict[str, Any]) -> str:
    """What printed the times, and on how many cores where the report says so."""
    cores = f" on {timing['cores']} processor cores" if "cores" in timing else ""
    return f"Taken by this evaluation{cores}; `cdss benchmark --device cpu` measures the program's own times on any computer."


def timing_table(timing: dict[str, Any]) -> str:
    """The benchmark, then how long each section of this report took."""
    rows = [(t["name"], f"{t['value']:.4g}", t["unit"], str(t["n"])) for t in timing["benchmark"]]
    rows += [(f"this report: {key}", f"{value:g}", "s", "1") for key, value in timing["evaluation_seconds"].items()]
    return table(("What", "Median", "Unit", "Runs"), rows, numeric=(1, 3))


def table(head: Row, rows: Sequence[Row], numeric: Sequence[int] = ()) -> str:
    """A table of plain texts; the columns in ``numeric`` are set flush right."""
    body = "".join(
        "<tr>"
        + "".join(f"<td{' class=number' if i in numeric else ''}>{escape(cell)}</td>" for i, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return _table(head, body)


def _table(head: Row, body: str) -> str:
    titles = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    return f'<div class="wide"><table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>'
