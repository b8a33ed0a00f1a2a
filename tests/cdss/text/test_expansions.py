"""Every abbreviation has a Korean reading, in the words that are used elsewhere on the Korean screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from cdss.core.sentences import catalogue
from cdss.text.abbreviations import expand
from cdss.text.expansions import in_korean
from cdss.text.lexicon import lexicon

LATIN = {"ST", "X", "B", "C", "AVPU"}
"""What Korean clinicians write in Latin letters: ST 분절, X선, B형 간염."""

OTHERWISE = {
    "chronic kidney disease": "만성콩팥병",  # as the screen names it elsewhere
    "diabetic ketoacidosis": "당뇨병성 케톤산증",  # nurses type it shorter
}
"""Readings in other words than those the note is read by, in which nurses type."""

READINGS = {
    "shortness of breath": "호흡곤란",
    "complains of": "호소",
    "history of": "과거력",
    "ST elevation myocardial infarction": "ST 분절 상승 심근경색",
    "chest x-ray": "흉부 X선",
    "hepatitis B": "B형 간염",
    "type 2 diabetes mellitus": "2형 당뇨병",
    "COVID-19": "코로나19",
    "discharge": "퇴원 또는 분비물",
    "nothing by mouth": "금식",
    "chest pain": "흉통",
}

AMOUNTS = {
    "x2d": "2일 동안",
    "x 2-3 wks": "2-3주 동안",
    "x1.5 h": "1.5시간 동안",
    "1mo": "1개월",
    "45 mins": "45분",
    "5y": "5년",
    "30 PY": "30갑년",
    "x3": "3회",
    "x1": "1회",
    "58yo M": "58세 남자",
    "72F": "72세 여자",
    "64 y/o": "64세",
}


def expansions() -> Iterator[str]:
    """What the abbreviations of all three groups stand for."""
    listed = lexicon("abbreviations")
    yield from (*listed["plain"].values(), *listed["capitals_only"].values())
    for entry in listed["by_context"].values():
        yield from filter(None, (entry["usual"], *(sense for _, sense in entry["senses"])))


EXPANSIONS = sorted(set(expansions()))


def test_each_expansion_has_korean_and_no_korean_is_left_over() -> None:
    assert [english for english in EXPANSIONS if not in_korean(english)] == []
    amounts = {english for english in lexicon("abbreviations_ko") if "{n}" in english} | {"once"}
    assert set(lexicon("abbreviations_ko")) - amounts == set(EXPANSIONS)


@pytest.mark.parametrize("english", lexicon("abbreviations_ko"))
def test_the_korean_is_korean(english: str) -> None:
    korean = lexicon("abbreviations_ko")[english].replace("{n}", "")
    assert re.search("[가-힣]", korean)
    assert set(re.findall("[A-Za-z]+", korean)) <= LATIN
    assert re.fullmatch(r"[가-힣A-Z0-9 ,·~/]+", korean)
    assert korean == korean.strip()


@pytest.mark.parametrize(("english", "korean"), READINGS.items())
def test_readings_are_those_of_korean_emergency_departments(english: str, korean: str) -> None:
    assert in_korean(english) == korean


@pytest.mark.parametrize(("typed", "korean"), AMOUNTS.items())
def test_amounts_keep_their_figure(typed: str, korean: str) -> None:
    assert in_korean(expand(typed).text) == korean


@pytest.mark.parametrize("unit", ["min", "h", "d", "wk", "mo", "yr"])
@pytest.mark.parametrize("number", ["1", "7"])
def test_each_unit_of_time_has_korean(unit: str, number: str) -> None:
    lasting, ago = in_korean(expand(f"x{number}{unit}").text), in_korean(expand(f"{number} {unit}").text)
    assert ago is not None and ago.startswith(number)
    assert lasting == f"{ago} 동안"


def test_capitals_do_not_matter_and_other_english_has_no_korean() -> None:
    assert in_korean("st elevation Myocardial infarction") == "ST 분절 상승 심근경색"
    assert in_korean("it hurts") is None
    assert in_korean("for 3 moons") is None


def test_a_reading_is_a_word_that_korean_notes_are_read_by() -> None:
    """One word for one thing: what the lexicon of Korean notes calls so is called so here."""
    typed: dict[str, list[str]] = {}
    for korean, english in lexicon("ko_en")["findings"].items():
        typed.setdefault(english, []).append(_bare(korean))
    shared = [english for english in EXPANSIONS if english in typed]
    assert len(shared) > 100
    strange = [e for e in shared if not any(word in _bare(in_korean(e) or "") for word in typed[e])]
    assert {english: in_korean(english) for english in strange} == OTHERWISE


def test_a_concept_is_called_as_its_chip_is() -> None:
    names = {english: catalogue().get(f"name_concept_{re.sub('[ -]', '_', english)}") for english in EXPANSIONS}
    known = {english: texts["ko"] for english, texts in names.items() if texts}
    assert len(known) > 25
    assert {e: (in_korean(e), name) for e, name in known.items() if name not in str(in_korean(e))} == {}


def _bare(korean: str) -> str:
    return re.sub("[ ,]", "", korean)
