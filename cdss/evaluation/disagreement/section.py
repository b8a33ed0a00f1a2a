"""The section of the report: every check that speaks of a disagreement, on visits that nothing was trained on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cdss.engine.local import LocalEngine
from cdss.evaluation.disagreement.findings import finding_checks
from cdss.evaluation.disagreement.fired import fired_figures
from cdss.evaluation.disagreement.methods import compared, method_checks, pulse_figures
from cdss.evaluation.disagreement.rules import rule_checks
from cdss.evaluation.explanations.patients import SEED, hosts, patients
from cdss.evaluation.measured import Measured
from cdss.evaluation.visits import ScoredVisits
from cdss.nets.triage import TriageModel
from cdss.training.fusion_data import FusionData

PATIENTS, OCCLUDED = 200, 40
"""Composite patients whose explanations are compared, and the first of them whose films are covered patch by patch."""


def disagreement_figures(
    engine: LocalEngine,
    model: TriageModel,
    data: FusionData,
    calibration: Mapping[str, Any],
    scored: ScoredVisits,
    folder: Path,
) -> Iterator[Measured]:
    """All figures: model against rules, a finding against all evidence, one explanation against another.

    ``scored``: the visits of the test year; ``calibration`` of the bundle.
    """
    for rule in rule_checks(engine, scored, data.visits):
        yield from fired_figures(rule)
    for finding, borne_out in finding_checks(model, data, calibration, folder):
        yield from fired_figures(finding)
        yield from borne_out
    cases = patients(data.visits, folder, PATIENTS)
    rows = np.array(hosts(data.visits, PATIENTS, np.random.default_rng(SEED)), np.int64)
    found = [compared(engine, case, i < OCCLUDED) for i, case in enumerate(cases)]
    for method in method_checks(found, data.visits.acuity[rows] + 1):
        yield from fired_figures(method)
    yield from pulse_figures([one.assessment for one in found])
