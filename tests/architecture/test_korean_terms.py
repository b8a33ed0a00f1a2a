"""One Korean word for one thing: in the window, in the sentences and in the help. Levels are called as the KTAS calls them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from cdss.core.paths import resources_dir
from cdss.core.sentences import catalogue
from cdss.scoring.triage_levels import TRIAGE_LEVELS
from cdss.session.decision.recommended import table
from cdss.text.lexicon import lexicon

FORBIDDEN = {
    "열\\s?지도|히트 맵|(?<![가-힣])지도(?!자)": "히트맵",
    "신경 네트워크|뉴럴|네트워크(가|는|의 각|에서) ?(본|많이|볼|단계)": "신경망",
    "교차확인|교차 점검|교차 검증|상호 확인": "교차 확인",
    "[0-9}]% 집합|[0-9} ]%의 집합|퍼센트 집합": "90 % 집합",
    "흉부 사진|가슴 사진|흉부 엑스선": "흉부 X선",
    "이완기 혈압|확장기": "이완기혈압",
    "수축기 혈압": "수축기혈압",
    "활력 징후|바이탈|생체 징후": "활력징후",
    "트리아지|응급도 분류": "중증도 분류",
    "주증상|주 호소": "주호소",
    "의사 결정 지원": "의사결정 지원",
    "등급별|등급순|중증도 등급|다섯 등급": "단계",
}
"""Variants, as regular expressions, that appear nowhere, and the word in use in their place."""

KTAS = ("소생", "긴급", "응급", "준응급", "비응급")
"""Levels 1 to 5 of the Korean Triage and Acuity Scale (Ministry of Health and Welfare, 2016)."""


def korean() -> Iterator[tuple[str, str]]:
    """Every Korean text with where it stands."""
    for code, texts in catalogue().items():
        yield code, texts["ko"]
    for message in ElementTree.parse(resources_dir() / "i18n" / "ui_ko.ts").iter("message"):
        yield str(message.findtext("source")), str(message.findtext("translation"))
    yield from lexicon("abbreviations_ko").items()
    for page in sorted((resources_dir() / "help" / "ko").glob("*.md")):
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            yield f"{page.name}:{number}", line


@pytest.mark.parametrize(("variant", "word"), FORBIDDEN.items(), ids=FORBIDDEN.values())
def test_a_thing_has_one_korean_word(variant: str, word: str) -> None:
    assert [(where, text) for where, text in korean() if re.search(variant, text)] == [], f"say {word}"


@pytest.mark.parametrize(
    "word", ["히트맵", "신경망", "교차 확인", "90 % 집합", "흉부 X선", "이완기혈압", "활력징후", "주호소"]
)
def test_the_word_itself_is_in_use(word: str) -> None:
    assert any(word in text for _, text in korean())


def test_levels_are_called_as_the_ktas_calls_them() -> None:
    assert tuple(level.name("ko") for level in TRIAGE_LEVELS) == KTAS


def test_the_list_finds_what_it_forbids() -> None:
    samples = ("열지도", "지도 없음", "네트워크가 본 곳", "교차확인", "90% 집합", "흉부 사진", "이완기 혈압", "바이탈")
    assert all(any(re.search(variant, sample) for variant in FORBIDDEN) for sample in samples)
    assert not any(re.search(variant, "지도자 회의") for variant in FORBIDDEN)


def test_saturation_is_written_as_on_the_screen_everywhere() -> None:
    """A reader takes SpO₂ and SpO2 for two things; the keys of the data and what is typed are not words of the screen."""
    said = [(code, text) for code, texts in catalogue().items() for text in texts.values()]
    said += [(source, source + korean_text) for source, korean_text in korean()]
    said += [(row.code, row.en + row.ko) for row in table()]
    said += [(path.name, path.read_text("utf-8")) for path in sorted((resources_dir() / "help").glob("*/*.md"))]
    assert [code for code, text in said if re.search("SpO2|SPO2", text)] == []
    assert sum("SpO₂" in text for _, text in said) > 10
