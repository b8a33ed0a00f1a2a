"""The few names other programs use: read a case, assess it, write the answer. Importing this does not load torch."""

from __future__ import annotations

from pathlib import Path

from cdss.bundle.load import Bundle, open_bundle
from cdss.core.errors import BundleError, CaseError, CdssError, EmptyCaseError, EngineError
from cdss.core.paths import model_dir
from cdss.engine.base import Engine
from cdss.engine.process import WorkerClient
from cdss.readers.case_folder import read_case, read_manifest
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.records.serialise import assessment_to_json

__all__ = [
    "Assessment",
    "Bundle",
    "BundleError",
    "Case",
    "CaseError",
    "CdssError",
    "EmptyCaseError",
    "Engine",
    "EngineError",
    "Explanation",
    "WorkerClient",
    "assessment_to_json",
    "load_engine",
    "open_bundle",
    "read_case",
    "read_manifest",
]


def load_engine(bundle_dir: Path | None = None, device: str = "auto") -> Engine:
    """An engine in this process on ``auto``, ``cpu`` or ``cuda``; None takes the bundle that ships. Imports torch.

    Raises ``BundleError`` for a bundle that was touched, ``EngineError`` for a device that is not there.
    """
    from cdss.cli.assess import load_engine as load

    return load(bundle_dir or model_dir(), device)
