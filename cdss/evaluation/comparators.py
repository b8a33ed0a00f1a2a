"""What the fusion is held against in each of the fifteen presence subsets, on the same composite visits.

- Dedicated model: fitted for that subset alone on all training visits, reading only its columns and the context. A perceptron
  with a linear path for all outputs; for level <= 2, admission and critical it is stacked with gradient boosting on the
  context, vitals and note of the subset.
- Zero-filling: one perceptron fitted on complete visits; absent columns are 0, the mean of training, posing as data.
- kNN imputation: the same perceptron; absent columns are the mean of the 25 nearest of ``REFERENCE`` training visits.
- Late fusion: four perceptrons, one a modality (each with the context), their logits stacked for each subset.

Stacks are fitted on the tuning year with the tuning donors. The perceptrons are fitted on training visits with the training
donors, whose evidence comes from encoders that have seen them. That is not out-of-fold, yet it favours the comparators:
fitted on the tuning donors (87 films) instead, those of single recordings were weaker on the test year. All read the note as
the mean over its phrases, the only form in which the notes of the training years are at hand here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import CONDITIONS, MODALITIES
from cdss.evaluation.composite_scores import (
    FIRST_CONDITION,
    SCORED,
    WHERE,
    Composites,
    PatternTable,
    composites,
    pattern_table,
)
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Figure
from cdss.evaluation.paired import Draws, auroc_draws, mean_draws
from cdss.nets.triage import TriageModel
from cdss.scoring.calibrate import pattern_name
from cdss.training.fit_calibration import PATTERNS
from cdss.training.fusion_data import FusionData
from cdss.training.subset_models import (
    FeatureTable,
    Stack,
    SubsetNet,
    fit_scaling,
    fit_subset_net,
    knn_filled,
    net_logits,
    raw_blocks,
)
from cdss.training.teacher import booster

Pattern = tuple[bool, ...]
Floats = NDArray[np.float64]

SUBSETS: tuple[Pattern, ...] = PATTERNS[1:]
SINGLES: tuple[Pattern, ...] = tuple(s for s in SUBSETS if sum(s) == 1)
ALL: Pattern = (True,) * len(MODALITIES)
FUSION, DEDICATED, ZERO, KNN, LATE = "fusion", "dedicated model", "zero-filling", "kNN imputation", "late fusion"
METHODS = (FUSION, DEDICATED, ZERO, KNN, LATE)
"""Order of the methods in the report."""

MACRO = "conditions (macro)"
GROUPS = (*SCORED[:FIRST_CONDITION], MACRO)
"""Outputs on which the gap to the dedicated model is judged."""

REFERENCE = 4000
"""Training visits among which neighbours are looked for, the first of a random order."""

LARGEST_GAP = 0.010
LARGEST_COST = 0.005
"""Targets of the design: gap to the dedicated model, and AUROC lost by adding a modality."""

WORST = "worst loss of AUROC"
GAIN = "gap from the best single modality to all four"

Areas = Mapping[tuple[str, Pattern], Mapping[str, Draws]]


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Composite visits of one split with their features."""

    visits: Composites
    table: FeatureTable


def comparator_figures(model: TriageModel, data: FusionData, table: PatternTable | None = None) -> Iterator[Measured]:
    """AUROC of every method in every subset, then the worst gaps and costs; ``table`` where it was computed already."""
    table = table or pattern_table(model, data, composites(data, "test"))
    yield from compared(comparator_scores(data, table), table.composites.labels)


def compared(scores: Mapping[tuple[str, Pattern], Floats], labels: Floats) -> Iterator[Measured]:
    """Figures of ready scores [n, 13] a method and subset; ``labels`` [n, 13]."""
    areas = _areas(scores, labels)
    for (method, subset), found in areas.items():
        for output, draws in found.items():
            yield Measured(f"{pattern_name(subset)}: {method}", f"AUROC {output}", draws.figure(), WHERE)
    yield from gap_figures(areas)
    yield from cost_figures(areas)
    yield from gain_figures(areas)


def gap_figures(areas: Areas) -> Iterator[Measured]:
    """How far the dedicated model is ahead of the fusion: worst subset of each group of outputs, and how many exceed .010."""
    for group in GROUPS:
        gaps = {s: areas[DEDICATED, s][group] - areas[FUSION, s][group] for s in SUBSETS}
        worst = max(SUBSETS, key=lambda s: np.nan_to_num(gaps[s].value, nan=-1.0))
        part, where = f"gap to the dedicated model, {group}", f"{WHERE}: {pattern_name(worst)}"
        yield Measured(part, WORST, gaps[worst].figure(), where)
        beyond = sum(g.value > LARGEST_GAP for g in gaps.values())
        yield Measured(part, "subsets above .010", _count(beyond, len(gaps)), where)


def cost_figures(areas: Areas) -> Iterator[Measured]:
    """What adding a modality to a subset costs: the worst of all conditions and additions, and how many exceed .005.

    The worst of 280 noisy differences is large by chance too; the last figure counts those whose interval excludes .005.
    """
    costs = {
        (small, large, code): areas[FUSION, small][code] - areas[FUSION, large][code]
        for small, large in additions()
        for code in CONDITIONS
    }
    known = {key: cost for key, cost in costs.items() if not np.isnan(cost.value)}
    if not known:
        return
    worst = max(known, key=lambda key: known[key].value)
    small, large, code = worst
    part, where = "gap after adding a modality", f"{WHERE}: {code}, {pattern_name(small)} to {pattern_name(large)}"
    yield Measured(part, WORST, known[worst].figure(), where)
    beyond = sum(cost.value > LARGEST_COST for cost in known.values())
    yield Measured(part, "additions above .005", _count(beyond, len(known)), where)
    surely = sum(cost.figure().low > LARGEST_COST for cost in known.values())
    yield Measured(part, "additions above .005, interval too", _count(surely, len(known)), where)


def gain_figures(areas: Areas) -> Iterator[Measured]:
    """For each condition how far all four modalities are ahead of the single one that is best for it, on the same visits.

    Which one is best is decided on all cases, so chance favours it a little.
    """
    for code in CONDITIONS:
        best = max(SINGLES, key=lambda s: np.nan_to_num(areas[FUSION, s][code].value, nan=-1.0))
        gain = areas[FUSION, ALL][code] - areas[FUSION, best][code]
        yield Measured(GAIN, f"gain of AUROC {code}", gain.figure(), f"{WHERE}: {pattern_name(best)}")


def additions() -> tuple[tuple[Pattern, Pattern], ...]:
    """All 28 pairs of a subset and the same with one modality more."""
    return tuple(
        (small, (*small[:m], True, *small[m + 1 :])) for small in SUBSETS for m in range(len(small)) if not small[m]
    )


def comparator_scores(data: FusionData, table: PatternTable) -> dict[tuple[str, Pattern], Floats]:
    """Scores [n, 13] of each method and subset on the visits of ``table``; the comparators are fitted here."""
    train, tune, test = _splits(data, table.composites)
    nets = {s: fit_subset_net(train.table.only(s), train.visits.labels) for s in SUBSETS}
    boosted = _boosted(train, tune, test)
    found: dict[tuple[str, Pattern], Floats] = {}
    for s in SUBSETS:
        found[FUSION, s] = table.of(s)
        found[DEDICATED, s] = _dedicated(nets[s], boosted[s[2:]], s, tune, test)
        found[ZERO, s] = net_logits(nets[ALL], test.table.zero_filled(s))
        found[KNN, s] = net_logits(nets[ALL], knn_filled(test.table, _reference(train.table), s))
        found[LATE, s] = _late(nets, s, tune, test)
    return found


def _splits(data: FusionData, test: Composites) -> tuple[Split, Split, Split]:
    visits = (composites(data, "train", thinned=1), composites(data, "tune", thinned=1), test)
    raw = [raw_blocks(data, v.rows, v.films, v.ecgs) for v in visits]
    scaling = fit_scaling(raw[0])
    train, tune, tested = (Split(v, scaling.table(blocks)) for v, blocks in zip(visits, raw, strict=True))
    return train, tune, tested


def _boosted(train: Split, tune: Split, test: Split) -> dict[Pattern, tuple[Floats, Floats]]:
    """Logits [n, 3] on the tuning and test visits for each presence of (vitals, note), from these and the context alone."""
    found: dict[Pattern, tuple[Floats, Floats]] = {}
    for vitals in (False, True):
        for note in (False, True):
            subset = (False, False, vitals, note)
            x, seen = train.table.only(subset), [split.table.only(subset) for split in (tune, test)]
            outputs = [_boost(x, train.visits.labels[:, i], seen) for i in range(FIRST_CONDITION)]
            tuned, tested = (np.column_stack(columns) for columns in zip(*outputs, strict=True))
            found[vitals, note] = tuned, tested
    return found


def _boost(x: NDArray[np.float32], labels: Floats, seen: list[NDArray[np.float32]]) -> list[Floats]:
    known = ~np.isnan(labels)
    fitted = booster(7).fit(x[known], labels[known])
    return [np.asarray(fitted.decision_function(table)) for table in seen]


def _dedicated(net: SubsetNet, boosted: tuple[Floats, Floats], subset: Pattern, tune: Split, test: Split) -> Floats:
    tuned, tested = (net_logits(net, split.table.only(subset)) for split in (tune, test))
    first = slice(None, FIRST_CONDITION)
    stack = Stack([tuned[:, first], boosted[0]], tune.visits.labels[:, first])
    return np.column_stack([stack([tested[:, first], boosted[1]]), tested[:, FIRST_CONDITION:]])


def _late(nets: Mapping[Pattern, SubsetNet], subset: Pattern, tune: Split, test: Split) -> Floats:
    singles = [tuple(k == m for k in range(len(subset))) for m, here in enumerate(subset) if here]
    tuned, tested = ([net_logits(nets[one], split.table.only(one)) for one in singles] for split in (tune, test))
    return Stack(tuned, tune.visits.labels)(tested)


def _reference(table: FeatureTable) -> FeatureTable:
    chosen = np.random.default_rng(20).permutation(len(table.values))[:REFERENCE]
    return FeatureTable(table.values[chosen], table.block)


def _areas(scores: Mapping[tuple[str, Pattern], Floats], labels: Floats) -> dict[tuple[str, Pattern], dict[str, Draws]]:
    return {(method, s): _outputs(scores[method, s], labels) for s in SUBSETS for method in METHODS}


def _outputs(scores: Floats, labels: Floats) -> dict[str, Draws]:
    each = {name: auroc_draws(labels[:, i], scores[:, i]) for i, name in enumerate(SCORED)}
    return {**each, MACRO: mean_draws([each[code] for code in CONDITIONS])}


def _count(found: int, of: int) -> Figure:
    """A count among ``of``, which has no interval."""
    return Figure(float(found), float("nan"), float("nan"), of, int(found))
