"""Negated stretches of English notes, after NegEx and ConText."""

import pytest

from cdss.text.negation import denials, negated_spans


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Crushing chest pain, diaphoretic. Denies fever, no cough.", ["fever", "cough"]),
        ("No fever, chills or cough but has chest pain", ["fever, chills or cough"]),
        ("Patient denies chest pain and has shortness of breath", ["chest pain"]),
        ("pulmonary embolism was ruled out; fever", ["pulmonary embolism"]),
        ("chest pain, fever negative", ["fever"]),
        ("without nausea and vomiting", ["nausea and vomiting"]),
        ("no history of diabetes", ["diabetes"]),
        ("no cough\nchest pain", ["cough"]),
        ("did not lose consciousness", ["lose consciousness"]),
        ("Temp 38.2, no rash. Cough", ["rash"]),
        ("neither headache nor vomiting", ["headache", "vomiting"]),
        ("no fever; chest pain", ["fever"]),
        ("No fever, cough, shortness of breath", ["fever, cough, shortness of breath"]),
        ("no fever, sputum production or cough", ["fever, sputum production or cough"]),
        ("denies chest pain, odd feeling, syncope", ["chest pain, odd feeling, syncope"]),
        ("no focal deficits, right arm weakness since 0900", ["focal deficits"]),
        ("no loss of consciousness, hit head, vomiting x2", ["loss of consciousness"]),
        ("no acute distress, chest pain", ["acute distress"]),
        ("no nausea, abdominal pain right lower quadrant", ["nausea"]),
        ("negative for fever/chills, + cough", ["fever/chills"]),
        ("denies fall, found on floor", ["fall"]),
        ("never smoked, chest pain", ["smoked"]),
        ("not acting right, confused", ["acting right"]),
        ("no prior history of coronary artery disease, chest pressure 1 hour", ["coronary artery disease"]),
        ("no known drug allergies, chest pain", ["drug allergies"]),
    ],
)
def test_negated_scope(text, denied):
    assert [text[s.start : s.end] for s in negated_spans(text)] == denied


@pytest.mark.parametrize(
    "text",
    [
        "no increase in pain",
        "not only chest pain",
        "no relief with nitroglycerin",
        "rule out pulmonary embolism",
        "chest pain for 2 hours",
        "noticed swelling, northern accent",
        "not breathing pulseless",
        "no pulse, no respirations",
        "without her inhaler, short of breath",
        "no meds for seizures, seizing",
        "no doubt chest pain",
        "no",
        "",
    ],
)
def test_pseudo_negation_and_plain_text_open_no_scope(text):
    assert negated_spans(text) == ()


@pytest.mark.timeout(30)
@pytest.mark.parametrize("run", [" ", ", ", "\t", " and", " ,\t"])
def test_the_finding_behind_a_long_run_is_denied(run):
    """It took minutes where every blank of a run began a search to the end of the run."""
    text = f"fever{run * (300_000 // len(run))} cough is absent"
    (found,) = denials(text)
    assert text[found.cue.start : found.cue.end] == "is absent"
    assert text[found.scope.start : found.scope.end].split()[-1] == "cough"
