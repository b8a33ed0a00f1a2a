"""Note and vitals of the test year: discrimination beside boosting, calibration, agreement with the nurse."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cdss.evaluation import baselines
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import auroc, expected_calibration_error, with_interval
from cdss.nets.triage import TriageModel
from cdss.scoring.calibrate import assigned_level, calibrated, pattern_name
from cdss.training.fit_calibration import pattern_logits
from cdss.training.fusion_data import FusionData

NOTE_VITALS = (False, False, True, True)


def visit_figures(model: TriageModel, data: FusionData) -> Iterator[Measured]:
    """Level <= 2, admission and critical on all visits of the test year with note and vitals."""
    rows, members = pattern_logits(model.fusion, data, data.rows("test"), "test", NOTE_VITALS, seed=20)
    visits, pattern = data.visits, model.calibration[pattern_name(NOTE_VITALS)]
    found = calibrated(members.mean(axis=0), pattern)
    known = visits.acuity[rows] >= 0
    urgent = (visits.acuity[rows] <= 1).astype(np.float64)
    scores = {"level<=2": found.risk, "admission": found.binary[:, 0], "critical": found.binary[:, 1]}
    labels = {"level<=2": urgent, "admission": visits.outcomes[rows, 0], "critical": visits.outcomes[rows, 1]}
    boosted = baselines.boosted_note_and_vitals(data, rows)
    adult = visits.age[rows] >= 16
    for group, inside in (("2020, all ages", np.ones(len(rows), bool)), ("2020, 16 years and older", adult)):
        for name in scores:
            keep = inside & (known if name == "level<=2" else True)
            part = "Note + vitals"
            yield Measured(part, f"AUROC {name}", with_interval(auroc, labels[name][keep], scores[name][keep]), group)
            yield Measured(
                part,
                f"AUROC {name}, gradient boosting",
                with_interval(auroc, labels[name][keep], boosted[name][keep]),
                group,
            )
    for name in scores:
        keep = known if name == "level<=2" else np.ones(len(rows), bool)
        figure = with_interval(expected_calibration_error, labels[name][keep], scores[name][keep], resamples=100)
        yield Measured("Note + vitals", f"ECE {name}", figure, "2020, all ages")
    given = assigned_level(found.levels, pattern)[known]
    actual = visits.acuity[rows][known] + 1
    for name, agree in (("exact level", given == actual), ("level within one", np.abs(given - actual) <= 1)):
        share = with_interval(lambda _, s: float(s.mean()), urgent[known], agree.astype(np.float64))
        yield Measured("Note + vitals", f"agreement with the nurse, {name}", share, "2020, all ages")
