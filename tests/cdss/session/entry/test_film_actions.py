"""What is marked on films is kept by patient and film, and survives that the files are read again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cdss.records.case import Case
from cdss.records.explanation import Explanation, ImageCam
from cdss.records.film import Film, Window
from cdss.records.film_marks import FilmMarks, Measure, MeasureKind
from cdss.session.actions import CaseRead, Opened, Selected
from cdss.session.entry.film_actions import FilmMarked, FilmShown
from cdss.session.panes import FilmPane
from cdss.session.resolve import resolve
from cdss.session.state import SessionState

MARKS = FilmMarks((Measure(MeasureKind.DISTANCE, ((1.0, 2.0), (3.0, 4.0))),))


def film(source: str) -> Film:
    return Film(source, np.zeros((80, 80), dtype=np.float32), Window(0.5, 1.0))


def opened(*names: str) -> SessionState:
    state = Opened(names).apply(SessionState())
    for name in names:
        state = CaseRead(name, Case(name, films=(film(f"{name}.dcm"),))).apply(state)
    return state


def shown(state: SessionState) -> FilmPane:
    pane = resolve(state).film
    assert isinstance(pane, FilmPane)
    return pane


def test_marks_are_shown_on_their_patient_s_film_only() -> None:
    state = FilmMarked("a", "a.dcm", MARKS).apply(opened("a", "b"))
    assert shown(state).marks == MARKS
    assert shown(Selected("b").apply(state)).marks == FilmMarks()


def test_marks_stay_when_the_files_are_read_again() -> None:
    state = FilmMarked("a", "a.dcm", MARKS).apply(opened("a"))
    again = CaseRead("a", Case("a", films=(film("a.dcm"),))).apply(state)
    assert shown(again).marks == MARKS
    assert shown(CaseRead("a", Case("a", films=(film("new.dcm"),))).apply(again)).marks == FilmMarks()


def test_newer_marks_take_the_place_of_older_ones() -> None:
    state = FilmMarked("a", "a.dcm", MARKS).apply(opened("a"))
    assert shown(FilmMarked("a", "a.dcm", FilmMarks()).apply(state)).marks == FilmMarks()


def test_an_unknown_patient_changes_nothing() -> None:
    state = opened("a")
    assert FilmMarked("x", "a.dcm", MARKS).apply(state) is state


SEVERAL = tuple(film(name) for name in ("one.dcm", "two.dcm", "three.dcm"))


def several(assessed: bool = False) -> SessionState:
    state = CaseRead("a", Case("a", films=SEVERAL)).apply(Opened(("a",)).apply(SessionState()))
    if not assessed:
        return state
    cam = ImageCam({"pneumonia": np.ones((4, 4), dtype=np.float32)}, {"pneumonia": "right_lower"})
    entry = state.selected
    assert entry is not None
    return state.with_entry(replace(entry, explanation=Explanation(image_cam=cam)))


def test_the_first_film_is_shown_until_another_is_chosen() -> None:
    pane = shown(several())
    assert pane.film is SEVERAL[0] and pane.films == SEVERAL and pane.assessed
    other = shown(FilmShown("a", "three.dcm").apply(several()))
    assert other.film is SEVERAL[2] and other.films == SEVERAL and not other.assessed


def test_nothing_that_was_found_on_one_film_stands_beside_another() -> None:
    state = several(assessed=True)
    assert shown(state).cam is not None
    other = shown(FilmShown("a", "two.dcm").apply(state))
    assert other.cam is None and other.findings == () and other.occlusion is None and not other.awaited


def test_each_film_has_its_own_marks() -> None:
    state = FilmShown("a", "two.dcm").apply(FilmMarked("a", "two.dcm", MARKS).apply(several()))
    assert shown(state).marks == MARKS
    assert shown(FilmShown("a", "one.dcm").apply(state)).marks == FilmMarks()


def test_a_film_that_is_not_there_changes_nothing_and_one_that_went_gives_way_to_the_first() -> None:
    state = several()
    assert FilmShown("a", "four.dcm").apply(state) is state
    gone = CaseRead("a", Case("a", films=SEVERAL[:2])).apply(FilmShown("a", "three.dcm").apply(state))
    assert shown(gone).film is SEVERAL[0]
