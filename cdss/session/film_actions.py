"""What the clinician does with a patient's films, as actions of the session."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.records.film_marks import FilmMarks
from cdss.session.film_work import with_work, work_of
from cdss.session.state import SessionState


@dataclass(frozen=True, slots=True)
class FilmMarked:
    """What is marked on the film ``source`` of the patient ``key`` is now ``marks``."""

    key: str
    source: str
    marks: FilmMarks

    def apply(self, state: SessionState) -> SessionState:
        """Kept until the program ends, also where the patient's files are read again; unknown patients are ignored."""
        if state.entry(self.key) is None:
            return state
        work = work_of(state.film_work, self.key).with_marks(self.source, self.marks)
        return replace(state, film_work=with_work(state.film_work, self.key, work))


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
        work = replace(work_of(state.film_work, self.key), shown=self.source)
        return replace(state, film_work=with_work(state.film_work, self.key, work))
