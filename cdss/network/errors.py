"""Why something on the network did not work, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from cdss.core.errors import CdssError
from cdss.core.result import harmless
from cdss.core.sentences import catalogue, sentence


class NetworkError(CdssError):
    """A peer did not do what it was asked, or cannot be asked.

    ``code``, ``params``: of the sentence that says why and what to do.
    """

    def __init__(self, code: str, **params: str) -> None:
        kept = {key: harmless(value) for key, value in params.items()}
        super().__init__(_said(code, kept, "en"), code, kept)

    def words(self, language: str) -> str:
        """The sentence in ``language``; a value may be the code of a sentence itself."""
        return _said(self.code, self.params, language)


class Cancelled(CdssError):
    """The clinician called it off; nothing is to be said."""


def _said(code: str, params: Mapping[str, str], language: str) -> str:
    known = catalogue()
    said = {key: sentence(value, {}, language) if value in known else value for key, value in params.items()}
    return sentence(code, said, language)
