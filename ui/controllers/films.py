"""What the user does with the films of a patient, as actions on the store."""

from __future__ import annotations

from cdss.records.film_marks import FilmMarks
from cdss.session.entry.film_actions import FilmMarked, FilmShown
from cdss.session.state import Entry
from cdss.session.store import Store


class FilmController:
    """One method for each thing the user can do with films."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def mark(self, source: str, marks: FilmMarks, key: str | None = None) -> None:
        """Keep what is marked on a film of ``key``, else of the patient on screen; of no other patient's film."""
        entry = self._entry(key)
        if entry is not None and entry.case is not None and any(film.source == source for film in entry.case.films):
            self._store.dispatch(FilmMarked(entry.key, source, marks))

    def step(self, by: int, key: str | None = None) -> None:
        """Show the next (1) or previous (-1) film of ``key``, else of the patient on screen; the first and last are ends."""
        entry = self._entry(key)
        if entry is None or entry.case is None or not entry.case.films:
            return
        films = entry.case.films
        here = films.index(entry.film_work.film_of(films))
        there = min(max(here + by, 0), len(films) - 1)
        self._store.dispatch(FilmShown(entry.key, films[there].source))

    def _entry(self, key: str | None) -> Entry | None:
        state = self._store.state
        return state.selected if key is None else state.entry(key)
