"""Single columns of a cohort table as numbers and words, and the faults met in their cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cdss.core.errors import CdssError
from cdss.core.kinds import Severity
from cdss.core.result import Issue, issue
from cdss.core.sentences import sentence
from cdss.readers.table import EMPTY_WORDS, number
from cdss.readers.vitals_values import PLAUSIBLE
from cdss.records.vitals import VITAL_UNITS

T = TypeVar("T")

FIRST_ROW = 2
"""Row of the first visit, counted as a spreadsheet counts: the header is row 1."""

SHOWN = 20
"""Faults that are named; the rest are counted."""


@dataclass(slots=True)
class Faults:
    """What is wrong with a table, in words, in the order it was found."""

    texts: list[str] = field(default_factory=list)

    def add(self, code: str, **params: object) -> None:
        """Note the fault ``code`` with its parameters."""
        self.texts.append(sentence(code, {key: str(value) for key, value in params.items()}))

    def stop(self) -> None:
        """Raise ``CdssError`` with all faults, where there are any."""
        if not self.texts:
            return
        more = len(self.texts) - SHOWN
        rest = [sentence("cohort_faults_more", {"count": str(more)})] if more > 0 else []
        raise CdssError("\n".join([*self.texts[:SHOWN], *rest]))


@dataclass(frozen=True, slots=True)
class Cells:
    """One column: its name and one text a visit, blanks around them removed, empty where nothing was recorded."""

    column: str
    texts: tuple[str, ...]

    def required(self, faults: Faults) -> tuple[str, ...]:
        """The texts; every empty one is a fault."""
        for row, text in enumerate(self.texts, FIRST_ROW):
            if not text:
                faults.add("cohort_cell_empty", row=row, column=self.column)
        return self.texts

    def distinct(self, faults: Faults) -> tuple[str, ...]:
        """The texts; an empty one, and one that stands in an earlier row, is a fault."""
        seen: dict[str, int] = {}
        for row, text in enumerate(self.required(faults), FIRST_ROW):
            first = seen.setdefault(text, row)
            if text and first != row:
                faults.add("cohort_cell_repeated", row=row, column=self.column, value=text, first=first)
        return self.texts

    def words(self, meaning: Mapping[str, T], otherwise: T | None, faults: Faults) -> list[T]:
        """The meaning of each cell, case not minded; ``otherwise`` for an empty one (None: empty is a fault)."""
        found: list[T] = []
        for row, text in enumerate(self.texts, FIRST_ROW):
            known = meaning.get(text.casefold(), otherwise if not text else None)
            if known is None:
                code = "cohort_cell_not_one_of" if text else "cohort_cell_empty"
                faults.add(code, row=row, column=self.column, value=text, allowed=", ".join(meaning))
            else:
                found.append(known)
        return found

    def numbers(self, faults: Faults) -> NDArray[np.float32]:
        """The number in each cell, NaN for an empty one; other words are faults."""
        return np.array([self._number(row, text, faults) for row, text in enumerate(self.texts, FIRST_ROW)], np.float32)

    def _number(self, row: int, text: str, faults: Faults) -> float:
        try:
            value = number(text)
        except ValueError:
            faults.add("cohort_cell_not_number", row=row, column=self.column, value=text)
            return np.nan
        return np.nan if value is None else value

    def measurements(self, faults: Faults) -> tuple[NDArray[np.float32], Issue | None]:
        """Numbers of a vital sign; what lies outside its plausible range counts as not measured, and is reported."""
        values, (low, high) = self.numbers(faults), PLAUSIBLE[self.column]
        outside = np.flatnonzero((values < low) | (values > high))
        values[outside] = np.nan
        if not len(outside):
            return values, None
        params = {
            "column": self.column,
            "count": len(outside),
            "low": low,
            "high": high,
            "unit": VITAL_UNITS[self.column],
        }
        found = issue("cohort_out_of_range", Severity.WARNING, None, **params, row=FIRST_ROW + int(outside[0]))
        return values, found

    def lists(self, separators: str = ";|") -> list[tuple[str, ...]]:
        """Entries of each cell, separated by ``;`` or ``|``."""
        first, others = separators[0], separators[1:]
        found = []
        for text in self.texts:
            for other in others:
                text = text.replace(other, first)
            found.append(tuple(entry.strip() for entry in text.split(first) if entry.strip()))
        return found

    def mapped(self, convert: Callable[[str], T]) -> list[T]:
        """``convert`` of each text."""
        return [convert(text) for text in self.texts]


def cells(column: str, texts: Sequence[object]) -> Cells:
    """A column from whatever the file holds: missing values and the usual words for them become empty."""
    return Cells(column, tuple(_text(value) for value in texts))


def _text(value: object) -> str:
    text = "" if pd.isna(value) else str(value).strip()
    return "" if text.casefold() in EMPTY_WORDS else text
