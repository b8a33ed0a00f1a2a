"""``cdss evaluate``: every figure of the report and the model card, computed from the shipped bundle on unseen patients."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cdss.bundle.load import Bundle, open_bundle
from cdss.bundle.trust import require_trusted, trusted
from cdss.core.errors import CdssError
from cdss.core.sentences import sentence
from cdss.engine.guard import available_cores
from cdss.engine.local import LocalEngine
from cdss.evaluation import baselines
from cdss.evaluation.bedside import bedside_figures
from cdss.evaluation.benchmark import measure
from cdss.evaluation.benchmark.cli import OWN_MEMORY, first_demo_patient
from cdss.evaluation.cohort import calibration_year_sample, evaluation_data
from cdss.evaluation.comparators import comparator_figures
from cdss.evaluation.composite_scores import PatternTable, composites, pattern_table
from cdss.evaluation.curve_set import ecg_curves, film_curves, visit_curves
from cdss.evaluation.curves import Curve
from cdss.evaluation.disagreement.section import disagreement_figures
from cdss.evaluation.ecgs import ecg_figures
from cdss.evaluation.explanations.section import explanation_figures
from cdss.evaluation.films import film_figures
from cdss.evaluation.guards_ecg import ecg_guard_figures, note_vitals_guard_figures
from cdss.evaluation.guards_film import film_guard_figures
from cdss.evaluation.held_out import ScoredEcgs, ScoredFilms, scored_ecgs, scored_films
from cdss.evaluation.html import page
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Floats
from cdss.evaluation.report import FILM_IMAGES, RECORDINGS, VISITS, assemble, data_used, renewed, weights_hash
from cdss.evaluation.robustness import robustness_figures
from cdss.evaluation.series import series_figures
from cdss.evaluation.shift import shift_figures
from cdss.evaluation.st_checks import st_figures
from cdss.evaluation.subgroups import (
    condition_subgroups,
    ecg_subgroups,
    film_subgroups,
    visit_groups,
    visit_subgroups,
)
from cdss.evaluation.subsets import subset_figures
from cdss.evaluation.text_audit import audit_figures
from cdss.evaluation.uncertainty import uncertainty_figures
from cdss.evaluation.visits import ScoredVisits, scored_visits, visit_figures
from cdss.guards.film import FILM_GUARD, load_film_guard
from cdss.nets.triage import TriageModel
from cdss.training.fusion_data import FusionData
from cdss.training.requirements import require_evaluation_data

REPORT, PAGE = "report.json", "report.html"

REPEAT = 5
"""Measured runs of each stage of the benchmark."""


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """What the sections are measured from, computed once."""

    bundle: Bundle
    model: TriageModel
    folder: Path
    data: FusionData
    test: ScoredVisits
    before: ScoredVisits
    boosted: dict[str, dict[str, Floats]]
    films: ScoredFilms
    ecgs: ScoredEcgs


def evaluate(bundle_dir: Path, data: Path, out: Path) -> dict[str, Any]:
    """Measure the bundle on held-out patients; write ``report.json`` and ``report.html`` into ``out``; return the report.

    Encoded notes, films and recordings are kept in ``out`` under the hash of the weights, so a second run is faster.
    ``CdssError`` where the bundle or a file of the data is not there, or nobody vouches for the bundle, before anything is
    written: some sections are measured with the program's own engine, which assesses nobody with such a bundle.
    """
    bundle = open_bundle(bundle_dir)
    require_trusted(bundle, trusted())
    require_evaluation_data(data)
    start = time.monotonic()
    bench = prepared(bundle, data, out)
    seconds = {"preparation": time.monotonic() - start}
    found: dict[str, list[Measured]] = {}
    for key, of_section in measures(bench).items():
        start = time.monotonic()
        found[key] = list(of_section())
        seconds[key] = time.monotonic() - start
        print(f"evaluate: {key}, {len(found[key])} figures, {seconds[key]:.0f} s", file=sys.stderr, flush=True)
    timing = {
        "evaluation_seconds": {key: round(value, 1) for key, value in seconds.items()},
        "benchmark": speed(bundle_dir),
        "cores": available_cores(),
    }
    used = data_used(data, _counts(bench))
    report = assemble(bundle, used, found, list(report_curves(bench)), timing)
    (out / REPORT).write_text(json.dumps(report, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    (out / PAGE).write_text(page(report), encoding="utf-8")
    return report


def evaluate_again(bundle_dir: Path, data: Path, out: Path, sections: Sequence[str]) -> dict[str, Any]:
    """Measure some sections again and put them into the report that ``out`` holds already; return it, written anew.

    ``CdssError`` where there is no report of the same weights and calibration: figures of two models never stand together; and
    as ``evaluate``.
    """
    bundle = open_bundle(bundle_dir)
    require_evaluation_data(data)
    try:
        report: dict[str, Any] = json.loads((out / REPORT).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CdssError(sentence("evaluate_no_report", {"folder": str(out)})) from error
    if report["model"]["weights_sha256"] != weights_hash(bundle_dir):
        raise CdssError(sentence("evaluate_report_of_another", {"folder": str(out)}))
    require_trusted(bundle, trusted())
    measured = measures(prepared(bundle, data, out))
    report = renewed(report, {key: list(measured[key]()) for key in sections})
    (out / REPORT).write_text(json.dumps(report, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    (out / PAGE).write_text(page(report), encoding="utf-8")
    return report


def prepared(bundle: Bundle, data: Path, out: Path) -> Bench:
    """The cohort as the encoders see it, and the scores of network and comparator on 2020 and the sample of 2019."""
    out.mkdir(parents=True, exist_ok=True)
    model = TriageModel(bundle, torch.device("cpu"))
    cohort = evaluation_data(model, data, out / f"cache-{weights_hash(bundle.path)[:12]}")
    test = scored_visits(model, cohort, cohort.rows("test"))
    before = scored_visits(model, cohort, calibration_year_sample(cohort.visits))
    both = baselines.boosted_note_and_vitals(cohort, np.concatenate([before.rows, test.rows]))
    boosted = {
        "2019": {task: scores[: len(before)] for task, scores in both.items()},
        "2020": {task: scores[len(before) :] for task, scores in both.items()},
    }
    films, ecgs = scored_films(data, cohort.image), scored_ecgs(data, cohort.ecg)
    return Bench(bundle, model, data, cohort, test, before, boosted, films, ecgs)


def measures(b: Bench) -> dict[str, Callable[[], Iterable[Measured]]]:
    """Section key to what measures it, in the order of the report."""
    visits = b.data.visits
    table = cache(lambda: pattern_table(b.model, b.data, composites(b.data, "test")))
    engine = cache(lambda: LocalEngine(b.bundle.path, "cpu"))
    return {
        "visits": lambda: visit_figures(b.test, b.boosted["2020"], visits),
        "bedside": lambda: bedside_figures(b.test, visits),
        "ecg": lambda: ecg_figures(b.model, b.folder),
        "film": lambda: film_figures(b.model, b.folder),
        "patterns": lambda: subset_figures(b.model, b.data),
        "comparators": lambda: comparator_figures(b.model, b.data, table()),
        "robustness": lambda: robustness_figures(b.model, b.data, b.folder, table()),
        "uncertainty": lambda: uncertainty_figures(b.model, b.data),
        "series": lambda: series_figures(b.model, b.folder),
        "guards": lambda: _guards(b),
        "st": lambda: st_figures(engine(), b.folder),
        "subgroups": lambda: _subgroups(b, table()),
        "years": lambda: shift_figures(b.data, b.before, b.test, b.boosted),
        "audit": lambda: audit_figures(b.model, b.data),
        "explanations": lambda: explanation_figures(b.model, visits, b.folder),
        "disagreement": lambda: disagreement_figures(engine(), b.model, b.data, b.bundle.calibration, b.test, b.folder),
    }


def _subgroups(b: Bench, table: PatternTable) -> Iterator[Measured]:
    """Visits, conditions on composite visits, films and recordings by who the patients are."""
    yield from visit_subgroups(b.test, visit_groups(b.data.visits, b.test.rows))
    yield from condition_subgroups(table, b.data.visits)
    yield from film_subgroups(b.films)
    yield from ecg_subgroups(b.ecgs)


def _guards(b: Bench) -> Iterator[Measured]:
    """The guards of every modality; of films only where the bundle has a guard of them."""
    if (b.bundle.path / FILM_GUARD).is_file():
        yield from film_guard_figures(load_film_guard(b.bundle.file(FILM_GUARD)), b.folder)
    yield from ecg_guard_figures(b.folder)
    yield from note_vitals_guard_figures(b.data.visits, b.folder)


def speed(bundle_dir: Path) -> list[dict[str, Any]]:
    """The benchmark of the first demonstration patient on the processor: name, value, unit and number of runs.

    Without the memory of this process, which holds the cohorts as well: what the program needs is its worker's.
    """
    timings = measure(bundle_dir, first_demo_patient(), "cpu", REPEAT)
    return [asdict(timing) for timing in timings if timing.name != OWN_MEMORY]


def report_curves(b: Bench) -> Iterable[Curve]:
    """All curves of the report."""
    return [*visit_curves(b.test, b.data.visits), *ecg_curves(b.ecgs), *film_curves(b.films)]


def _counts(b: Bench) -> dict[str, int]:
    return {VISITS: len(b.data.visits), RECORDINGS: len(b.data.ecg), FILM_IMAGES: len(b.data.image)}
