"""The note as shown, as read by the encoder, and the way between the two."""

import pytest

from cdss.core.kinds import Consciousness
from cdss.text.concepts import find_concepts
from cdss.text.consciousness import consciousness_phrase
from cdss.text.marks import spell_marks
from cdss.text.pipeline import read_note

COURSE_NOTE = (
    "Crushing chest pain radiating to left arm, onset 2 h ago, diaphoretic. Denies fever, no cough. "
    "PMH hypertension, smoker 30 PY. Took aspirin 100 mg at home."
)


def _shown(note, spans):
    return [note.displayed[s.start : s.end] for s in spans]


def test_the_course_case():
    note = read_note("chest pain for 2 h", COURSE_NOTE)
    assert note.displayed == f"chest pain for 2 h\n{COURSE_NOTE}"
    assert "onset 2 hours ago" in note.english
    assert "past medical history hypertension, smoker 30 pack years" in note.english
    assert _shown(note, note.negated) == ["fever", "cough"]
    denied = {c.term for c in note.concepts if c.negated}
    present = {c.term for c in note.concepts if not c.negated}
    assert denied == {"fever", "cough"}
    assert {"chest pain", "radiating pain", "diaphoresis", "hypertension", "smoking", "antiplatelet"} <= present
    assert (note.language, note.untranslated) == ("en", ())


def test_a_korean_note_keeps_its_own_words_on_screen():
    note = read_note("흉통", "2시간 전부터 흉통 호소. 발열, 기침 없음. 과거력: 고혈압, DM")
    assert note.displayed.startswith("2시간")
    assert note.english == (
        "for 2 hours chest pain. no fever, no cough. past medical history: hypertension, diabetes mellitus"
    )
    assert note.language == "ko"
    assert _shown(note, note.negated) == ["발열", "기침"]
    found = [(c.term, note.displayed[c.start : c.end], c.negated) for c in note.concepts]
    assert found == [
        ("chest pain", "흉통", False),
        ("fever", "발열", True),
        ("cough", "기침", True),
        ("hypertension", "고혈압", False),
        ("diabetes", "DM", False),
    ]


def test_encoder_words_map_to_the_screen_through_all_layers():
    note = read_note(None, "SOB x2d, 발열(-), HTN")
    for word, origin in {"breath": "SOB", "2 days": "x2d", "no fever": "발열(-", "hypertension": "HTN"}.items():
        start = note.english.index(word)
        span = note.to_displayed(start, start + len(word))
        assert note.displayed[span.start : span.end] == origin


@pytest.mark.parametrize(
    ("complaint", "note", "displayed"),
    [
        ("chest pain", "Chest pain for 2 h", "Chest pain for 2 h"),
        ("chest pain for 2 h, sweating", "chest pain", "chest pain for 2 h, sweating"),
        ("pain", "painless jaundice", "pain\npainless jaundice"),
        ("cough", None, "cough"),
        (None, "cough", "cough"),
        (None, None, ""),
        ("  ", "fever", "fever"),
    ],
)
def test_complaint_and_note_do_not_repeat_each_other(complaint, note, displayed):
    assert read_note(complaint, note).displayed == displayed


def test_negation_does_not_run_from_the_complaint_into_the_note():
    note = read_note("no fever", "chest pain")
    assert _shown(note, note.negated) == ["fever"]


def test_mixed_language_is_named():
    assert read_note(None, "chest pain with 식은땀 and dyspnea").language == "mixed"


@pytest.mark.parametrize(
    ("charted", "spelt"),
    [
        ("fever(-), cough(+)", "no fever; cough"),
        ("cough/sputum(-/+), chest pain (-).", "no cough; sputum, no chest pain."),
        ("fever (+) chill(-)", "fever, no chill"),
        ("dyspnea [-]\nfever", "no dyspnea\nfever"),
        ("cough/sputum/rhinorrhea(-/+)", "cough/sputum/rhinorrhea(-/+)"),
        ("BP 120/80 (left)", "BP 120/80 (left)"),
    ],
)
def test_charting_marks(charted, spelt):
    assert spell_marks(charted).text == spelt


def test_the_longer_concept_wins_and_word_borders_hold():
    found = find_concepts("shortness of breath on exertion, fall, fallen arches, COVID-19")
    assert [(c.term, c.negated) for c in found] == [
        ("exertional dyspnea", False),
        ("fall", False),
        ("covid-19", False),
    ]


def test_consciousness_phrases_cover_the_scale():
    phrases = [consciousness_phrase(level) for level in Consciousness]
    assert phrases == ["", "confused", "responds to voice", "responds to pain only", "unresponsive"]


@pytest.mark.parametrize("text", ["알레르기: 모름.", "알레르기 여부 모름", "알러지 미상", "Allergy: unknown."])
def test_an_allergy_of_which_nobody_knows_is_no_concept(text):
    assert [c.term for c in read_note("rash", text).concepts] == ["rash"]


@pytest.mark.parametrize(
    ("text", "denied"),
    [("알레르기: 페니실린.", False), ("알레르기 없음.", True), ("No known allergies.", True), ("NKDA, itching", True)],
)
def test_an_allergy_that_is_known_or_denied_is_one(text, denied):
    assert ("allergy", denied) in [(c.term, c.negated) for c in read_note("rash", text).concepts]


def test_a_heart_that_stands_still_is_never_denied():
    """ "Not breathing" is a finding: what follows it in a line without commas is one too."""
    for text in ("호흡 없음 맥박 없음", "not breathing pulseless", "no breathing, pulseless"):
        found = [c for c in read_note(text, None).concepts if c.term == "cardiac arrest"]
        assert found and not any(c.negated for c in found), text
