"""Names and colours of the five triage levels.

Sources: Korean Triage and Acuity Scale (KTAS; Ministry of Health and Welfare, 2016) for names and colours; Emergency Severity
Index handbook (Emergency Nurses Association) for the ESI terms.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TriageLevel:
    """One level: its KTAS name, its ESI name and what ESI means by it, and the KTAS colour by name."""

    level: int
    ktas_en: str
    ktas_ko: str
    esi_en: str
    esi_ko: str
    meaning_en: str
    meaning_ko: str
    colour: str

    def name(self, language: str = "en") -> str:
        """The KTAS name in ``en`` or ``ko``."""
        return self.ktas_ko if language == "ko" else self.ktas_en

    def esi_name(self, language: str = "en") -> str:
        """The ESI name in ``en`` or ``ko``."""
        return self.esi_ko if language == "ko" else self.esi_en

    def meaning(self, language: str = "en") -> str:
        """The ESI decision point that leads to this level, in ``en`` or ``ko``."""
        return self.meaning_ko if language == "ko" else self.meaning_en


TRIAGE_LEVELS: tuple[TriageLevel, ...] = (
    TriageLevel(
        1,
        "Resuscitation",
        "소생",
        "Resuscitation",
        "소생",
        "immediate life-saving intervention",
        "즉각적인 생명 구조 처치 필요",
        "blue",
    ),
    TriageLevel(
        2,
        "Emergent",
        "긴급",
        "Emergent",
        "긴급",
        "high-risk situation, confused, or in severe pain or distress",
        "고위험 상황, 의식 변화 또는 심한 통증·고통",
        "red",
    ),
    TriageLevel(3, "Urgent", "응급", "Urgent", "응급", "two or more resources", "두 가지 이상의 자원 필요", "yellow"),
    TriageLevel(4, "Less urgent", "준응급", "Less urgent", "준응급", "one resource", "한 가지 자원 필요", "green"),
    TriageLevel(5, "Non-urgent", "비응급", "Nonurgent", "비응급", "no resources", "추가 자원 불필요", "white"),
)
"""Level 1 (most urgent) to 5."""

URGENT_LEVEL = 2
"""Patients of this level and of level 1 are urgent."""


def triage_level(level: int) -> TriageLevel:
    """The entry of one level; ``ValueError`` outside 1-5."""
    if not 1 <= level <= len(TRIAGE_LEVELS):
        raise ValueError(f"triage levels are 1 to 5, not {level}")
    return TRIAGE_LEVELS[level - 1]
