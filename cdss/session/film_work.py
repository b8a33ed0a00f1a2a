"""What the clinician does with the films of a patient: what they mark on each. Kept with the session, never with the case."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.records.film_marks import FilmMarks


@dataclass(frozen=True, slots=True)
class FilmWork:
    """Of one patient: ``marks`` by the source of the film they are on, so that they stay when the files are read again."""

    marks: tuple[tuple[str, FilmMarks], ...] = ()

    def marks_of(self, source: str) -> FilmMarks:
        """What is marked on one film."""
        return dict(self.marks).get(source, FilmMarks())

    def with_marks(self, source: str, marks: FilmMarks) -> FilmWork:
        """The same with other marks on one film."""
        return FilmWork(tuple({**dict(self.marks), source: marks}.items()))


FilmWorks = tuple[tuple[str, FilmWork], ...]
"""By the key of the patient's entry."""


def work_of(works: FilmWorks, key: str) -> FilmWork:
    """That of one patient."""
    return dict(works).get(key, FilmWork())


def with_work(works: FilmWorks, key: str, work: FilmWork) -> FilmWorks:
    """``works`` with that of one patient replaced."""
    return tuple({**dict(works), key: work}.items())
