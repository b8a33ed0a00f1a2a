"""The model card in Markdown, made from the JSON report alone; nothing in it is typed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cdss.evaluation.html_tables import COLUMNS, interval, number, timing_words
from cdss.evaluation.sections import arranged


def card(report: dict[str, Any]) -> str:
    """The card's text; ``report`` as ``cdss.evaluation.report`` describes it."""
    model = report["model"]
    parts = [
        f"# Model card: {model['name']} {model['version']}\n",
        f"**Intended use.** {model['intended_use']}\n",
        "## Limits\n",
        "\n".join(f"- {line}" for line in model["limits"]) + "\n",
        "## Trained on\n",
        "\n".join(_trained(d) for d in model["training_data"]) + "\n",
        "## Measured on\n",
        "\n".join(f"- `{d['file']}`, SHA-256 `{d['sha256'][:16]}`{_rows(d)}" for d in report["data"]) + "\n",
        f"Every figure is printed by `{report['command']}` from the weights with SHA-256 `{model['weights_sha256'][:16]}` "
        f"(95 % intervals; each section says how they were made: by bootstrap, seed {report['seed']}, after Wilson, or after "
        "Wald); the HTML report has the curves and every subgroup.\n",
        "## Floors of the design that are missed\n",
        _floors([f for f in report["floors"] if not f["reached"]]),
        "## Floors of the design that are reached\n",
        _floors([f for f in report["floors"] if f["reached"]]),
        *_explanations(report["explanations"]),
        "## Beside published figures\n",
        "Other patients and other labels: they say what has been possible elsewhere.\n",
        _anchors(report["anchors"]),
        *(part for section in report["sections"] for part in _section(section, report["figures"])),
        "## Time\n",
        f"{timing_words(report['timing'])}\n",
        _timing(report["timing"]["benchmark"]),
    ]
    return "\n".join(part for part in parts if part)


def cohort_text(report: dict[str, Any]) -> str:
    """The report on a hospital's own test visits in Markdown: all but the curves and the subgroups; no card of a bundle."""
    model, told = report["model"], report["cohort"]
    parts = [
        f"# {model['name']} {model['version']} on a hospital's own test visits\n",
        f"{told['test_visits']} visits of {told['test_patients']} patients, {told['test_films']} films, "
        f"{told['test_ecgs']} ECGs. {told['words']}\n",
        f"Every figure is printed by `{report['command']}` from the weights with SHA-256 `{model['weights_sha256'][:16]}` "
        f"(95 % intervals, bootstrap with seed {report['seed']} except where a section says otherwise).\n",
        _noted(report, ""),
        *(
            part
            for section in report["sections"]
            for part in (*_section(section, report["figures"]), _noted(report, section["key"]))
        ),
        "## Not measured\n",
        "\n".join(f"- {n['title']}. {n['why']}" for n in report["not_measured"]) + "\n",
    ]
    return "\n".join(part for part in parts if part)


def _noted(report: dict[str, Any], section: str) -> str:
    """What was left out of a section; of the subgroups, which stand in the page, nothing."""
    told = [n["text"] for n in report["notes"] if n["section"] == section and section != "subgroups"]
    return "\n".join(f"- {text}" for text in told) + "\n" if told else ""


def _trained(data: dict[str, Any]) -> str:
    """One set; of weights that were taken over there is nothing to count."""
    many = f"n = {data['n']}; " if data["n"] else ""
    return f"- {data['name']}: {many}{data['licence']}; {data['credit']}"


def _rows(data: dict[str, Any]) -> str:
    return "" if data["n"] is None else f", {data['n']} rows"


def _floors(floors: Sequence[dict[str, Any]]) -> str:
    lines = []
    for f in floors:
        word = "at most" if f["at_most"] else "floor"
        aim = "" if f["aim"] is None else f", aim {f['aim']:.3f}{' (reached)' if f['aim_reached'] else ''}"
        where, source = f["split"], "" if f["source"] == "design" else f" ({f['source']})"
        lines.append(
            f"- {f['part']}, {f['name']} ({where}): {number(f['value'])}, {word} {f['floor']:.3f}{source}{aim}"
        )
    return ("\n".join(lines) or "None of those measured.") + "\n"


def _explanations(tests: Mapping[str, Any]) -> list[str]:
    """The verdict on every method of explanation, with the limits that it missed; nothing where none was tested."""
    if not tests:
        return []
    rows = []
    for part, test in tests.items():
        missed = [_missed(f) for f in test["figures"] if not _reaches(f)]
        rows.append(_row((part, _VERDICTS[test["status"]], "; ".join(missed) or "–")))
    told = "A method that failed is hidden unless it is asked for; the figures stand below.\n"
    head = "| Part of the explanation | Verdict | Limits missed or not measured |\n|---|---|---|\n"
    return ["## Tests of the explanations\n", told, head + "".join(rows)]


_VERDICTS = {"passed": "passed", "failed": "**failed: hidden by default**", "not_measured": "not measured"}


def _reaches(figure: Mapping[str, Any]) -> bool:
    value, limit = figure["value"], figure["limit"]
    return value is not None and bool(value <= limit if figure["at_most"] else value >= limit)


def _missed(figure: Mapping[str, Any]) -> str:
    word = "at most" if figure["at_most"] else "at least"
    return f"{figure['name']} {number(figure['value'])} ({word} {figure['limit']:g}, n = {figure['n']})"


def _anchors(anchors: Sequence[dict[str, Any]]) -> str:
    head = (
        "| Task | Published on | Published | Ours | 95 % interval | n | What keeps them apart | Source |\n"
        + "|---" * 8
        + "|\n"
    )
    rows = []
    for a in anchors:
        ours = a["ours"] or {"value": None, "ci": None, "n": None}
        cells = (a["task"], a["published"], a["value"], number(ours["value"]), interval(ours["ci"]), ours["n"] or "–")
        rows.append(_row((*cells, a["caution"], a["source"])))
    return head + "".join(rows)


def _section(section: dict[str, Any], figures: Sequence[dict[str, Any]]) -> list[str]:
    """Title, words and figures of one section; where it is not ``in_card``, only the gaps, which say what matters of it."""
    chosen = [f for f in figures if f["section"] == section["key"]]
    if section["in_card"]:
        shared, single = arranged(chosen)
        tables = [_matrix(shared) if shared else "", _list(single) if single else ""]
    else:
        chosen = [f for f in chosen if f["part"].startswith("gap")]
        tables = [_list(chosen)]
    return [f"## {section['title']}\n", f"{section['words']}\n", *tables] if chosen else []


def _list(figures: Sequence[dict[str, Any]]) -> str:
    head = "| Part | Figure | Value | 95 % interval | n (positives) | Measured on |\n|---|---|---|---|---|---|\n"
    rows = [
        _row((f["part"], f["name"], number(f["value"]), interval(f["ci"]), f"{f['n']} ({f['positives']})", f["split"]))
        for f in figures
    ]
    return head + "".join(rows)


def _matrix(figures: Sequence[dict[str, Any]]) -> str:
    """A row a part, a column a figure, cells with value and interval; positives of each are in the report.

    More than ``COLUMNS`` columns are spread over several tables.
    """
    names = list(dict.fromkeys(f["name"] for f in figures))
    chunks = (names[i : i + COLUMNS] for i in range(0, len(names), COLUMNS))
    return "\n".join(_side_by_side([f for f in figures if f["name"] in chunk], chunk) for chunk in chunks)


def _side_by_side(figures: Sequence[dict[str, Any]], names: Sequence[str]) -> str:
    found = {(f["part"], f["name"]): _value(f) for f in figures}
    sizes = {part: [f["n"] for f in figures if f["part"] == part] for part in dict.fromkeys(f["part"] for f in figures)}
    rows = [_row((part, *(found.get((part, name), "") for name in names), _span(each))) for part, each in sizes.items()]
    return _row(("Part", *names, "n")) + "|---" * (len(names) + 2) + "|\n" + "".join(rows)


def _value(figure: dict[str, Any]) -> str:
    told = "" if None in figure["ci"] else f" ({interval(figure['ci'])})"
    return f"{number(figure['value'])}{told}"


def _span(sizes: Sequence[int]) -> str:
    """Cases of a row: one number, or from the fewest to the most."""
    return str(sizes[0]) if min(sizes) == max(sizes) else f"{min(sizes)}-{max(sizes)}"


def _timing(benchmark: Sequence[dict[str, Any]]) -> str:
    head = "| First demonstration patient, processor | Median | Unit | Runs |\n|---|---|---|---|\n"
    return head + "".join(_row((t["name"], f"{t['value']:.4g}", t["unit"], t["n"])) for t in benchmark)


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |\n"
