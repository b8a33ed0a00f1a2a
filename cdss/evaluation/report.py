"""The JSON report ``cdss.report/1``: everything that the page and the model card say.

Keys: ``schema``; ``model`` (name, version, ``sha256`` of the bundle as evaluated, ``weights_sha256`` of its weights,
calibration and vocabulary, which stays the same when a card is written into the bundle; intended use, limits, training
data); ``seed`` and ``resamples`` of the bootstrap; ``command``; ``data`` (files measured on, with hash and number of rows);
``sections`` (titles and words); ``figures``, a flat list; ``curves``; ``floors``; ``anchors``; ``timing``. A number that
could not be computed is null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from cdss.bundle.load import CALIBRATION, TOKENIZER, WEIGHTS_SUFFIX, Bundle
from cdss.core.hashing import sha256_file
from cdss.evaluation.anchors import beside_ours
from cdss.evaluation.curves import Curve, curve_json
from cdss.evaluation.floors import judged
from cdss.evaluation.measured import Measured, line
from cdss.evaluation.metrics import RESAMPLES, SEED
from cdss.evaluation.sections import SECTIONS
from cdss.training.cohort_films import FILMS
from cdss.training.cohort_visits import FILE

SCHEMA = "cdss.report/1"
COMMAND = "python -m cdss evaluate --data DIR --out report"

FILES: tuple[str, ...] = (
    f"nhamcs/{FILE}",
    "ptbxl/ptbxl_2285_100hz_z.npz",
    "ptbxl/ptbxl_database.csv",
    f"{FILMS}/labels.csv",
)
"""Tables and archives the figures come from, inside the data folder."""


def assemble(
    bundle: Bundle,
    data: Sequence[Mapping[str, Any]],
    found: Mapping[str, Sequence[Measured]],
    curves: Sequence[Curve],
    timing: Mapping[str, Any],
) -> dict[str, Any]:
    """The report of ``found`` (section key to figures), ready for ``json.dumps(..., allow_nan=False)``."""
    figures = [{**line(m), "section": key} for key, measured in found.items() for m in measured]
    return {
        "schema": SCHEMA,
        "model": model_identity(bundle),
        "seed": SEED,
        "resamples": RESAMPLES,
        "command": COMMAND,
        "data": [dict(d) for d in data],
        "sections": [asdict(s) for s in SECTIONS if found.get(s.key)],
        "figures": figures,
        "curves": [curve_json(c) for c in curves],
        "floors": judged(figures),
        "anchors": beside_ours(figures),
        "timing": dict(timing),
    }


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
    """SHA-256 over the sorted hashes and names of weights, calibration and vocabulary: what decides an answer."""
    names = sorted(p.name for p in folder.iterdir() if p.suffix == WEIGHTS_SUFFIX or p.name in (CALIBRATION, TOKENIZER))
    return sha256("".join(f"{sha256_file(folder / name)}  {name}\n" for name in names).encode()).hexdigest()


def data_used(data: Path, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The files of ``FILES`` that exist with their hashes; ``counts``: file to the number of rows read from it."""
    there = [name for name in FILES if (data / name).exists()]
    return [{"file": name, "sha256": sha256_file(data / name), "n": counts.get(name)} for name in there]
