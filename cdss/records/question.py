"""Questions that a clinician may ask about the patient on screen, and their answers: computed on demand, not by default.

Each question names the output it is about; each kind of question has one kind of answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cdss.core.kinds import RISK, TARGETS, Modality
from cdss.records.assessment import Assessment
from cdss.records.attribution import Attribution
from cdss.records.film_map import FilmMap
from cdss.records.second_opinion import Opinion
from cdss.records.vitals import VitalValue


@dataclass(frozen=True, slots=True)
class Occlude:
    """How does the output change when one part of the film after the other is covered?"""

    target: str = RISK


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What does LIME say of the note's words and of the vital signs?"""

    target: str = RISK


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would the model say with other vital signs, another note, or without some of the evidence?

    ``vitals``: new latest value by name (``VITALS_FIELDS``), None for "not measured"; ``note``: the new text, None to leave
    it as it is; ``off``: modalities to leave out. ``cdss.readers.edited`` makes the case and says what cannot be.
    """

    vitals: Mapping[str, VitalValue | None] = field(default_factory=dict)
    note: str | None = None
    off: frozenset[Modality] = frozenset()


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """Which smallest plausible change of the vital signs moves the triage level?"""


@dataclass(frozen=True, slots=True)
class NextTest:
    """Which missing or repeated test would narrow the interval of the risk most?"""


Question = Occlude | SecondOpinion | WhatIf | SmallestChange | NextTest


@dataclass(frozen=True, slots=True, eq=False)
class Occlusion:
    """``map``: fall of the output where a part of the film is covered; its ``effect`` is the largest fall (probability).

    ``agreement``: Spearman's rank correlation with the explained output's Grad-CAM over the ``patches`` that were covered;
    NaN where one of the two is the same everywhere.
    """

    target: str
    map: FilmMap
    agreement: float
    patches: int

    def attribution(self) -> Attribution:
        """Shares by zone, ``image/right_upper`` and so on."""
        return self.map.attribution()


@dataclass(frozen=True, slots=True)
class Changed:
    """What the model, the guards and the scores say of the edited case; it is kept apart from what they say of the patient."""

    question: WhatIf
    assessment: Assessment

    @property
    def level(self) -> int:
        """Triage level of the edited case."""
        return self.assessment.acuity.level

    @property
    def risk(self) -> float:
        """Risk score 0-10."""
        return self.assessment.risk.score

    @property
    def interval(self) -> tuple[float, float]:
        """90 % interval of the risk score."""
        return self.assessment.risk.interval

    @property
    def outputs(self) -> Mapping[str, float]:
        """Probability of each of ``TARGETS``."""
        conditions = {c.code: c.probability for c in self.assessment.conditions}
        known = {RISK: self.risk / 10.0, **self.assessment.outcomes, **conditions}
        return {target: known[target] for target in TARGETS}


@dataclass(frozen=True, slots=True)
class VitalChange:
    """One vital sign from its measured to another value, in its unit."""

    name: str
    old: float
    new: float


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The smallest change found that moves the level to ``level`` with ``risk`` (0-10); ``distance`` in population SD.

    ``changes`` empty: no change of one or two vital signs within plausible ranges was found. Then ``level`` is the patient's
    own, and ``risk`` the furthest that was reached.
    """

    level: int
    risk: float
    changes: tuple[VitalChange, ...]
    distance: float = 0.0
    urgent: bool = True
    """Whether the way was towards more urgent."""


@dataclass(frozen=True, slots=True)
class Counterfactuals:
    """Towards more urgent and towards less urgent, where there is such a level; ``tried``: sets of vital signs looked at."""

    found: tuple[Counterfactual, ...]
    tried: int = 0


@dataclass(frozen=True, slots=True)
class ExpectedNarrowing:
    """Expected width of the 90 % interval of the risk (0-10) now and with the test; ``samples`` reference patients drawn."""

    test: str
    width_now: float
    width_expected: float
    level_changes: float
    samples: int


@dataclass(frozen=True, slots=True)
class NextTests:
    """Tests not yet done (``image``, ``ecg``) and repeated vital signs (``vitals``), most telling first."""

    tests: tuple[ExpectedNarrowing, ...]


Answer = Occlusion | Opinion | Changed | Counterfactuals | NextTests
