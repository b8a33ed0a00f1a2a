"""What a rewritten note denies: findings that none of the visit's reasons names, as triage nurses ask for them.

The survey has no denials. Without any in training the network takes "no chest pain" for chest pain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from numpy.random import Generator


@dataclass(frozen=True, slots=True)
class Deniable:
    """A finding as it is denied in English and in Korean; ``named``: pattern of the reasons that name it."""

    english: tuple[str, ...]
    korean: tuple[str, ...]
    named: str


DENIABLE: tuple[Deniable, ...] = (
    Deniable(("chest pain", "CP"), ("흉통", "가슴 통증"), "chest|heart"),
    Deniable(("SOB", "shortness of breath"), ("호흡곤란", "SOB"), "breath|asthma|wheez|respir"),
    Deniable(("fever", "F/C"), ("발열", "fever"), "fever|chill|feeling hot"),
    Deniable(("N/V", "nausea", "vomiting"), ("구토", "오심", "N/V"), "nausea|vomit"),
    Deniable(("diarrhea",), ("설사",), "diarrhea|bowel"),
    Deniable(("abd pain", "abdominal pain"), ("복통",), "abdominal|stomach"),
    Deniable(("HA", "headache"), ("두통",), "head"),
    Deniable(("LOC", "syncope"), ("의식소실", "LOC"), "faint|conscious|syncope"),
    Deniable(("dizziness",), ("어지러움", "어지럼증"), "dizz|vertigo"),
    Deniable(("cough",), ("기침",), "cough"),
    Deniable(("trauma", "injury"), ("외상",), "injur|accident|lacerat|fract|contus|burn|wound|bite"),
    Deniable(("SI", "suicidal ideation"), ("자살사고",), "suicid|depress|psych|overdose"),
)

_IN_ENGLISH: tuple[str, ...] = ("no {}", "no {}", "denies {}", "Denies {}", "neg for {}", "{} (-)")
_IN_KOREAN: tuple[str, ...] = ("{} 없음", "{} 없음", "{} 없다고 함", "{} 부인", "{} 호소 안함", "{}(-)")


def denied_in_english(phrases: Sequence[str], rng: Generator) -> str:
    """One or two findings denied, terse: ``no fever``, ``denies CP or SOB``."""
    words = [str(rng.choice(found.english)) for found in _drawn(phrases, rng)]
    pattern = str(rng.choice(_IN_ENGLISH))
    return pattern.format(words[0] if "(-)" in pattern else " or ".join(words))


def denied_in_korean(phrases: Sequence[str], rng: Generator) -> str:
    """The same in Korean: ``흉통, 호흡곤란 없음``."""
    words = [str(rng.choice(found.korean)) for found in _drawn(phrases, rng)]
    pattern = str(rng.choice(_IN_KOREAN))
    return pattern.format(words[0] if "(-)" in pattern else ", ".join(words))


def _drawn(phrases: Sequence[str], rng: Generator) -> list[Deniable]:
    """One or two findings that no phrase names."""
    text = " ".join(phrases)
    free = [found for found in DENIABLE if not re.search(found.named, text, re.IGNORECASE)]
    order = rng.permutation(len(free))[: int(rng.integers(1, 3))]
    return [free[i] for i in order]
