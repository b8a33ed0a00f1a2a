"""The bundle of a hospital's own training: encoders as they were, fusion and calibration from its own patients."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file

from cdss.bundle.load import open_bundle, write_sums
from cdss.bundle.names import CALIBRATION, CARD, LOCAL, METADATA, SIGNATURE, SUMS, signed_copy
from cdss.core.errors import CdssError
from cdss.core.sentences import sentence
from cdss.nets.fusion import FusionEnsemble
from cdss.nets.reference import REFERENCE
from cdss.scoring.calibrate import SITE, pattern_name
from cdss.training.export import begin_bundle, half, load_fusion
from cdss.training.fit_calibration import PATTERNS, fit_calibration
from cdss.training.fit_fusion import MEMBERS
from cdss.training.recorded_data import RecordedData

FEWEST = 200
"""Tuning visits that a calibration is fitted on, at least; a project rule."""

_NOT_COPIED = (SUMS, SIGNATURE, *LOCAL, *map(signed_copy, LOCAL), REFERENCE, "fusion.safetensors")
"""Reference visits lie where the encoders' own fusion put them: beside another fusion they would be like nobody."""


def export_cohort(data: RecordedData, encoders: Path, work: Path, bundle: Path) -> None:
    """Write the bundle; ``CdssError`` where the tuning split is too small to calibrate on."""
    tune = len(data.rows("tune"))
    if tune < FEWEST:
        raise CdssError(sentence("train_too_few_to_calibrate", {"count": str(tune), "least": str(FEWEST)}))
    source, fusion = open_bundle(encoders), load_fusion(work)
    begin_bundle(bundle)
    for file in sorted(encoders.iterdir()):
        if file.name not in _NOT_COPIED:
            shutil.copyfile(file, bundle / file.name)
    scales = {"scales.vitals": torch.from_numpy(data.scales.vitals), "scales.age": torch.from_numpy(data.scales.age)}
    save_file({**half(fusion.state_dict()), **scales}, bundle / "fusion.safetensors")
    kept = {
        name: table for name, table in source.calibration.items() if name != SITE
    }  # it was fitted to another fusion
    calibration = {**kept, "patterns": own_patterns(fusion, data)}
    (bundle / CALIBRATION).write_text(json.dumps(calibration, indent=1), encoding="utf-8")
    described = json.loads((encoders / METADATA).read_text(encoding="utf-8"))
    text = json.dumps(_described(described, data, source.identity.sha256), indent=1, ensure_ascii=False)
    (bundle / METADATA).write_text(text + "\n", encoding="utf-8")
    (bundle / CARD).write_text("Trained on a hospital's own patients; not evaluated yet.\n", encoding="utf-8")
    write_sums(bundle)


def own_patterns(fusion: FusionEnsemble, data: RecordedData) -> dict[str, Any]:
    """Calibration of every presence pattern on the visits that have its film and ECG.

    Where these are fewer than ``FEWEST``, the pattern takes the calibration of the same note and vitals without them.
    """
    found: dict[tuple[bool, bool], dict[str, Any]] = {}
    for wanted in ((False, False), (True, False), (False, True), (True, True)):
        own = _having(data, wanted)
        if wanted == (False, False) or len(own.rows("tune")) >= FEWEST:
            found[wanted] = fit_calibration(fusion, own)
    patterns = {}
    for present in PATTERNS:
        film, ecg, vitals, note = present
        fitted = (film, ecg) in found
        name = pattern_name(present if fitted else (False, False, vitals, note))
        patterns[pattern_name(present)] = found.get((film, ecg), found[False, False])[name]
    return patterns


def _having(data: RecordedData, wanted: tuple[bool, bool]) -> RecordedData:
    """The same cohort with only those tuning visits that have the recordings asked for."""
    lacks: NDArray[np.bool_] = ((data.own < 0) & np.array(wanted)).any(axis=1)
    return replace(data, split=np.where((data.split == "tune") & lacks, "none", data.split))


def _described(metadata: dict[str, Any], data: RecordedData, encoders: str) -> dict[str, Any]:
    """Metadata of the encoders' bundle with this training in place of its own."""
    own = {
        "name": "Own visits of the hospital (training and tuning patients)",
        "n": len(data.rows("train")) + len(data.rows("tune")),
        "licence": "The hospital's own",
        "credit": f"Encoders of films, ECGs and notes: bundle {encoders}",
    }
    limit = "Fusion and calibration were trained on one hospital's own visits; they have not been evaluated elsewhere."
    return {
        **metadata,
        "name": f"{metadata['name']}-own",
        "created": date.today().isoformat(),
        "limits": [*metadata["limits"], limit],
        "training_data": [*metadata["training_data"], own],
        "metrics": [],
        "config": {**metadata["config"], "fusion_members": MEMBERS},
    }
