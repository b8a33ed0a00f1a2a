"""The memory of what was computed: known by content, never by name or place, and bounded."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import View
from cdss.nets.recent import MOST, Recent, content_digest, remembered
from cdss.records.ecg import Ecg
from cdss.records.film import Film, Window


def film(value: float = 0.5, source: str = "film.dcm") -> Film:
    return Film(source, np.full((4, 3), value, np.float32), Window(0.5, 1.0))


def ecg(value: float = 0.1) -> Ecg:
    return Ecg("ecg.csv", np.full((12, 20), value, np.float32), 500.0)


class Counted:
    """Makes numbers and counts how often it was asked."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> int:
        self.made += 1
        return self.made


def test_a_copy_of_a_film_is_known_again():
    recent, make = Recent(), Counted()
    first = recent.once("film", film(), make)
    again = recent.once("film", pickle.loads(pickle.dumps(film())), make)
    assert (first, again, make.made) == (1, 1, 1)


OTHERS = {
    "one pixel": replace(film(), pixels=np.array([[0.5] * 3] * 3 + [[0.5, 0.5, 0.5001]], np.float32)),
    "shape": replace(film(), pixels=np.full((3, 4), 0.5, np.float32)),
    "view": replace(film(), view=View.LATERAL),
    "window": replace(film(), window=Window(0.4, 1.0)),
    "inverted": replace(film(), inverted=True),
    "file": film(source="other.dcm"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_a_film_that_differs_in_anything_is_another_film(what):
    recent, make = Recent(), Counted()
    assert [recent.once("film", f, make) for f in (film(), OTHERS[what], film())] == [1, 2, 1]


@pytest.mark.parametrize(
    "other",
    [
        replace(ecg(), rate_hz=250.0),
        replace(ecg(), derived=("III",)),
        replace(ecg(), signal_mv=ecg().signal_mv[::-1] + np.float32(1e-4)),
    ],
    ids=["rate", "derived leads", "samples"],
)
def test_a_recording_that_differs_in_anything_is_another_recording(other):
    assert content_digest(ecg()) == content_digest(ecg())
    assert content_digest(ecg()) != content_digest(other)


def test_samples_in_another_order_in_memory_are_the_same_recording():
    turned = replace(ecg(), signal_mv=np.asfortranarray(ecg().signal_mv))
    assert content_digest(turned) == content_digest(ecg())


def test_an_object_whose_place_in_memory_is_used_again_is_not_taken_for_the_old_one():
    recent = Recent()
    for value in range(50):  # the films die at once, so that the interpreter gives their addresses to the next ones
        assert recent.once("value", film(float(value)), lambda value=value: value) == value


def test_what_was_made_of_one_kind_is_not_given_for_another():
    recent = Recent()
    assert recent.once("verdict", film(), lambda: "sound") == "sound"
    assert recent.once("findings", film(), lambda: "none") == "none"


def test_five_hundred_patients_leave_no_more_entries_than_a_few():
    recent = Recent()
    for number in range(500):
        recent.once("film", film(float(number)), Counted())
        recent.once("ecg", ecg(float(number)), Counted())
        recent.once("note", (number, number + 1), Counted())
        assert len(recent) <= 3 * MOST
    assert len(recent) == 3 * MOST


def test_many_edits_of_the_note_do_not_push_out_the_film():
    recent, make = Recent(), Counted()
    recent.once("film", film(), make)
    for number in range(100):
        recent.once("note", (number,), Counted())
    recent.once("film", film(), make)
    assert make.made == 1


def test_the_entry_used_longest_ago_goes_first():
    recent, make = Recent(most=2), Counted()
    for key in ((1,), (2,), (1,), (3,), (1,), (2,)):
        recent.once("note", key, make)
    assert make.made == 4  # 1, 2, 3, and 2 again


def test_without_a_memory_all_is_made_anew():
    make = Counted()
    assert [remembered(None, "film", film(), make) for _ in range(2)] == [1, 2]


def test_only_records_have_a_content():
    with pytest.raises(TypeError, match="str has no fields"):
        content_digest("film.dcm")
    with pytest.raises(TypeError):
        content_digest(Film)


def test_of_a_large_kind_only_the_one_used_last_is_kept():
    recent, make = Recent(), Counted()
    found = [recent.once("path", (name,), make, most=1) for name in ("a", "a", "b", "a")]
    assert found == [1, 1, 2, 3] and len(recent) == 1
