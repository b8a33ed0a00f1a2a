"""Attributions as a table: one row an input, the same columns for every method.

Columns: ``case_id``, ``model`` (name, version and hash of the bundle), ``method``, ``target`` (the output explained, or a
film finding), ``input`` (a path such as ``vitals/spo2``), ``effect``, ``base`` and ``value`` (probability; empty where a
method promises no sum). Comma separated, UTF-8 with a byte-order mark, so that spreadsheets read Korean.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from cdss.records.assessment import ModelIdentity
from cdss.records.attribution import Attribution
from cdss.records.explanation import Explanation

COLUMNS: tuple[str, ...] = ("case_id", "model", "method", "target", "input", "effect", "base", "value")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def attributions_of(explanation: Explanation, parts: Iterable[str]) -> tuple[Attribution, ...]:
    """The attributions of the named parts that are there, in the order given."""
    found: list[Attribution] = []
    for name in parts:
        part = getattr(explanation, name)
        if hasattr(part, "attributions"):
            found += part.attributions()
        elif hasattr(part, "attribution"):
            found.append(part.attribution())
    return tuple(found)


def attributions_csv(case_id: str, model: ModelIdentity, attributions: Iterable[Attribution]) -> str:
    """The table as text, its heading included."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    source = f"{model.name} {model.version} sha256 {model.sha256}"
    for one in attributions:
        for name, effect in one.effects.items():
            row = (case_id, source, one.method.value, one.target, name)
            writer.writerow([*map(_harmless, row), *map(_number, (effect, one.base, one.value))])
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + out.getvalue()


def _harmless(text: str) -> str:
    """A text that a spreadsheet does not take for a formula (CSV injection, OWASP): a quote is put before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
