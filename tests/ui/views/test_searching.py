"""What is typed into a search is found in both languages, however it is written, and only where it stands."""

from __future__ import annotations

import json

import pytest

from cdss.core.paths import resources_dir
from ui.views.searching import folded, has_all, places


def test_folding_keeps_every_letter_in_its_place() -> None:
    text = "SpO₂ 88–92 % · İ ﬁ 산소"
    assert folded(text) == "spo2 88–92 % · İ ﬁ 산소" and len(folded(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("12유도 심전도를 봅니다. ECG", "ecg", ((5, 3), (15, 3))),
        ("The ECG and the EKG", "심전도", ((4, 3), (16, 3))),
        ("SpO₂ 척도, 산소포화도", "spo2", ((0, 4), (9, 5))),
        ("PIN을 잊은 의견 opinion", "pin", ((0, 3),)),
        ("the spine", "pin", ()),
        ("NEWS2", "news", ((0, 4),)),
        ("Crossed (out)", "(out", ((8, 4),)),
        ("nothing", "zzz", ()),
    ],
)
def test_a_word_is_found_with_those_that_mean_the_same(
    text: str, word: str, found: tuple[tuple[int, int], ...]
) -> None:
    assert places(text, word) == found


def test_every_word_has_to_be_there() -> None:
    assert has_all("심전도 출력", "ECG 출력") and not has_all("심전도 출력", "ECG 영상")
    assert has_all("anything", "")


def test_no_word_stands_in_two_groups() -> None:
    groups = json.loads((resources_dir() / "help" / "words.json").read_text(encoding="utf-8"))
    words = [folded(word) for group in groups for word in group]
    assert len(words) == len(set(words)) and all(len(group) > 1 for group in groups)
