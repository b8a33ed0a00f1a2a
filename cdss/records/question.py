"""Questions that a clinician may ask about the patient on screen, and their answers: computed on demand, not by default.

Each question names the output it is about; each kind of question has one kind of answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cdss.core.kinds import RISK, Modality
from cdss.records.attribution import Attribution
from cdss.records.explanation import ImageCam


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

    ``vitals``: new latest value by name, None for "not measured"; ``note``: the new text, None to leave it as it is;
    ``off``: modalities to leave out.
    """

    vitals: Mapping[str, float | None] = field(default_factory=dict)
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
    """``map``: drop of the output where a part of the film is covered, as ``ImageCam`` covers the film."""

    target: str
    map: ImageCam


@dataclass(frozen=True, slots=True)
class Opinion:
    """LIME's attributions of words and vital signs, and how well its linear model fits (weighted R squared)."""

    attribution: Attribution
    fit: float


@dataclass(frozen=True, slots=True)
class Changed:
    """What the model says of the edited case: level, risk (0-10) with interval, probabilities of outcomes and conditions."""

    question: WhatIf
    level: int
    risk: float
    interval: tuple[float, float]
    outputs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class VitalChange:
    """One vital sign from its measured to another value, in its unit."""

    name: str
    old: float
    new: float


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The smallest change found that moves the level to ``level``; ``changes`` empty where none does within plausible ranges."""

    level: int
    risk: float
    changes: tuple[VitalChange, ...]


@dataclass(frozen=True, slots=True)
class Counterfactuals:
    """Towards more urgent and towards less urgent, where there is such a level."""

    found: tuple[Counterfactual, ...]


@dataclass(frozen=True, slots=True)
class TestValue:
    """Expected width of the 90 % interval of the risk (0-10) now and with the test; ``samples`` reference patients drawn."""

    test: str
    width_now: float
    width_expected: float
    level_changes: float
    samples: int


@dataclass(frozen=True, slots=True)
class TestValues:
    """Tests not yet done (``image``, ``ecg``) and repeated vital signs (``vitals``), most telling first."""

    tests: tuple[TestValue, ...]


Answer = Occlusion | Opinion | Changed | Counterfactuals | TestValues
