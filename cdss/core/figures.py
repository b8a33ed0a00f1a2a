"""Figures as people read them: on the screen, in the report, spoken. Never for CSV, JSON and other files that programs read."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"


def signed(value: float, form: str = "{:+.1f}") -> str:
    """``value`` in ``form`` with a minus sign (U+2212), which is as wide as a plus, never a hyphen: ``+1.2``, ``−0.4``."""
    return form.format(value).replace("-", MINUS)
