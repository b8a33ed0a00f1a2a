"""Marks behind findings, spelt out; also in a text that does not end."""

import pytest

from cdss.text.marks import spell_marks
from cdss.text.pipeline import read_note

MANY = 60_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fever(+)", "fever"),
        ("cough (-)", "no cough"),
        ("fever(-), chills(+)", "no fever; chills"),
        ("cough/sputum(-/+)", "no cough; sputum"),
        ("기침 [ - ] 가래(+)", "no 기침; 가래"),
        ("a. b\n(-) c (+)", "a. no b; c"),
        ("a. b\n(-) c", "a. b\nno c"),
        ("(-) a (+)(-) b", "no a; (+)no b"),
        ("(+) chest pain (-) cough", "chest pain, no cough"),
        ("(-) fever, chills (-) cough; (+) sputum.", "no fever, chills; no cough; sputum."),
        ("fever(+)\n(-)cough [+] pain\nrash(-)", "fever\nno cough; pain\nno rash"),
        ("12 (+) x", "12 (+) x"),
        ("cough(+/-/+)", "cough(+/-/+)"),
        ("9 lives(−).", "9 no lives."),
        ("(-)", "(-)"),
    ],
)
def test_a_mark_is_spelt_out_before_its_finding(text: str, expected: str) -> None:
    assert spell_marks(text).text == expected


@pytest.mark.parametrize("run", ["a", "x1 ", " ", "a@", "no ", "(", "(+ ", "a(-) ", "(-)"])
@pytest.mark.timeout(60)  # it took minutes while marks were sought from every letter on
def test_a_long_run_is_spelt_to_its_end(run: str) -> None:
    text = f"fever {run * (MANY // len(run))} cough(-)"
    spelt = spell_marks(text).text
    assert "no cough" in spelt or spelt.startswith("no fever") or "cough(-)" not in spelt


@pytest.mark.timeout(60)
def test_a_note_of_one_word_without_end_is_read() -> None:
    read = read_note("chest pain", "fever(-). " + "a" * MANY)
    assert read.english.startswith("chest pain") and "no fever" in read.english
