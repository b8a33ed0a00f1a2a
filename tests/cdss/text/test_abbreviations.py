"""Terse triage English written out, and the way back to what was typed."""

import pytest

from cdss.text.abbreviations import expand
from cdss.text.lexicon import lexicon

SENTENCES = {
    "c/o SOB x2d, HA, n/v": "complains of shortness of breath for 2 days, headache, nausea and vomiting",
    "58yo M w/ CP x 3h, 30 PY smoker": "58 year old male with chest pain for 3 hours, 30 pack years smoker",
    "58M CP": "58 year old male chest pain",
    "abd pain s/p MVA, +LOC": "abdominal pain status post motor vehicle accident, +loss of consciousness",
    "r/o fx": "rule out fracture",
    "PMH HTN DM2": "past medical history hypertension type 2 diabetes mellitus",
    "AMS, GCS 9, BS 40": "altered mental status, Glasgow coma scale 9, blood sugar 40",
    "vomited x3 since 2h ago": "vomited 3 times since 2 hours ago",
    "pt's fx, w/o n/v/d": "patient's fracture, without nausea, vomiting and diarrhea",
    "HR 110, BP 160/95": "heart rate 110, blood pressure 160/95",
    "w/chills": "with chills",
    "onset 1h ago": "onset 1 hour ago",
}


@pytest.mark.parametrize("typed", SENTENCES)
def test_terse_sentence_is_written_out(typed):
    assert expand(typed).text == SENTENCES[typed]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("h/o CP, wheelchair, spastic", "history of cerebral palsy, wheelchair, spastic"),
        ("CP radiating to jaw", "chest pain radiating to jaw"),
        ("MS changes today", "mental status changes today"),
        ("MS flare, optic neuritis", "multiple sclerosis flare, optic neuritis"),
        ("denies LOC", "denies loss of consciousness"),
        ("decreased LOC", "decreased level of consciousness"),
        ("SpO2 88% on RA", "oxygen saturation 88% on room air"),
        ("RA on methotrexate", "rheumatoid arthritis on methotrexate"),
    ],
)
def test_ambiguous_abbreviation_follows_its_neighbours(typed, read):
    assert expand(typed).text == read


@pytest.mark.parametrize(
    "plain",
    [
        "she sat down or left",
        "ARRIVED BY CAR OR ON FOOT",
        "hi, it was as before",
        "chapter",
        "Ms Kim",
        "can't hold uri...",
    ],
)
def test_words_that_look_like_abbreviations_stay(plain):
    assert expand(plain).text == plain


def test_litres_are_not_the_left_side():
    assert expand("2 L O2, pain in L leg").text == "2 L oxygen, pain in left leg"


def test_every_expanded_character_range_maps_back_to_what_was_typed():
    typed = "c/o SOB x2d, no HA"
    expanded = expand(typed)
    for word, origin in {
        "shortness of breath": "SOB",
        "breath": "SOB",
        "for 2 days": "x2d",
        "no": "no",
        "headache": "HA",
    }.items():
        start = expanded.text.index(word)
        span = expanded.to_original(start, start + len(word))
        assert typed[span.start : span.end] == origin
    assert expanded.to_original(0, len(expanded.text)) == (0, len(typed))


def test_pieces_cover_the_new_text_without_gap():
    expanded = expand("Pt c/o CP, SOB & HA; PMH: CHF, AF, s/p CABG")
    assert [p.start for p in expanded.spans[1:]] == [p.end for p in expanded.spans[:-1]]
    assert expanded.spans[-1].end == len(expanded.text)


def test_an_empty_text_stays_empty():
    assert expand("").text == ""
    assert expand("").to_original(0, 0) is None


def test_the_list_is_large_and_each_sense_cue_compiles():
    listed = lexicon("abbreviations")
    assert sum(len(group) for group in listed.values()) >= 250
    for abbreviation, entry in listed["by_context"].items():
        for cue, sense in entry["senses"]:
            assert expand(f"{abbreviation} {sense}").text  # a broken cue would raise here
            assert cue == cue.strip()
