"""``cdss info``: what would answer: version and commit, device, libraries, and the model with its hash."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cdss import __version__
from cdss.bundle.installed import base_folder
from cdss.bundle.load import Bundle, open_bundle
from cdss.bundle.trust import require_trusted, trusted
from cdss.core.errors import BundleError, CdssError
from cdss.core.kinds import STATUS_SENTENCE
from cdss.core.provenance import Provenance, provenance
from cdss.core.sentences import sentence
from cdss.engine.guard import available_cores
from cdss.records.serialise_numbers import Json

LIBRARIES: tuple[str, ...] = (
    "torch",
    "monai",
    "captum",
    "shap",
    "numpy",
    "scipy",
    "tokenizers",
    "safetensors",
    "pydicom",
    "wfdb",
    "PySide6-Essentials",
    "pyqtgraph",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss info``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--model", metavar="DIR", type=Path, default=base_folder(), help="model bundle to look at")
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="device to try (default: auto)"
    )


def run(args: argparse.Namespace) -> int:
    """Print the facts; 1 where the model or the device cannot be used."""
    facts = facts_of(args.model, args.device)
    sys.stdout.write(json.dumps(facts, indent=2) + "\n" if args.json else as_text(facts))
    return 1 if "error" in facts["model"] or "error" in facts["device"] else 0


def facts_of(bundle: Path, device: str) -> Json:
    """Versions, device and model as a JSON object; what cannot be used carries ``error`` in words."""
    return {
        "program": __version__,
        "provenance": asdict(provenance()),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": available_cores(),
        "device": _device(device),
        "model": _model(bundle),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "status": STATUS_SENTENCE,
    }


def as_text(facts: Json) -> str:
    """The facts for people, one a line."""
    device, model = facts["device"], facts["model"]
    note = [f"         {device['note']}"] if "note" in device else []
    lines = [
        f"TriageLens {facts['program']}, Python {facts['python']}, {facts['platform']}",
        f"source   {Provenance(**facts['provenance']).words()}",
        f"device   {device.get('name') or device['error']} ({facts['cores']} cores)",
        *note,
        *(f"{'model' if key == 'name' else '':<9}{key}: {value}" for key, value in model.items()),
        "",
        *(f"{name:<20}{found or 'not installed'}" for name, found in facts["libraries"].items()),
        "",
        facts["status"],
    ]
    return "\n".join(lines) + "\n"


def _device(wanted: str) -> Json:
    try:
        from cdss.engine.device import choose_device, why_no_gpu

        note = why_no_gpu(wanted)
        return {"name": choose_device(wanted).type, **({"note": sentence(note, {})} if note else {})}
    except CdssError as error:
        return {"error": str(error)}
    except (ImportError, OSError) as error:
        return {"error": f"torch cannot be loaded: {error}"}


def _model(folder: Path) -> Json:
    try:
        bundle = open_bundle(folder)
    except BundleError as error:
        return {"folder": str(folder), "error": str(error)}
    identity, metadata = bundle.identity, bundle.metadata
    return {
        "name": identity.name,
        "version": identity.version,
        "sha256": identity.sha256,
        "created": metadata.created,
        "licence": metadata.licence,
        "intended_use": metadata.intended_use,
        "folder": str(folder),
        **_signed(bundle),
    }


def _signed(bundle: Bundle) -> Json:
    """Who signed the bundle, with which key, and whether it may assess patients here."""
    told: Json = {"signed": "no"}
    if bundle.signature is not None:
        told = {"signed": bundle.signature.signed, "fingerprint": bundle.signature.fingerprint, "signed_by": None}
    try:
        key = require_trusted(bundle, trusted())
    except BundleError as error:
        return {**told, "error": str(error)}
    named = {"signed_by": key.name, "verified": "yes"} if key else {"verified": "no, but allowed by this site"}
    return {**told, **named, "changes": [change.words() for change in bundle.changes]}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
