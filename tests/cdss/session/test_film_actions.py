"""What is marked on films is kept by patient and film, and survives that the files are read again."""

from __future__ import annotations

import numpy as np

from cdss.records.case import Case
from cdss.records.film import Film, Window
from cdss.records.film_marks import FilmMarks, Measure, MeasureKind
from cdss.session.actions import CaseRead, Opened, Selected
from cdss.session.film_actions import FilmMarked
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
