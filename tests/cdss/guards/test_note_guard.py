"""Which texts are clinical notes: terse ones, Korean ones, long ones; and tables, code, other languages, other subjects."""

import csv
import sys

import pytest

from cdss.guards.note import REJECTING, is_code, is_table, note_verdict
from cdss.text.lexicon import lexicon

TERSE = (
    "c/o SOB x2d, HA, n/v|CP|abd pain|fever|fall|HA|MVC|GSW to L thigh|SI w/ plan|OD on tylenol|STEMI alert|AMS"
    "|lac to R hand|tooth ache|med refill|not feeling well|bat exposure|vomitting|diarhea x3days|passed out|found down"
    "|needle stick|DKA|g-tube out|sick|BP 80/40 HR 130|afib rvr|std check|low hgb|Weight loss|Irrigation, lavage"
)
KOREAN = "흉통|가슴이 아파요|복통, 구토|열나고 기침|두통 3일|교통사고|넘어짐|숨차요|코피|58세 남자 2시간 전부터 가슴 조임, 식은땀"

UNSEEN_PROSE = (
    "The striker signed a three-year contract with the club and will wear the number nine shirt next season.",
    "Simmer the onions and garlic in olive oil for ten minutes, add the lentils and cover the pot.",
    "The airline cancelled all flights to the island because of fog, and passengers spent the night in the terminal.",
    "Please find attached the minutes of the last board meeting and the agenda for the next one.",
    "The castle stands on a hill above the lake and can be visited from April to October.",
    "He tuned the guitar, counted to four and began the song that everybody had been waiting for.",
    "The judge ruled that the company must publish its accounts and pay the costs of the case.",
    "Add the dependency to the manifest, rebuild the project and restart the service to load the plugin.",
    "Remember to feed the cat, lock the back door and put the bins out on Wednesday morning.",
    "Dear customer, your subscription expires soon. Renew now to keep access to all channels.",
)
"""Written after the word list was made."""


@pytest.mark.parametrize("text", [*TERSE.split("|"), *KOREAN.split("|")])
def test_terse_notes_are_notes(text):
    assert note_verdict(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("...", "note_without_words"),
        ("120/80 37.2", "note_without_words"),
        ("hello,world", "note_not_clinical"),
        ("test", "note_not_clinical"),
        ("asdf qwerty", "note_not_clinical"),
        ("Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.", "note_not_clinical"),
        ("오늘 날씨가 좋아서 공원에서 친구들과 축구를 했다.", "note_not_clinical"),
        ("Der Patient klagt seit zwei Tagen über Bauchschmerzen und Übelkeit, kein Fieber.", "note_other_language"),
        ("El paciente refiere dolor en el pecho desde hace dos horas.", "note_other_language"),
        ("患者两小时前出现胸痛，伴呼吸困难。", "note_other_language"),
        ("Пациент жалуется на боль в груди.", "note_other_language"),
        ("time,heart_rate,sbp\n2026-01-01T10:00,80,120\n2026-01-01T10:05,82,118", "note_is_table"),
        ("a;b;c\n1;2;3\n4;5;6", "note_is_table"),
        ('{"heart_rate": 80, "complaint": "chest pain"}', "note_is_code"),
        ("int main(void) { return 0; }", "note_is_code"),
        ("<html><body><p>chest pain</p></body></html>", "note_is_code"),
    ],
)
def test_what_is_no_note_says_why(text, code):
    assert note_verdict(text) == code
    assert code in REJECTING


@pytest.mark.parametrize("text", UNSEEN_PROSE)
def test_prose_about_other_things_is_refused(text):
    assert note_verdict(text) == "note_not_clinical"


def test_lists_of_symptoms_on_lines_are_no_table():
    assert not is_table("CP, SOB, N/V\nPMH: HTN, DM, CAD")
    assert not is_table("chest pain, cough, fever")


def test_charting_marks_are_no_code():
    assert not is_code("#1 CP [x] SOB; BP 120/80 @ 10:00 -> ED")
    assert not is_code("Chest pain; Cough; Fever; Chills; Nausea")


def test_one_clinical_word_is_too_few_for_a_long_text_and_enough_for_a_short_one():
    assert note_verdict("fell on ice yesterday") is None
    long = "Shares fell on Monday as investors worried about rising interest rates and weaker orders from abroad."
    assert note_verdict(long) == "note_not_clinical"


def test_notes_of_the_demonstration_patients_are_notes(demo_cases):
    texts = [text for case in demo_cases for text in (case.chief_complaint, case.note and case.note.text) if text]
    assert len(texts) >= 11
    assert [text for text in texts if note_verdict(text)] == []


def test_long_notes_of_visits_are_notes(shared_data):
    """All 127 notes of ACI-Bench, of which no word is in the list for their sake."""
    csv.field_size_limit(sys.maxsize)
    found = []
    for path in sorted((shared_data / "aci_bench").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as rows:
            found += [note_verdict(row["note"]) for row in csv.DictReader(rows)]
    assert len(found) == 127
    assert set(found) == {None}


def test_the_list_is_small_sorted_and_without_doubles():
    lists = lexicon("note_words")
    clinical, everyday = lists["clinical"].split(), lists["everyday"].split()
    assert clinical == sorted(set(clinical)) and everyday == sorted(set(everyday))
    assert not set(clinical) & set(everyday)
    assert len(" ".join(clinical + everyday)) < 200_000
    assert "pain" in clinical and "fall" in everyday and "the" not in clinical
