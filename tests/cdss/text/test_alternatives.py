"""Words laid out by their first letter are found as a plain list of alternatives finds them."""

import re

import pytest

from cdss.text.alternatives import by_first_letter

WORDS = ["pe", "PE protocol", "a", "as needed", "2/2", "w/", "w/o", "x.y"]


def plain(words, after=""):
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(re.escape(w) + after for w in ordered), re.IGNORECASE)


def laid_out(words, after=""):
    return re.compile(by_first_letter(words, lambda w: re.escape(w[1:]) + after), re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    [
        "PE protocol, pe",
        "w/o fever w/ chills",
        "As needed as a pea",
        "2/2 x.y xzy",
        "",
        "aspirin, PE PROTOCOL as needed",
    ],
)
@pytest.mark.parametrize("after", ["", r"(?![a-z])"])
def test_the_same_words_are_found_as_with_a_plain_list(text, after):
    found = [m.span() for m in laid_out(WORDS, after).finditer(text)]
    assert found == [m.span() for m in plain(WORDS, after).finditer(text)]


def test_the_longest_word_that_fits_wins_whatever_the_order():
    for words in (WORDS, WORDS[::-1]):
        assert laid_out(words).findall("w/o PE protocol") == ["w/o", "PE protocol"]
    assert laid_out(WORDS, r"(?!\w)").findall("w/out pe protocols") == ["pe"]


def test_signs_of_patterns_are_taken_literally():
    assert laid_out(["a+b", ".c", "(d"]).findall("aab a+b xc .c (d") == ["a+b", ".c", "(d"]
