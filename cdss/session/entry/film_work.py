"""What the clinician does with the films of a patient: what they mark on each. Kept with the session, never with the case."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.records.film import Film
from cdss.records.film_marks import FilmMarks
from cdss.session.panes import FilmPane


@dataclass(frozen=True, slots=True)
class FilmWork:
    """Of one patient: ``marks`` by the source of the film they are on, so that they stay when the files are read again.

    ``shown``: the source of the film on screen; None for the one that is assessed.
    """

    marks: tuple[tuple[str, FilmMarks], ...] = ()
    shown: str | None = None

    def film_of(self, films: tuple[Film, ...]) -> Film:
        """The one on screen of the patient's ``films``; the first, which is assessed, where none was chosen."""
        return next((film for film in films if film.source == self.shown), films[0])

    def marks_of(self, source: str) -> FilmMarks:
        """What is marked on one film."""
        return dict(self.marks).get(source, FilmMarks())

    def with_marks(self, source: str, marks: FilmMarks) -> FilmWork:
        """The same with other marks on one film."""
        return replace(self, marks=tuple({**dict(self.marks), source: marks}.items()))


def unread(pane: FilmPane) -> FilmPane:
    """``pane`` with a film that the assessment did not read: nothing that was found on another may stand beside it."""
    return replace(
        pane,
        findings=(),
        cam=None,
        occlusion=None,
        occluding=False,
        hidden=False,
        left_out=False,
        awaited=False,
        assessed=False,
    )
