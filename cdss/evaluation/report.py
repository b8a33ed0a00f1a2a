"""The JSON report ``cdss.report/1``: everything that the page and the model card say.

Keys: ``schema``; ``model`` (name, version, ``sha256`` of the bundle as evaluated, ``weights_sha256`` of its weights,
calibration and vocabulary, which stays the same when a card is written into the bundle; intended use, limits, training
data); ``seed`` and ``resamples`` of the bootstrap; ``command``; ``data`` (files measured on, with hash and number of rows);
``sections`` (titles and words); ``figures``, a flat list; ``curves``; ``floors``; ``explanations`` (part of an explanation to
the verdict on its method and the figures that it rests on); ``anchors``; ``timing``, with the number of processor cores. A
number that could not be computed is null, and so are the ends of an interval that a figure does not have.

Of a hospital's own cohort (``cdss.evaluation.evaluate_cohort``) ``floors``, ``anchors`` and ``explanations`` are empty, and
there are also ``cohort`` (words about the visits, numbers of visits, patients and recordings), ``notes`` (``section``, empty
for the whole report, and ``text``: what was left out and why) and ``not_measured`` (``title``, ``why``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from cdss.bundle.load import Bundle
from cdss.bundle.names import CALIBRATION, TOKENIZER, WEIGHTS_SUFFIX
from cdss.core.hashing import sha256_file
from cdss.evaluation.anchors import beside_ours
from cdss.evaluation.curves import Curve, curve_json
from cdss.evaluation.explanations.verdicts import verdicts
from cdss.evaluation.floors import judged
from cdss.evaluation.measured import Measured, line
from cdss.evaluation.metrics import RESAMPLES, SEED
from cdss.evaluation.sections import SECTIONS
from cdss.evaluation.time_figures import SECTION, time_figures
from cdss.nets.background import BACKGROUND
from cdss.nets.reference import REFERENCE
from cdss.training.cohort_films import CROPS, FILMS
from cdss.training.cohort_icu import FOLDER, MEASUREMENTS, OUTCOMES
from cdss.training.cohort_visits import FILE

SCHEMA = "cdss.report/1"
COMMAND = "python -m cdss evaluate --data DIR --out report"

VISITS, RECORDINGS, FILM_IMAGES = f"nhamcs/{FILE}", "ptbxl/ptbxl_2285_100hz_z.npz", f"{FILMS}/images"

FILES: tuple[str, ...] = (
    *(VISITS, RECORDINGS, "ptbxl/ptbxl_database.csv", "ptbxl/records500/*"),
    *(f"{FILMS}/labels.csv", FILM_IMAGES),
    *(f"{CROPS}/labels.csv", f"{CROPS}/lungcrops_224.zip"),
    *(f"{FOLDER}/{MEASUREMENTS}", f"{FOLDER}/{OUTCOMES}"),
    "aci_bench/*.csv",
)
"""Tables, archives, and folders of films and recordings the figures come from, in the data folder; ``*``: any name."""


def assemble(
    bundle: Bundle,
    data: Sequence[Mapping[str, Any]],
    found: Mapping[str, Sequence[Measured]],
    curves: Sequence[Curve],
    timing: Mapping[str, Any],
) -> dict[str, Any]:
    """The report of ``found`` (section key to figures), ready for ``json.dumps(..., allow_nan=False)``."""
    timed = {SECTION: time_figures(timing["benchmark"], timing["cores"])}
    figures = figure_lines({**found, **timed})
    floors = judged(figures)
    return {
        **described(bundle, COMMAND, data),
        "sections": [asdict(s) for s in SECTIONS if found.get(s.key)],
        "figures": figures,
        "curves": [curve_json(c) for c in curves],
        "floors": floors,
        "explanations": verdicts(floors),
        "anchors": beside_ours(figures),
        "timing": dict(timing),
    }


def renewed(report: Mapping[str, Any], found: Mapping[str, Sequence[Measured]]) -> dict[str, Any]:
    """``report`` with the figures of the sections in ``found`` in the place of its own, and all that follows from figures.

    A section that the report does not have, because it is of an earlier program, comes where it belongs.
    """
    fresh = figure_lines(found)
    told = {s["key"]: s for s in report["sections"]} | {s.key: asdict(s) for s in SECTIONS if found.get(s.key)}
    order = [*(s.key for s in SECTIONS), SECTION]
    kept = [figure for figure in report["figures"] if figure["section"] not in found]
    figures = sorted([*kept, *fresh], key=lambda figure: order.index(figure["section"]))
    floors = judged(figures)
    return {
        **report,
        "sections": [told[s.key] for s in SECTIONS if s.key in told],
        "figures": figures,
        "floors": floors,
        "explanations": verdicts(floors),
        "anchors": beside_ours(figures),
    }


def described(bundle: Bundle, command: str, data: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What every report begins with: its schema, the model, how it was made and of which files."""
    return {
        "schema": SCHEMA,
        "model": model_identity(bundle),
        "seed": SEED,
        "resamples": RESAMPLES,
        "command": command,
        "data": [dict(d) for d in data],
    }


def figure_lines(found: Mapping[str, Iterable[Measured]]) -> list[dict[str, Any]]:
    """The flat list of figures, each with the key of its section."""
    return [{**line(m), "section": key} for key, measured in found.items() for m in measured]


def model_identity(bundle: Bundle) -> dict[str, Any]:
    """Name, version and hashes of the bundle, and what its own metadata say it is for, cannot do, and learnt from."""
    identity, told = bundle.identity, bundle.metadata
    return {
        "name": identity.name,
        "version": identity.version,
        "sha256": identity.sha256,
        "weights_sha256": weights_hash(bundle.path),
        "intended_use": told.intended_use,
        "limits": list(told.limits),
        "training_data": [d.model_dump() for d in told.training_data],
    }


def weights_hash(folder: Path) -> str:
    """SHA-256 over the sorted hashes and names of weights, calibration and vocabulary: what decides an answer.

    The patients that answers are compared with in explanations decide none, so they do not count.
    """
    decisive = (p for p in folder.iterdir() if p.suffix == WEIGHTS_SUFFIX or p.name in (CALIBRATION, TOKENIZER))
    decisive = (p for p in decisive if p.name not in (BACKGROUND, REFERENCE))
    return listed_hash(decisive)


def data_used(data: Path, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The files of ``FILES`` that exist with their hashes; ``counts``: file to the number of rows read from it."""
    there = [path for pattern in FILES for path in sorted(data.glob(pattern))]
    names = [path.relative_to(data).as_posix() for path in there]
    return [
        {"file": name, "sha256": _hash(path), "n": counts.get(name)} for name, path in zip(names, there, strict=True)
    ]


def _hash(path: Path) -> str:
    """SHA-256 of a file; of a folder, over the hashes and names of the files in it."""
    return sha256_file(path) if path.is_file() else listed_hash(p for p in path.iterdir() if p.is_file())


def listed_hash(files: Iterable[Path]) -> str:
    """SHA-256 over the lines of hash and name, sorted by name, as ``sha256sum`` prints them."""
    lines = (f"{sha256_file(path)}  {path.name}\n" for path in sorted(files, key=lambda p: p.name))
    return sha256("".join(lines).encode()).hexdigest()
