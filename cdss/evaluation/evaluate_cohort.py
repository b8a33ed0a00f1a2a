"""``cdss evaluate --cohort``: the report on the test visits of a hospital's own table."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from cdss.bundle.load import Bundle, open_bundle
from cdss.core.errors import CdssError
from cdss.core.hashing import sha256_file
from cdss.core.sentences import sentence
from cdss.engine.guard import available_cores
from cdss.evaluation.cohort_measures import Found, cohort_curves, cohort_measures
from cdss.evaluation.cohort_sections import ABOUT, COHORT_SECTIONS, NOT_MEASURED
from cdss.evaluation.curves import Curve, curve_json
from cdss.evaluation.evaluate import PAGE, REPORT
from cdss.evaluation.html import page
from cdss.evaluation.recorded import SPLIT, Recorded, as_recorded, only_test, recorded_answers
from cdss.evaluation.report import described, figure_lines, listed_hash
from cdss.nets.triage import TriageModel
from cdss.scoring.calibrate import SITE
from cdss.training.cohort_table import Cohort, load_cohort, table_path
from cdss.training.recorded_data import recorded_data

COMMAND = "python -m cdss evaluate --cohort DIR --model BUNDLE --out report"

FEWEST_VISITS = 50
"""Test visits that a report is written of, at least: with fewer, the standard error of a half is above seven points."""


def evaluate_cohort(bundle_dir: Path, folder: Path, out: Path) -> dict[str, Any]:
    """Measure the bundle on the test visits; write ``report.json`` and ``report.html`` into ``out``; return the report.

    What the encoders read of the patients is kept in a temporary folder only, and nothing of a single patient is written
    into ``out``. ``CdssError`` where the bundle is not there, the table has faults or too few test visits, before anything
    is written.
    """
    bundle, cohort = open_bundle(bundle_dir), only_test(checked_cohort(folder))
    model, start = TriageModel(bundle, torch.device("cpu")), time.monotonic()
    with TemporaryDirectory(ignore_cleanup_errors=True) as work:
        recorded = recorded_answers(model, recorded_data(cohort, model, Path(work)))
    if not len(recorded):
        raise CdssError(sentence("evaluate_cohort_empty", {}))
    seconds, found = {"preparation": time.monotonic() - start}, {}
    scored = as_recorded(recorded)
    for key, measured in cohort_measures(recorded, scored).items():
        start = time.monotonic()
        found[key] = measured()
        seconds[key] = time.monotonic() - start
        print(f"evaluate: {key}, {len(found[key].figures)} figures, {seconds[key]:.0f} s", file=sys.stderr, flush=True)
    curves, undrawn = cohort_curves(recorded, scored)
    told = [("", text) for text in _of_table(cohort, recorded, bundle)]
    told += [(key, text) for key, f in found.items() for text in f.notes]
    notes = [{"section": key, "text": text} for key, text in (*told, *undrawn)]
    report = _report(bundle, cohort, recorded, found, curves, notes, seconds)
    out.mkdir(parents=True, exist_ok=True)
    (out / REPORT).write_text(json.dumps(report, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    (out / PAGE).write_text(page(report), encoding="utf-8")
    return report


def checked_cohort(folder: Path) -> Cohort:
    """The table, with what is left out of it said on stderr; ``CdssError`` where it has faults or too few test visits."""
    cohort = load_cohort(folder, needed=())
    count = int((cohort.split == SPLIT).sum())
    if count < FEWEST_VISITS:
        code = "evaluate_cohort_too_few" if count else "evaluate_cohort_no_test"
        raise CdssError(sentence(code, {"count": str(count), "least": str(FEWEST_VISITS)}))
    for found in cohort.issues:
        print(found.text(), file=sys.stderr, flush=True)
    return cohort


def _of_table(cohort: Cohort, recorded: Recorded, bundle: Bundle) -> Iterator[str]:
    """What was left out of the table, and what of the bundle a reader must know."""
    yield from (found.text() for found in cohort.issues)
    for word, unread in (("film", _unread(cohort.films, recorded, 0)), ("ECG", _unread(cohort.ecgs, recorded, 1))):
        if unread:
            yield f"{unread} {word}{'s' if unread > 1 else ''} of test visits could not be used and count as absent."
    nothing = int((cohort.split == SPLIT).sum()) - len(recorded)
    if nothing:
        yield f"{nothing} test visits have neither a note nor a vital sign, a film or an ECG, and are not counted."
    if SITE in bundle.calibration:
        yield (
            "The bundle was fitted to a hospital with cdss calibrate. Where visits of this report were among those, its "
            "calibration figures flatter."
        )


def _unread(paths: Sequence[Path | None], recorded: Recorded, column: int) -> int:
    """Recordings of test visits that are named in the table and were not read."""
    return sum(path is not None for path in paths) - int((recorded.data.own[:, column] >= 0).sum())


def _report(
    bundle: Bundle,
    cohort: Cohort,
    recorded: Recorded,
    found: Mapping[str, Found],
    curves: Sequence[Curve],
    notes: Sequence[dict[str, str]],
    seconds: Mapping[str, float],
) -> dict[str, Any]:
    return {
        **described(bundle, COMMAND, _files(cohort, recorded)),
        "cohort": {"words": ABOUT, **_counts(cohort, recorded)},
        "notes": list(notes),
        "not_measured": [asdict(n) for n in NOT_MEASURED],
        "sections": [asdict(s) for s in COHORT_SECTIONS],
        "figures": figure_lines({key: f.figures for key, f in found.items()}),
        "curves": [curve_json(c) for c in curves],
        **{"floors": [], "explanations": {}, "anchors": []},
        "timing": {
            "evaluation_seconds": {key: round(value, 1) for key, value in seconds.items()},
            "benchmark": [],
            "cores": available_cores(),
        },
    }


def _counts(cohort: Cohort, recorded: Recorded) -> dict[str, int]:
    """Visits of the table, and of the test visits that are counted: visits, patients, films and ECGs read."""
    films, ecgs = (recorded.data.own[recorded.rows] >= 0).sum(axis=0).tolist()
    patients = len({cohort.patients[row] for row in recorded.rows})
    counted = {"test_visits": len(recorded), "test_patients": patients, "test_films": films, "test_ecgs": ecgs}
    return {"visits": len(cohort.ids), **counted}


def _files(cohort: Cohort, recorded: Recorded) -> list[dict[str, Any]]:
    """The table, and the films and ECGs of the test visits, with hashes and numbers."""
    table = table_path(cohort.folder)
    listed = [{"file": table.name, "sha256": sha256_file(table), "n": len(recorded)}]
    for column, (word, paths) in enumerate((("films", cohort.films), ("ECGs", cohort.ecgs))):
        files = {part for path in paths if path is not None for part in _parts(path)}
        read = int((recorded.data.own[:, column] >= 0).sum())
        if files:
            listed.append({"file": f"{word} of test visits", "sha256": listed_hash(sorted(files)), "n": read})
    return listed


def _parts(path: Path) -> Iterator[Path]:
    """The file; of a WFDB record also its header and its signals."""
    names = (path, path.with_name(path.name + ".hea"), path.with_suffix(".hea"), path.with_suffix(".dat"))
    return (name for name in dict.fromkeys(names) if name.is_file())
