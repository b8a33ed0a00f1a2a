"""What the note's pane shows beside the text: concepts that can be corrected, and abbreviations written out."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.records.concept_correction import Meant
from cdss.records.vitals_changes import Signature
from cdss.text.expansions import in_korean
from cdss.text.korean import has_hangul


@dataclass(frozen=True, slots=True)
class ConceptChip:
    """A concept that the note's text is read to deny (``denied``) or to state, and how it is ``meant``.

    ``corrected``: who said that it is meant otherwise than it is read, None where nobody did.
    """

    term: str
    denied: bool
    meant: Meant
    corrected: Signature | None = None

    @property
    def next_meant(self) -> Meant:
        """What a click makes of it: there, not there, not meant, and round again."""
        order = tuple(Meant)
        return order[(order.index(self.meant) + 1) % len(order)]


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """``short``, as the note has it at ``start:end`` of its text, is read as ``long``."""

    short: str
    long: str
    start: int
    end: int


def read_as(short: str, english: str, language: str = "en") -> str:
    """What ``short`` is read as, in words: ``호흡곤란 (shortness of breath)`` in Korean, for the English is what is read.

    What was typed in Korean, or has no Korean in the word list, keeps the English alone.
    """
    korean = in_korean(english) if language == "ko" and not has_hangul(short) else None
    return english if korean is None else f"{korean} ({english})"
