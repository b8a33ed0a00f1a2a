"""Korean triage sentences in English, with negation and the way back."""

import pytest

from cdss.text.korean import translate
from cdss.text.korean_time import time_phrase
from cdss.text.lexicon import lexicon

SENTENCES = {
    "가슴이 조이는 듯한 통증": "chest squeezing pain",
    "가슴 통증과 식은땀": "chest pain cold sweat",
    "2시간 전부터 흉통": "for 2 hours chest pain",
    "3일 전부터 호흡곤란 악화되어 내원": "for 3 days shortness of breath worsened",
    "흑색변 2회, 토혈 있었음": "melena 2 times, hematemesis",
    "우측 편마비와 구음장애로 내원": "right hemiparesis dysarthria",
    "의식저하로 발견되어 이송됨": "decreased consciousness found brought in",
    "58세 남자, 흡연 30갑년": "58 year old male, smoking 30 pack years",
    "과거력: 고혈압, 당뇨": "past medical history: hypertension, diabetes",
    "극심한두통": "severe headache",
    "발목을 접질러 통증 있음, 체중부하 가능": "ankle twisted pain, weight bearing possible",
}


@pytest.mark.parametrize("korean", SENTENCES)
def test_triage_sentence(korean):
    translated = translate(korean)
    assert translated.english.text == SENTENCES[korean]
    assert translated.untranslated == ()


@pytest.mark.parametrize(
    ("korean", "english"),
    [
        ("발열 없음", "no fever"),
        ("흉통 부인.", "no chest pain."),
        ("발열, 기침 없음.", "no fever, no cough."),
        ("오심 및 구토 없이 복통", "no nausea and no vomiting; abdominal pain"),
        ("fever 없음, 흉통 있음", "no fever; chest pain"),
        ("흉통은 없고 두통은 있음", "no chest pain; headache"),
        ("흉통 있으며 발열 없음", "chest pain no fever"),
        ("흉통 호소, 발열 없음", "chest pain, no fever"),
        ("2시간 전부터 흉통\n발열 없음", "for 2 hours chest pain\nno fever"),
        ("의식 없음", "unconscious"),
        ("기운 없음", "generalized weakness"),
    ],
)
def test_negation_reaches_its_list_and_no_further(korean, english):
    assert translate(korean).english.text == english


def test_unknown_word_does_not_carry_a_negation_over_a_positive_finding():
    assert translate("흉통 우글거리며 발열 없음").english.text == "chest pain no fever"


def test_single_syllable_entries_do_not_match_inside_other_words():
    translated = translate("배우자와 함께")
    assert "abdomen" not in translated.english.text
    assert translated.untranslated == ("배우자와",)
    assert translate("열이 있음").english.text == "fever"
    assert translate("열상").english.text == "laceration"


def test_unknown_words_are_named_once_and_left_out():
    translated = translate("꾸륵꾸륵 복통 꾸륵꾸륵")
    assert translated.english.text == "abdominal pain"
    assert translated.untranslated == ("꾸륵꾸륵",)


def test_every_english_word_maps_back_to_its_korean():
    korean = "어제부터 가슴이 조이는 듯한 통증, 발열은 없음"
    english = translate(korean).english
    expected = {
        "chest": "가슴",
        "squeezing pain": "조이는 듯한 통증",
        "no ": "없음",
        "fever": "발열",
        "since yesterday": "어제부터",
    }
    for word, origin in expected.items():
        start = english.text.index(word)
        span = english.to_original(start, start + len(word))
        assert korean[span.start : span.end] == origin


def test_english_text_passes_unchanged():
    text = "Chest pain, BP 160/95 (left arm); no fever.\nSecond line"
    assert translate(text).english.text == text


@pytest.mark.parametrize(
    ("korean", "english"),
    [
        ("2시간 전부터", "for 2 hours"),
        ("1일 전", "1 day ago"),
        ("이틀 전부터", "for 2 days"),
        ("일주일간", "for 1 week"),
        ("한 시간 전", "1 hour ago"),
        ("30분 정도", "30 minutes"),
        ("2~3일 전부터", "for 2-3 days"),
        ("오전 9시 30분", "at 9:30 am"),
        ("11월 3일", "on 11/3"),
        ("어제부터", "since yesterday"),
        ("38.5도", "38.5 degrees"),
        ("44세", "44 year old"),
        ("3회", "3 times"),
    ],
)
def test_times(korean, english):
    phrase = time_phrase(korean, 0)
    assert (phrase.english, phrase.end) == (english, len(korean))


def test_no_time_in_a_plain_word():
    assert time_phrase("수술", 0) is None
    assert time_phrase("두통", 0) is None


def test_lexicon_is_large_and_has_no_blank_keys():
    listed = lexicon("ko_en")
    words = [k for group in ("findings", "predicates", "links", "times") for k in listed[group]]
    assert len(words) + len(listed["negations"]) >= 500
    assert all(k == k.strip() and k for k in words)
