"""Signed figures for people: one function, one minus sign; files for programs keep their hyphen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cdss
from cdss.core.figures import benefit_text, share_text, signed
from ui.views.ecg_figures import measurement_items, st_items


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (1.25, "{:+.2f}", "+1.25"),
        (-1.25, "{:+.2f}", "\u22121.25"),
        (-78.0, "{:+.0f}", "\u221278"),
        (-0.2, "{:.2f}", "\u22120.20"),
        (0.2, "{:.2f}", "0.20"),
    ],
)
def test_a_negative_figure_has_a_minus_sign_and_no_hyphen(value: float, form: str, shown: str) -> None:
    assert signed(value, form) == shown


@pytest.mark.parametrize(("value", "shown"), [(0.0125, "0.013"), (-0.018, "\u22120.018"), (-0.0004, "0.000")])
def test_a_net_benefit_that_rounds_to_nothing_is_no_negative(value: float, shown: str) -> None:
    assert benefit_text(value) == shown


def test_a_share_is_told_in_tenths_of_a_percent() -> None:
    assert (share_text(0.0524), share_text(1.0)) == ("5.2", "100.0")


def test_axis_and_st_level_of_the_ecg_have_the_same_sign() -> None:
    axis = next(i for i in measurement_items((("axis_deg", -78.0),)) if i.value.endswith("°"))
    (st,) = st_items((("V2", -0.18),))
    assert (axis.value, st.value) == ("\u221278°", "\u22120.18 (≤ \u22120.05)")


def test_nothing_else_makes_minus_signs_of_its_own() -> None:
    root = Path(cdss.__file__).parents[1]
    own = re.compile(r"""replace\(\s*["']-["'],\s*["'](?:\\N\{MINUS SIGN\}|\u2212)""")
    files = [*(root / "cdss").rglob("*.py"), *(root / "ui").rglob("*.py")]
    assert [p.name for p in files if own.search(p.read_text(encoding="utf-8"))] == []
    signed_only = re.compile(r"\{[^{}]*:\+[^{}]*\}")
    shown = [p for p in files if "views" in p.parts or ("explanation" in p.parts and "session" in p.parts)]
    loose = [
        (p.name, line.strip())
        for p in shown
        for line in p.read_text(encoding="utf-8").splitlines()
        if signed_only.search(line) and "signed(" not in line and '"{:+' not in line
    ]
    assert loose == []
