"""``Issue``: one thing found in the input. ``Loaded``: a value with the issues met while reading it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Generic, TypeVar

from cdss.core.kinds import Modality, Severity
from cdss.core.sentences import catalogue, sentence

T = TypeVar("T")

_LONGEST = 600
"""Letters of a parameter: as many as a sentence that can be read may hold."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding about the input or the result, in words a clinician can act on.

    ``code`` names the sentence in ``resources/i18n/sentences``; ``params`` fill its placeholders; ``modality`` is None for
    the case as a whole. A parameter of names, ``name_*`` codes with ", " between them, is put into the language asked for.
    """

    code: str
    severity: Severity
    modality: Modality | None = None
    params: tuple[tuple[str, str], ...] = ()

    def text(self, language: str = "en") -> str:
        """The sentence in ``language`` (``en`` or ``ko``)."""
        return sentence(self.code, {key: _named(value, language) for key, value in self.params}, language)


def _named(value: str, language: str) -> str:
    """The names in ``language`` where ``value`` is made of their codes only, else ``value`` as it stands."""
    codes = value.split(", ")
    if all(code.startswith("name_") and code in catalogue() for code in codes):
        return ", ".join(sentence(code, {}, language) for code in codes)
    return value


def issue(code: str, severity: Severity, modality: Modality | None = None, **params: object) -> Issue:
    """Build an ``Issue``; parameters are turned into text of at most 600 letters that stands in one line.

    Files bring what they like: letters that control a screen, or turn the direction of writing, are replaced by a mark.
    """
    return Issue(code, severity, modality, tuple((key, harmless(str(value))) for key, value in params.items()))


def harmless(text: str) -> str:
    """``text`` of a file or a peer, short and in one line: letters that control a screen, or turn writing, become a mark."""
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return short if short.isprintable() else "".join(map(_shown, short))


def _shown(letter: str) -> str:
    if letter in "\n\r\t":
        return " "
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(letter).startswith("C") else letter


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """A value read from a file, or None where it could not be read, with the issues met on the way."""

    value: T | None
    issues: tuple[Issue, ...] = ()
