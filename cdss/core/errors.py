"""Errors of the program, one tree.

::

    CdssError
    ├── TableError       a table of outcomes cannot be used
    ├── CaseError        a case (folder, manifest) cannot be read at all
    ├── BundleError      a model bundle is incomplete, changed or of another schema
    └── EngineError      the engine could not answer
        ├── EmptyCaseError   nothing in the case can be assessed
        └── StaleRequest     the answer belongs to an older generation, or was cancelled
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from cdss.core.sentences import sentence


class CdssError(Exception):
    """Base of every error this program raises on purpose; ``str()`` is a sentence for the clinician, in English.

    ``code``, ``params``: of its sentence, where there is one; then ``words`` says it in every language of the screen.
    """

    def __init__(self, text: str = "", code: str = "", params: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.code, self.params = code, dict(params or {})

    @classmethod
    def of(cls, code: str, **params: str) -> Self:
        """The error with the sentence ``code``."""
        return cls(sentence(code, params), code, params)

    def words(self, language: str) -> str:
        """The sentence in ``language``, in English where it has no code."""
        return sentence(self.code, self.params, language) if self.code else str(self)


class TableError(CdssError):
    """A table that cannot be used."""


class CaseError(CdssError):
    """A case folder or manifest that cannot be read at all. ``more``: further errors that stand in its text as well."""

    more: tuple[CaseError, ...] = ()

    @classmethod
    def together(cls, errors: Sequence[CaseError]) -> CaseError:
        """One error that says all of ``errors``, which are at least one."""
        first = errors[0]
        made = cls(" ".join(map(str, errors)), first.code, first.params)
        made.more = tuple(errors[1:])
        return made

    def words(self, language: str) -> str:
        """The sentence, and those of ``more``, in ``language``."""
        return " ".join((super().words(language), *(one.words(language) for one in self.more)))


class BundleError(CdssError):
    """A model bundle that is incomplete, was changed, has another schema, or that nobody trusted signed."""


class EngineError(CdssError):
    """The engine could not answer a request."""


class EmptyCaseError(EngineError):
    """None of the four modalities of the case can be assessed."""


class StaleRequest(EngineError):
    """A request that was cancelled or overtaken by a newer generation."""
