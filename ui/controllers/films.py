"""What the user does with the films of the patient on screen, as actions on the store."""

from __future__ import annotations

from cdss.records.film_marks import FilmMarks
from cdss.session.film_actions import FilmMarked
from cdss.session.store import Store


class FilmController:
    """One method for each thing the user can do with films."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def mark(self, source: str, marks: FilmMarks) -> None:
        """Keep what is marked on a film of the patient on screen; of another patient's film nothing is kept."""
        entry = self._store.state.selected
        if entry is not None and entry.case is not None and any(film.source == source for film in entry.case.films):
            self._store.dispatch(FilmMarked(entry.key, source, marks))
