"""Earlier visits that resemble the patient on screen, and what happened to them: experience to compare with, no reason."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.core.kinds import Sex


@dataclass(frozen=True, slots=True)
class SimilarVisit:
    """One reference visit, as far as it is told: no identifier, no date, no exact age, no measured value.

    ``similarity``: cosine of the two embeddings, at most 1. ``complaint``: reasons for visit in the survey's own words;
    ``decade``: first year of the age's decade, None unknown; ``level``: 1-5 as the triage nurse gave it; ``admitted``;
    ``critical``: ICU or death; ``conditions``: codes of ``CONDITIONS`` among the emergency diagnoses.
    """

    similarity: float
    complaint: str
    decade: int | None
    sex: Sex
    level: int
    admitted: bool
    critical: bool
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many of ``visits`` had level 1 or 2, were admitted, and went to ICU or died."""

    visits: int
    urgent: int
    admitted: int
    critical: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The ``nearest`` visits, and the nearest with the ``opposite`` outcome: not an explanation of the output.

    ``target``: the output whose outcome is compared; ``predicted``: whether the model expects it of the patient (level 1 or
    2 for the risk, else a probability of at least one half); ``opposite`` is the nearest visit in which it was otherwise,
    None where there is none. ``similar``: outcomes of the nearest visits of a random sample, ``every``: of that whole sample.
    """

    target: str
    predicted: bool
    nearest: tuple[SimilarVisit, ...]
    opposite: SimilarVisit | None
    similar: Outcomes
    every: Outcomes
