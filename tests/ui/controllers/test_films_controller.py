"""What the user does with films reaches the session, of the patient on screen only."""

from __future__ import annotations

from cdss.session.entry.film_work import FilmWork
from cdss.session.store import Store
from tests.cdss.session.entry.test_film_actions import MARKS, SEVERAL, opened, several, shown
from ui.controllers.films import FilmController


def test_the_controller_marks_only_films_of_the_patient_on_screen() -> None:
    store = Store(opened("a", "b"))
    controller = FilmController(store)
    controller.mark("b.dcm", MARKS)
    assert all(entry.film_work == FilmWork() for entry in store.state.entries)
    controller.mark("a.dcm", MARKS)
    assert shown(store.state).marks == MARKS


def test_steps_walk_the_films_and_stop_at_the_ends() -> None:
    store = Store(several())
    controller = FilmController(store)
    seen = []
    for by in (1, 1, 1, -1, -1, -1):
        controller.step(by)
        seen.append(SEVERAL.index(shown(store.state).film))
    assert seen == [1, 2, 2, 1, 0, 0]


def test_without_films_a_step_does_nothing() -> None:
    store = Store()
    FilmController(store).step(1)
    assert all(entry.film_work == FilmWork() for entry in store.state.entries)
