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

from collections.abc import Mapping

from cdss.core.sentences import sentence


class CdssError(Exception):
    """Base of every error this program raises on purpose; ``str()`` is a sentence for the clinician."""


class TableError(CdssError):
    """A table that cannot be used; ``words`` says why in a language of the screen."""

    def __init__(self, code: str, params: Mapping[str, str]) -> None:
        super().__init__(sentence(code, params))
        self._code, self._params = code, params

    def words(self, language: str) -> str:
        """The sentence in ``language``."""
        return sentence(self._code, self._params, language)


class CaseError(CdssError):
    """A case folder or manifest that cannot be read at all. ``code``, ``params``: of its sentence, where there is one."""

    def __init__(self, text: str, code: str = "", params: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.code, self.params = code, dict(params or {})

    @classmethod
    def of(cls, code: str, **params: str) -> CaseError:
        """The error with the sentence ``code``, which can be said in every language of the screen."""
        return cls(sentence(code, params), code, params)


class BundleError(CdssError):
    """A model bundle that is incomplete, was changed, has another schema, or that nobody trusted signed.

    ``code``, ``params``: of its sentence, where it can be said in every language of the screen.
    """

    def __init__(self, text: str, code: str = "", params: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.code, self.params = code, dict(params or {})

    @classmethod
    def of(cls, code: str, **params: str) -> BundleError:
        """The error with the sentence ``code``."""
        return cls(sentence(code, params), code, params)

    def words(self, language: str) -> str:
        """The sentence in ``language``; as it was raised where it has no code."""
        return sentence(self.code, self.params, language) if self.code else str(self)


class EngineError(CdssError):
    """The engine could not answer a request."""


class EmptyCaseError(EngineError):
    """None of the four modalities of the case can be assessed."""


class StaleRequest(EngineError):
    """A request that was cancelled or overtaken by a newer generation."""
