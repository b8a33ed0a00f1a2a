"""Verbs of Korean notes in the forms that nurses write, what they deny, and what they leave alone."""

import re

import pytest

from cdss.text.korean import translate
from cdss.text.korean_verbs import denied_pattern, forms, verb_end, verb_form, verb_pattern
from cdss.text.lexicon import lexicon

FORMS = {
    "아프": "아픔 아픈 아플 아파 아팠",
    "차": "참 찬 찰 차 찼",
    "넘어지": "넘어짐 넘어진 넘어질 넘어져 넘어졌",
    "나오": "나옴 나온 나올 나와 나왔",
    "멈추": "멈춤 멈춘 멈출 멈춰 멈췄",
    "토하": "토함 토한 토할 토해 토했",
    "어지럽": "어지러워 어지러웠 어지러움 어지러운 어지러울",
    "붓": "부어 부었 부음 부은 부을",
    "걷": "걸어 걸었 걸음 걸은 걸을",
    "접지르": "접지름 접지른 접지를 접질러 접질렀",
    "빠르": "빠름 빠른 빠를 빨라 빨랐",
    "먹": "먹어 먹었 먹음 먹은 먹을",
    "높": "높아 높았 높음 높은 높을",
    "힘들": "힘드 힘듦 힘듬 힘든 힘들어 힘들었",
}

READ = {
    "배가 아프다고 함": "abdominal pain",
    "배 아파서 옴": "abdominal pain",
    "토했다고 함": "vomiting",
    "토하고 설사함": "vomiting diarrhea",
    "열이 난다고 함": "fever",
    "열나서 내원": "fever",
    "숨이 차다고 하여 내원": "shortness of breath",
    "숨을 못쉬겠다고 함": "difficulty breathing",
    "머리가 아파서": "headache",
    "가슴이 답답하다고 함": "chest tightness",
    "한쪽 팔다리 위약감": "hemiparesis",
    "팔다리에 힘이 빠짐": "arms and legs weakness",
    "말이 어눌해짐": "slurred speech",
    "소변이 안나옴": "urinary retention",
    "대변에 피가 섞여나옴": "bloody stool",
    "밥을 못 먹음": "poor oral intake",
    "죽고 싶다고 함": "suicidal ideation",
    "정신을 잃음": "loss of consciousness",
    "코피가 안멈춤": "nosebleed persistent",
    "개에 물려": "dog bite",
    "칼에 베임": "laceration by a knife",
    "넘어지면서 손목 다침": "fell wrist injury",
    "체한 것 같다고 함": "indigestion",
    "혈압 높아서": "high blood pressure",
}

DENIED = {
    "배 안 아픔": "no abdominal pain",
    "어지럽지는 않음": "no dizziness",
    "토하지 않고 설사만 함": "no vomiting; diarrhea",
    "열 안나고 기침 안함": "no fever; no cough",
    "숨이 찬 증상은 없음": "no shortness of breath symptoms",
    "숨참 없음": "no shortness of breath",
    "구토안함": "no vomiting",
    "토하지는 않았다고 함": "no vomiting",
    "흉통은 없다고 하며 호흡곤란만 있음": "no chest pain; shortness of breath",
}

NOT_DENIED = {
    "배 아프고 설사 없음": "abdominal pain no diarrhea",
    "배 아프다고 함, 설사 없음": "abdominal pain, no diarrhea",
    "열남, 기침 없음": "fever, no cough",
    "계단에서 넘어짐, 의식소실 없음": "stairs fall, no loss of consciousness",
    "교통사고, 의식소실, 구토 없음": "traffic accident, no loss of consciousness, no vomiting",
    "DM으로 약 복용중이며 HTN은 없음": "DM medication taking no HTN",
    "두통(+), 구토 없음": "headache(+), no vomiting",
}


@pytest.mark.parametrize("stem", FORMS)
def test_the_forms_of_a_verb(stem):
    assert set(forms(stem)) == {stem, *FORMS[stem].split()}


@pytest.mark.parametrize("korean", READ)
def test_what_a_patient_says_is_read_whole(korean):
    translated = translate(korean)
    assert translated.english.text == READ[korean]
    assert translated.untranslated == ()


@pytest.mark.parametrize("korean", DENIED)
def test_a_denied_verb_is_denied(korean):
    assert translate(korean).english.text == DENIED[korean]


@pytest.mark.parametrize("korean", NOT_DENIED)
def test_a_denial_does_not_reach_what_was_told_before(korean):
    assert translate(korean).english.text == NOT_DENIED[korean]


def test_an_event_beside_the_denial_is_denied():
    assert translate("두부외상 없음").english.text == "no head injury"
    assert translate("머리 부딪힘 없음").english.text == "no head injury"


@pytest.mark.parametrize("word", ["데이터", "베이비", "맞물려", "편안함", "저리로"])
def test_a_verb_is_not_found_inside_another_word(word):
    assert translate(f"{word} 흉통").english.text == "chest pain"


def whole(pattern, written):
    m = re.match(pattern, written)
    return m is not None and verb_end(written, 0, m.end(), "아프") == len(written)


def test_a_bare_stem_needs_an_ending():
    assert not whole(verb_pattern("아프"), "아프")
    for written in ("아프고", "아프다고 함", "아팠음", "아파서", "아픔", "아픈 것 같다고 함", "아프심"):
        assert whole(verb_pattern("아프"), written), written
    for written in ("안 아픔", "안아프다고 함", "아프지 않음", "아프지는 않다고 함", "아프지 않았음", "아프지도 않고"):
        assert whole(denied_pattern("아프"), written), written
    assert not whole(denied_pattern("아프"), "아프지 않")


def test_a_leg_is_not_found_at_the_end_of_a_verb():
    assert translate("운동하지 못함").english.text == "exercise"
    assert translate("우물거리지 않고 흥얼하지 못함").english.text == ""
    assert translate("우하지 부종, 하지 통증").english.text == "right leg edema, lower limb pain"


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("아픔", "as a noun"),
        ("넘어짐", "as a noun"),
        ("아픈", "before a noun"),
        ("움직이는", "before a noun"),
        ("아프던", "before a noun"),
        ("아프고", "told"),
        ("아프다고 함", "told"),
        ("아팠으나", "told"),
    ],
)
def test_the_part_that_a_form_plays(written, part):
    assert verb_form(written) == part


@pytest.mark.parametrize("stem", sorted(lexicon("ko_en")["verbs"]))
def test_every_verb_of_the_lexicon_is_read_in_the_past_and_with_a_particle(stem):
    *before, last = stem.split(" ")
    past = next((f for f in reversed(forms(last)) if (ord(f[-1]) - ord("가")) % 28 == 20), f"{last}었")
    english = lexicon("ko_en")["verbs"][stem]
    assert translate(" ".join([*before, f"{past}다고 함"])).english.text == english
    assert translate(" ".join([*before, f"{past}다고 함"])).untranslated == ()


def test_particles_behind_latin_words_are_dropped():
    translated = translate("SOB로 내원, DM은 있음")
    assert (translated.english.text, translated.untranslated) == ("SOB, DM", ())


def test_events_are_what_the_lexicon_says():
    known = {*lexicon("ko_en")["findings"].values(), *lexicon("ko_en")["verbs"].values()}
    assert set(lexicon("ko_en")["events"]) <= known
