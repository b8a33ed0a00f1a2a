"""What the user does with films reaches the session, of the patient on screen only."""

from __future__ import annotations

from cdss.session.store import Store
from tests.cdss.session.test_film_actions import MARKS, opened, shown
from ui.controllers.films import FilmController


def test_the_controller_marks_only_films_of_the_patient_on_screen() -> None:
    store = Store(opened("a", "b"))
    controller = FilmController(store)
    controller.mark("b.dcm", MARKS)
    assert store.state.film_work == ()
    controller.mark("a.dcm", MARKS)
    assert shown(store.state).marks == MARKS
