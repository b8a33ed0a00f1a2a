"""Versions are compared by their numbers, not by their letters."""

import pytest

from cdss.core.versions import release_of


@pytest.mark.parametrize(
    ("older", "newer"), [("0.4.0", "0.6.0"), ("0.9", "0.10"), ("0.6", "0.6.1"), ("0.9.9", "1"), ("0", "0.0.1")]
)
def test_the_newer_release_is_the_greater_one(older, newer):
    assert release_of(older) < release_of(newer)


@pytest.mark.parametrize("same", ["0.6", "0.6.0", "0.6.0+north", "0.6.0+north+levels75"])
def test_what_a_hospital_added_makes_no_other_release(same):
    assert release_of(same) == (0, 6)


@pytest.mark.parametrize("text", ["", "six", "v0.6", "0.6rc1", "0.6.x", "0.6."])
def test_what_cannot_be_compared_is_refused(text):
    with pytest.raises(ValueError, match="no version"):
        release_of(text)
