"""Errors of the program say their sentence in every language of the screen."""

from __future__ import annotations

import pickle

from cdss.core.errors import BundleError, CaseError, CdssError
from cdss.readers.manifest import parse_manifest


def test_an_error_with_a_sentence_says_it_in_both_languages() -> None:
    error = BundleError.of("site_name_unfit", site="a b")
    assert isinstance(error, BundleError) and "a b" in str(error) and str(error) == error.words("en")
    assert "a b" in error.words("ko") and error.words("ko") != error.words("en")


def test_an_error_without_one_says_its_text() -> None:
    assert CdssError("Nothing.").words("ko") == "Nothing."


def test_the_sentence_is_there_still_after_the_way_between_two_processes() -> None:
    error = pickle.loads(pickle.dumps(BundleError.of("site_name_unfit", site="a b")))
    assert error.words("ko") == BundleError.of("site_name_unfit", site="a b").words("ko")


def test_all_that_is_wrong_in_a_manifest_is_said_in_korean() -> None:
    try:
        parse_manifest({"pulse": 3, "colour": "red"}, "case.json")
    except CaseError as error:
        words = error.words("ko")
        assert str(error).count("is not known") == 2 and "is not known" not in words
        assert '"pulse"' in words and '"colour"' in words
    else:
        raise AssertionError
