"""What the words of the note attend to, place by place, and whether that ranks as the attributions do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float16]

WORDS, EVIDENCE = "words", "evidence"
"""The two sides of the attention that are compared with attributions."""

SAME_RANKING = 0.6
"""Rank correlation with the attributions under which attention is called routing, not importance."""


@dataclass(frozen=True, slots=True, eq=False)
class FullRouting:
    """Attention of every unit of the note to every place of the evidence, as the network has it (float16, 0-1).

    ``film`` [heads, units, rows, columns] over ``film_box`` (top, bottom, left, right: the part of the film that the network
    saw, as shares of its height and width); ``ecg`` [heads, units, times], all twelve leads together, evenly over the first
    ``ecg_seconds``; ``vitals``: name -> [heads, units]. None or empty where the modality is missing. What is left of 1 in
    a head and unit lies on "nothing" and on vital signs that were not measured.
    ``received`` [units]: mass that the query of the explained output puts on each unit, mean over heads.
    """

    film: Weights | None
    film_box: tuple[float, float, float, float]
    ecg: Weights | None
    ecg_seconds: float
    vitals: Mapping[str, Weights]
    received: Weights


@dataclass(frozen=True, slots=True)
class AttentionAgreement:
    """Spearman correlation of attention with absolute attribution on this patient.

    ``words``: the attention that each of ``word_count`` units of the note receives from the query of ``target``, with its
    Integrated Gradients. ``evidence``: the attention that each of ``evidence_count`` parts of the evidence receives from the
    words, with its own attribution. None where there are too few to rank.
    ``failed``: sides that were compared with a method that failed its test on other patients; whoever hides that method has
    no correlation there either.
    """

    target: str
    words: float | None
    word_count: int
    evidence: float | None
    evidence_count: int
    failed: tuple[str, ...] = ()

    @property
    def lower(self) -> float | None:
        """The lower of both correlations: attention may pass for importance only where both sides agree."""
        known = [rho for rho in (self.words, self.evidence) if rho is not None]
        return min(known, default=None)

    @property
    def routing_only(self) -> bool:
        """Whether attention must be labelled "routing, not importance": under ``SAME_RANKING``, failed, or not known."""
        return bool(self.failed) or self.lower is None or self.lower < SAME_RANKING
