"""``Issue``: one thing found in the input. ``Loaded``: a value with the issues met while reading it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from cdss.core.kinds import Modality, Severity
from cdss.core.sentences import catalogue, sentence

T = TypeVar("T")


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
    """Build an ``Issue``; parameters are turned into text."""
    return Issue(code, severity, modality, tuple((key, str(value)) for key, value in params.items()))


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """A value read from a file, or None where it could not be read, with the issues met on the way."""

    value: T | None
    issues: tuple[Issue, ...] = ()
