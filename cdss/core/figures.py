"""Figures as people read them: on the screen, in the report, spoken. Never for CSV, JSON and other files that programs read."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"


def signed(value: float, form: str = "{:+.1f}") -> str:
    """``value`` in ``form`` with a minus sign (U+2212), which is as wide as a plus, never a hyphen: ``+1.2``, ``−0.4``."""
    return form.format(value).replace("-", MINUS)


def benefit_text(value: float) -> str:
    """A net benefit in three digits; what rounds to nothing is no negative."""
    return signed(round(value, 3) + 0.0, "{:.3f}")


def share_text(value: float) -> str:
    """A share (0-1) in tenths of a percent, without the sign for it."""
    return f"{100 * value:.1f}"


def percent(probability: float) -> str:
    """A probability in whole percent; never 0 or 100, which would claim certainty."""
    if probability < 0.01:
        return "<1 %"
    return ">99 %" if probability > 0.99 else f"{100.0 * probability:.0f} %"
