"""Every entry of the word lists does what it is there for, and rewriting never loses the way back."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdss.text.abbreviations import expand
from cdss.text.concepts import find_concepts
from cdss.text.korean import translate
from cdss.text.lexicon import lexicon
from cdss.text.marks import spell_marks
from cdss.text.pipeline import read_note
from cdss.text.spans import Replacement, Span, rewrite

KOREAN = lexicon("ko_en")
NOTES = st.text(
    alphabet=st.sampled_from("abcCPSOHx2 37d/().,;+-\n가슴통증없음열이고혈압부인전시간부터 "), min_size=0, max_size=60
)


@pytest.mark.parametrize("abbreviation", sorted(lexicon("abbreviations")["plain"]))
def test_plain_abbreviation_is_written_out_within_a_sentence(abbreviation):
    meant = lexicon("abbreviations")["plain"][abbreviation]
    assert meant in expand(f"was {abbreviation} today").text


@pytest.mark.parametrize("abbreviation", sorted(lexicon("abbreviations")["capitals_only"]))
def test_capitals_only_abbreviation(abbreviation):
    meant = lexicon("abbreviations")["capitals_only"][abbreviation]
    assert meant in expand(f"was {abbreviation} today").text
    assert meant not in expand(f"was {abbreviation.lower()} today").text or abbreviation.lower() in _in_other_groups()


def _in_other_groups():
    listed = lexicon("abbreviations")
    return {a.lower() for group in ("plain", "by_context") for a in listed[group]}


@pytest.mark.parametrize("korean", sorted(KOREAN["findings"]))
def test_korean_finding_is_read_whole(korean):
    translated = translate(korean)
    assert translated.english.text == KOREAN["findings"][korean]
    assert translated.untranslated == ()


@pytest.mark.parametrize("korean", sorted(k for k, v in KOREAN["findings"].items() if len(k) > 1))
def test_korean_finding_is_denied_by_a_following_negation(korean):
    english = KOREAN["findings"][korean]
    assert translate(f"{korean} 부인함").english.text == f"no {english}"


@pytest.mark.parametrize("group", ["predicates", "links", "times"])
def test_korean_function_words_leave_nothing_untranslated(group):
    left = {word: translate(f"흉통 {word} 두통").untranslated for word in KOREAN[group]}
    assert {word: rest for word, rest in left.items() if rest} == {}


def test_korean_particles_close_a_word_without_a_trace():
    for particle in ("은", "는", "이", "가", "을", "를", "도", "만", "과", "와", "으로", "에서"):
        assert translate(f"흉통{particle} 두통").english.text == "chest pain headache"


@pytest.mark.parametrize("term", sorted(lexicon("concepts")))
def test_each_name_of_a_concept_is_found_and_can_be_denied(term):
    for name in lexicon("concepts")[term]:
        found = find_concepts(f"patient with {name}.")
        assert [(c.term, c.negated) for c in found] == [(term, False)], name
        if not name.startswith("not "):
            assert [c.negated for c in find_concepts(f"denies {name}.")] == [True], name


def test_no_name_stands_for_two_concepts():
    names = [name.casefold() for listed in lexicon("concepts").values() for name in listed]
    assert sorted(names) == sorted(set(names))


@settings(max_examples=300, deadline=None)
@given(text=NOTES)
def test_pieces_cover_any_rewritten_text_and_point_into_the_original(text):
    for rewritten in (translate(text).english, spell_marks(text), expand(text)):
        ends = [0, *(p.end for p in rewritten.spans)]
        assert [p.start for p in rewritten.spans] == ends[:-1]
        assert ends[-1] == len(rewritten.text)
        for piece in rewritten.spans:
            assert 0 <= piece.source.start <= piece.source.end <= len(text)
            if piece.verbatim:
                copied = text[piece.source.start : piece.source.end]
                assert rewritten.text[piece.start : piece.end] == copied


@settings(max_examples=300, deadline=None)
@given(complaint=st.none() | NOTES, note=st.none() | NOTES)
def test_a_note_of_any_shape_is_read(complaint, note):
    read = read_note(complaint, note)
    assert not re.search("[가-힣]", read.english)
    for word in re.finditer(r"\S+", read.english):
        span = read.to_displayed(*word.span())
        assert span is None or 0 <= span.start < span.end <= len(read.displayed)
    for start, end in (*read.negated, *((c.start, c.end) for c in read.concepts)):
        assert 0 <= start < end <= len(read.displayed)


def test_rewriting_keeps_insertions_before_a_replacement_at_the_same_place():
    rewritten = rewrite("cough", [Replacement(0, 0, "no ", Span(4, 5)), Replacement(0, 5, "coughing")])
    assert rewritten.text == "no coughing"
    assert rewritten.to_original(0, 3) == (4, 5)
    assert rewritten.to_original(3, 11) == (0, 5)


def test_text_from_nowhere_has_no_origin():
    rewritten = rewrite("ab", [Replacement(1, 1, " ", Span(0, 0))])
    assert rewritten.text == "a b"
    assert rewritten.to_original(1, 2) is None
    assert rewritten.to_original(0, 3) == (0, 2)
