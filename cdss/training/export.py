"""Write the model bundle: half-precision weights, calibration, metadata, card and hashes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from cdss.bundle.load import write_sums
from cdss.bundle.names import LOCAL, SIGNATURE, signed_copy
from cdss.core.kinds import ECG_FINDINGS, IMAGE_FINDINGS
from cdss.guards.film import FILM_GUARD, save_film_guard
from cdss.nets.fusion import FusionEnsemble
from cdss.nets.minilm import from_published
from cdss.nets.reference import REFERENCE
from cdss.nets.triage import SERIES
from cdss.training.cohort_ecg import MEMBERS as ECG_MEMBERS
from cdss.training.cohort_ecg import load_ecgs
from cdss.training.cohort_films import film_rows
from cdss.training.counted import Counts, counted
from cdss.training.fit_calibration import fit_calibration, platt
from cdss.training.fit_film_guard import fit_film_guard
from cdss.training.fit_fusion import MEMBERS
from cdss.training.fit_image import MEMBERS as FILM_MEMBERS
from cdss.training.fit_series import train_series
from cdss.training.fusion_data import FusionData, load_fusion_data
from cdss.training.reference import write_reference
from cdss.training.shap_background import write_background


def half(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Matrices and kernels in half precision; biases, norms and running statistics stay as they are."""
    return {k: (v.half() if v.ndim >= 2 and v.is_floating_point() else v).contiguous() for k, v in state.items()}


def load_fusion(work: Path) -> FusionEnsemble:
    """The trained members from ``work`` as one ensemble."""
    net = FusionEnsemble(MEMBERS)
    for index, member in enumerate(net.members):
        member.load_state_dict(load_file(work / f"fusion-{index}.safetensors"))
    return net.eval()


def begin_bundle(folder: Path) -> None:
    """Make the folder of the bundle to write. Of an earlier one nothing stays that speaks of other weights.

    These are its signature, beside which the new files would be refused, and its reference visits, which lie where its own
    fusion put them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in (SIGNATURE, REFERENCE, *map(signed_copy, LOCAL)):
        (folder / name).unlink(missing_ok=True)


def export(data: Path, work: Path, minilm: Path, bundle: Path) -> None:
    """Assemble the bundle from what training left in ``work``; the card and the metrics come from ``evaluate``."""
    begin_bundle(bundle)
    fusion_data, fusion = load_fusion_data(data, work, minilm), load_fusion(work)
    _write_weights(fusion_data, fusion, work, minilm, bundle)
    save_file(train_series(data, fusion, fusion_data.scales), bundle / SERIES)
    save_film_guard(fit_film_guard(data), bundle / FILM_GUARD)
    write_background(bundle, data)
    calibration = {
        "schema": "cdss.calibration/1",
        "patterns": fit_calibration(fusion, fusion_data),
        "film_findings": _film_platt(data, work),
        "ecg_findings": _ecg_platt(data, work),
    }
    (bundle / "calibration.json").write_text(json.dumps(calibration, indent=1), encoding="utf-8")
    config = {
        "film_members": FILM_MEMBERS,
        "ecg_members": ECG_MEMBERS,
        "fusion_members": MEMBERS,
        "film_findings_shown": list(IMAGE_FINDINGS),
    }
    write_metadata(bundle, config, [], counted(data))
    (bundle / "MODEL_CARD.md").write_text("Not evaluated yet: run `cdss evaluate`.\n", encoding="utf-8")
    write_sums(bundle)
    write_reference(bundle, data)  # embedded by the finished bundle
    write_sums(bundle)


def _write_weights(data: FusionData, fusion: FusionEnsemble, work: Path, minilm: Path, bundle: Path) -> None:
    save_file(half(load_file(work / "image.safetensors")), bundle / "image.safetensors")
    save_file(half(load_file(work / "ecg.safetensors")), bundle / "ecg.safetensors")
    words = from_published(load_file(minilm / "model.safetensors")).state_dict()
    basis = {"mean": data.notes.mean, "basis": data.notes.basis}
    save_file({**half(words), **basis}, bundle / "note.safetensors")
    scales = {"scales.vitals": torch.from_numpy(data.scales.vitals), "scales.age": torch.from_numpy(data.scales.age)}
    save_file({**half(fusion.state_dict()), **scales}, bundle / "fusion.safetensors")
    shutil.copyfile(minilm / "tokenizer.json", bundle / "tokenizer.json")


def _film_platt(data: Path, work: Path) -> dict[str, dict[str, float]]:
    """Platt scaling of film findings on training films (evidence out of fold) and tuning films."""
    rows = film_rows(data)
    keep = torch.tensor([r.split != "test" for r in rows])
    logits = load_file(work / "image-evidence.safetensors")["logits"][keep].double().numpy()
    labels = torch.tensor([r.labels for r in rows])[keep].numpy()
    return {code: _named(platt(logits[:, i], labels[:, i])) for i, code in enumerate(IMAGE_FINDINGS)}


def _ecg_platt(data: Path, work: Path) -> dict[str, dict[str, float]]:
    """Platt scaling of ECG classes on fold 9."""
    ecgs = load_ecgs(data)
    logits = load_file(work / "ecg-evidence.safetensors")["tokens"].mean(dim=1).double().numpy()
    found = {}
    for i, code in enumerate(ECG_FINDINGS):
        keep = (ecgs.split == "tune") & (ecgs.labels[:, i] == ecgs.labels[:, i])
        found[code] = _named(platt(logits[keep, i], ecgs.labels[keep, i]))
    return found


def _named(scaling: tuple[float, float]) -> dict[str, float]:
    return {"slope": round(scaling[0], 5), "intercept": round(scaling[1], 5)}


def write_metadata(bundle: Path, config: dict[str, Any], metrics: list[dict[str, Any]], counts: Counts) -> None:
    """Write ``metadata.json`` from the description, the measured ``metrics`` and what it was trained on."""
    from cdss.training.describe import metadata

    text = json.dumps(metadata(config, metrics, counts), indent=1, ensure_ascii=False)
    (bundle / "metadata.json").write_text(text + "\n", encoding="utf-8")
