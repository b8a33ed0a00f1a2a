"""Work on a patient goes to text and back, and what this version does not understand is not lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdss.records.film_marks import FilmMarks, Look, Measure, MeasureKind
from cdss.session.entry.film_work import FilmWork
from cdss.session.kept_work import KINDS, with_work_text, work_text
from cdss.session.state import Entry

MEASURE = Measure(MeasureKind.RATIO, ((0.1, 2.0), (3.0, 1 / 3), (5.0, 6.0), (7.0, 8.5)), unset=(2, 3), across=1)
LOOK = Look(1.5, 0.25, 0.75, 3, True, -0.1, 0.9, "SIGMOID", False)
MARKED = FilmWork((("f/a.dcm", FilmMarks((MEASURE,), (LOOK,))), ("f/b.dcm", FilmMarks())), "f/b.dcm")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_patient_nobody_worked_on_keeps_nothing(kind) -> None:
    assert getattr(Entry("/d/a"), kind.field) == kind.made_of()
    assert kind.name not in dict(work_text(Entry("/d/a")))


def test_marks_and_key_images_come_back_as_they_were() -> None:
    text = work_text(Entry("/d/a", film_work=MARKED))
    assert [name for name, _ in text] == ["film"]
    assert with_work_text(Entry("/d/a"), text).film_work == MARKED


def test_a_kind_of_a_newer_version_is_written_back_as_it_was() -> None:
    newer = (("film", work_text(Entry("/d/a", film_work=MARKED))[0][1]), ("tattoo", '{"where": "arm"}'))
    entry = with_work_text(Entry("/d/a"), newer)
    assert entry.film_work == MARKED
    assert work_text(replace(entry, film_work=FilmWork())) == (("tattoo", '{"where": "arm"}'),)


@pytest.mark.parametrize("text", ["", "{", '{"marks": 7}', '{"marks": [["a", {"measures": [{"kind": "volume"}]}]]}'])
def test_a_piece_that_cannot_be_read_is_kept_until_the_work_is_done_anew(text: str) -> None:
    entry = with_work_text(Entry("/d/a"), (("film", text),))
    assert entry.film_work == FilmWork()
    assert work_text(entry) == (("film", text),)
    assert work_text(replace(entry, film_work=MARKED)) == work_text(Entry("/d/a", film_work=MARKED))


def test_no_two_kinds_share_a_name_or_a_place() -> None:
    assert len({kind.name for kind in KINDS}) == len({kind.field for kind in KINDS}) == len(KINDS)
