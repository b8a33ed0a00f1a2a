"""Sentences about files: what a file brings into them cannot control a screen, nor fill it."""

from __future__ import annotations

import pytest

from cdss.core.kinds import Severity
from cdss.core.result import issue


@pytest.mark.parametrize(
    ("brought", "shown"),
    [
        ("film.dcm", "film.dcm"),
        ("가슴 사진\N{NO-BREAK SPACE}1.dcm", "가슴 사진\N{NO-BREAK SPACE}1.dcm"),
        ("R\x18T\x00", "R\N{REPLACEMENT CHARACTER}T\N{REPLACEMENT CHARACTER}"),
        ("two\nlines", "two lines"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}mcd.b", "a\N{REPLACEMENT CHARACTER}mcd.b"),
        ("x" * 601, "x" * 600 + "…"),
    ],
)
def test_what_a_file_brings_into_a_sentence_is_shown_harmlessly(brought: str, shown: str) -> None:
    found = issue("file_empty", Severity.INFO, file=brought)
    assert found.params == (("file", shown),)
    assert found.text() == f"{shown} is empty and was left out."
