"""How the figures move with the years: trained on 2016-2018, calibrated on 2019, reported on 2020.

The network has seen every visit of 2016-2018, so it has no honest figure there. Gradient boosting stands in for it: each
training year is scored by boosters trained on the other two. For 2019 and 2020 both are given, on the same visits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Floats, auroc, expected_calibration_error, mean_score, with_interval
from cdss.evaluation.subgroups import RESAMPLES, difference
from cdss.evaluation.visits import TASKS, ScoredVisits, task_labels
from cdss.training.fit_fusion import pooled_features
from cdss.training.fusion_data import TRAIN_YEARS, FusionData
from cdss.training.teacher import booster

HELD_OUT = "held out by year"
SAMPLED = "2019, seeded sample"
REPORTED = "2020, all ages"

Pairs = dict[str, tuple[Floats, Floats]]
"""Labels and scores by task."""


def shift_figures(
    data: FusionData,
    calibration_year: ScoredVisits,
    test_year: ScoredVisits,
    boosted: Mapping[str, Mapping[str, Floats]],
) -> Iterator[Measured]:
    """Figures by year, then what changed between years.

    ``boosted``: ``2019`` and ``2020`` to the comparator's scores by task, for the rows of the two ``ScoredVisits``.
    """
    before = [held_out_year(data, year) for year in TRAIN_YEARS]
    for trained, pairs in zip(TRAIN_YEARS, before, strict=True):
        yield from _of_year(str(trained), ", gradient boosting", pairs, HELD_OUT)
    ours, other = [], []
    for year, scored, where in (("2019", calibration_year, SAMPLED), ("2020", test_year, REPORTED)):
        everyone = np.ones(len(scored), bool)
        ours.append({task: scored.of(task, everyone) for task in TASKS})
        other.append({t: (ours[-1][t][0], boosted[year][t][scored.known(t)]) for t in TASKS})
        yield from _of_year(year, ", gradient boosting", other[-1], where)
        yield from _of_year(year, "", ours[-1], where)
        yield from _calibration(year, ours[-1], where)
    earlier = {t: tuple(np.concatenate(part) for part in zip(*(p[t] for p in before), strict=True)) for t in TASKS}
    yield from _changes("2016-2018 to 2020", ", gradient boosting", earlier, other[1])
    yield from _changes("2019 to 2020", ", gradient boosting", other[0], other[1])
    yield from _changes("2019 to 2020", "", ours[0], ours[1])


def held_out_year(data: FusionData, year: int) -> Pairs:
    """Labels and boosted scores of the visits of a training year that have note and vitals; trained on the other years."""
    train = data.rows("train")
    own = data.visits.year[train] == year
    both = data.has_note[train] & data.numbers.vitals_known[train].any(axis=1)
    rows, others = train[own & both], train[~own]
    features, rest = pooled_features(data, rows), pooled_features(data, others)
    labels, known = task_labels(data.visits, rows), _known(data, rows)
    taught, usable = task_labels(data.visits, others), _known(data, others)
    found: Pairs = {}
    for task in TASKS:
        model = booster(7).fit(rest[usable[task]], taught[task][usable[task]])
        found[task] = (labels[task][known[task]], model.predict_proba(features[known[task]])[:, 1])
    return found


def _known(data: FusionData, rows: NDArray[np.int64]) -> dict[str, NDArray[np.bool_]]:
    everyone = np.ones(len(rows), bool)
    return {"level<=2": data.visits.acuity[rows] >= 0, "admission": everyone, "critical": everyone}


def _of_year(year: str, scorer: str, pairs: Pairs, where: str) -> Iterator[Measured]:
    for task, (labels, scores) in pairs.items():
        yield Measured(f"Year {year}", f"AUROC {task}{scorer}", with_interval(auroc, labels, scores, RESAMPLES), where)


def _calibration(year: str, pairs: Pairs, where: str) -> Iterator[Measured]:
    """Observed share beside mean prediction: the change of prevalence that calibration meets."""
    for task, (labels, scores) in pairs.items():
        for name, values in ((f"observed share of {task}", labels), (f"mean predicted {task}", scores)):
            figure = with_interval(mean_score, labels, values.astype(np.float64), RESAMPLES)
            yield Measured(f"Year {year}", name, figure, where)
        error = with_interval(expected_calibration_error, labels, scores, RESAMPLES)
        yield Measured(f"Year {year}", f"ECE {task}", error, where)


def _changes(name: str, scorer: str, first: Mapping[str, tuple[Floats, ...]], second: Pairs) -> Iterator[Measured]:
    for task in TASKS:
        labels, scores = first[task]
        figure = difference(auroc, second[task], (labels, scores), seeds=(3, 4))
        yield Measured(f"Change {name}", f"AUROC {task}{scorer}", figure, f"{name}, later minus earlier")
