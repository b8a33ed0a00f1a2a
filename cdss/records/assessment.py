"""``Assessment``: what the model and the clinical scores say of one case (schema ``cdss.assessment/1``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cdss.core.kinds import Modality, Presence
from cdss.core.result import Issue

SCHEMA = "cdss.assessment/1"


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model bundle spoke: its name, version and the SHA-256 of its ``SHA256SUMS`` file."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ModalityStatus:
    """What became of one modality, with the reason in words where it is not present."""

    status: Presence
    reason: str | None = None


Interval = tuple[float, float]
"""Lower and upper end of a 90 % interval, on the scale of what it belongs to."""


@dataclass(frozen=True, slots=True)
class Acuity:
    """Triage level 1-5 (KTAS / ESI) and the calibrated probability of each level, most urgent first.

    ``intervals``: 90 % interval of each probability over the ensemble. ``level_set``: neighbouring levels that hold the
    nurse's level for 90 % of patients of this sex and age group, ``level`` among them. Both are empty where not computed.
    """

    level: int
    probabilities: tuple[float, float, float, float, float]
    intervals: tuple[Interval, ...] = ()
    level_set: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """``score`` = 10 x calibrated P(level <= 2); ``interval``: 90 % interval over the ensemble, same scale."""

    score: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Condition:
    """Calibrated probability of one emergency diagnosis, its interval, and whether it is in the 90 % conformal set."""

    code: str
    probability: float
    interval: Interval
    in_set: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """Probability of one finding within one modality (a film finding, an ECG class).

    ``interval``: 90 % interval over the networks of that modality, None where there is only one.
    """

    code: str
    probability: float
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Selective:
    """Whether the model holds itself able to say that this patient is urgent (level 1-2) or not.

    ``known``: ``confidence``, the probability of the likelier side, reaches ``threshold``, as it does for four patients in
    five with these modalities. It seldom does for those called urgent (``cdss.scoring.selective``).
    """

    known: bool
    confidence: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Score:
    """A clinical score. ``value`` None: nothing it needs was measured. ``missing`` names the absent items.

    ``parts``: sub-score by item. ``band``: the guideline's word for the value (``low``, ``low_medium``, ``medium``, ``high``, …).
    ``spo2_scale``: of NEWS2, the SpO2 scale it was scored on; 2 goes with the score wherever that is told (RCP 2017).
    """

    value: float | None
    complete: bool
    band: str | None = None
    parts: tuple[tuple[str, int], ...] = ()
    missing: tuple[str, ...] = ()
    spo2_scale: int = 1


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer for one case. Explanations arrive separately (``cdss.records.explanation``)."""

    case_id: str
    model: ModelIdentity
    modalities: Mapping[Modality, ModalityStatus]
    acuity: Acuity
    risk: Risk
    outcomes: Mapping[str, float]
    conditions: tuple[Condition, ...]
    findings: Mapping[Modality, tuple[Finding, ...]]
    ecg_measurements: Mapping[str, float | None]
    st_level_mv: Mapping[str, float | None]
    scores: Mapping[str, Score]
    checks: tuple[Issue, ...]
    timings_ms: Mapping[str, float]
    device: str = "cpu"
    composite: bool = False
    without: Mapping[Modality, float] = field(default_factory=dict)
    """Risk score if one present modality were absent."""

    outcome_intervals: Mapping[str, Interval] = field(default_factory=dict)
    """90 % interval of each of ``outcomes`` over the ensemble."""

    selective: Selective | None = None
    """Whether the model knows if the patient is urgent; None where that was not computed."""
