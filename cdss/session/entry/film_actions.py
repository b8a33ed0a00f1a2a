"""What the clinician does with a patient's films, as actions of the session."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.records.film_marks import FilmMarks
from cdss.session.state import SessionState


@dataclass(frozen=True, slots=True)
class FilmMarked:
    """What is marked on the film ``source`` of the patient ``key`` is now ``marks``."""

    key: str
    source: str
    marks: FilmMarks

    def apply(self, state: SessionState) -> SessionState:
        """Kept, also where the patient's files are read again; unknown patients are ignored."""
        entry = state.entry(self.key)
        if entry is None:
            return state
        work = entry.film_work.with_marks(self.source, self.marks)
        return state.with_entry(replace(entry, film_work=work))


@dataclass(frozen=True, slots=True)
class FilmShown:
    """The user chose the film ``source`` of the patient ``key``."""

    key: str
    source: str

    def apply(self, state: SessionState) -> SessionState:
        """Only what is on screen changes; the assessment goes on reading the same film. Unknown films are ignored."""
        entry = state.entry(self.key)
        if entry is None or entry.case is None or all(film.source != self.source for film in entry.case.films):
            return state
        return state.with_entry(replace(entry, film_work=replace(entry.film_work, shown=self.source)))
