"""Writes ``resources/lexicon/note_words.json``: ``python -m cdss.training.note_words DATA`` .

The words by which ``cdss.guards.note`` knows a clinical note: those of the reasons for visit of NHAMCS 2016-2019 (a code
book of the US government) and of the lexicons of this program. Words that everyday English shares (``EVERYDAY``, and the
stop words of scikit-learn) are set apart or left out. No patient's text is in it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from cdss.core.paths import resources_dir
from cdss.guards.note import LETTERS
from cdss.text.lexicon import lexicon
from cdss.training.cohort_visits import load_visits
from cdss.training.fusion_data import TEST_YEAR

PLACEHOLDER = "test"
"""What people type to try a form; ``tests`` stays in."""

CUT_FROM = 36
"""The survey cuts its phrases at about this length, so that the last word of a longer one may be half a word."""

EVERYDAY = "everyday_words.txt"
"""File of the lexicon with words of the sources that everyday English uses as often: they count in a short note only."""

TRIAGE = "triage_words.txt"
"""File of the lexicon with words of triage notes that the sources lack, chosen by hand, one a line."""


def clinical_words(phrases: Iterable[str]) -> set[str]:
    """Words of ``phrases`` and of the lexicons, with ``TRIAGE``; words cut off by the survey are left out."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    words = {word for phrase in phrases for word in _whole_words(phrase)}
    plain, concepts = lexicon("abbreviations"), lexicon("concepts")
    texts = [*plain["plain"], *plain["plain"].values(), *plain["capitals_only"].values(), *plain["by_context"]]
    texts += [text for term, names in concepts.items() for text in (term, *names)]
    texts += [*lexicon("ko_en")["findings"].values(), *lexicon("ko_en")["verbs"].values()]
    words |= {word for text in texts for word in LETTERS.findall(text.lower())} | _listed(TRIAGE)
    stop = ENGLISH_STOP_WORDS - {"fire", "found"}  # "found on the floor"
    return {word for word in words if len(word) > 1 and word not in stop and word != PLACEHOLDER}


def _listed(name: str) -> set[str]:
    return set((resources_dir() / "lexicon" / name).read_text(encoding="utf-8").split())


def _whole_words(phrase: str) -> list[str]:
    words = LETTERS.findall(re.sub(r"'s?\b", "", phrase.lower()))
    return words[:-1] if len(phrase) >= CUT_FROM else words


def write(data: Path) -> Path:
    """Write the list from the visits before the test year; returns its path."""
    visits = load_visits(data)
    phrases = {p for row, year in zip(visits.phrases, visits.year, strict=True) if year != TEST_YEAR for p in row}
    words = clinical_words(phrases)
    everyday = words & _listed(EVERYDAY)
    out = resources_dir() / "lexicon" / "note_words.json"
    lists = {"clinical": sorted(words - everyday), "everyday": sorted(everyday)}
    text = ",\n ".join(f'"{name}": "{" ".join(found)}"' for name, found in lists.items())
    out.write_text("{\n " + text + "\n}\n", encoding="utf-8")
    json.loads(out.read_text(encoding="utf-8"))
    return out


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))
