"""The few names other programs use: read a case, assess it, write the answer. Importing this does not load torch."""

from __future__ import annotations

from pathlib import Path

from cdss.bundle.installed import base_folder
from cdss.bundle.load import Bundle, open_bundle
from cdss.core.errors import BundleError, CaseError, CdssError, EmptyCaseError, EngineError
from cdss.core.sentences import sentence
from cdss.engine.base import Engine
from cdss.engine.guard import available_cores, set_thread_variables
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


def load_engine(bundle_dir: Path | None = None, device: str = "auto", threads: int | None = None) -> Engine:
    """An engine in this process on ``auto``, ``cpu`` or ``cuda``, with every core it may use. Imports torch.

    ``bundle_dir`` None takes the bundle that ships, or the one that was installed since. ``threads``: so many instead, for the
    same answer bit for bit. Where a card fails later the processor goes on. Raises ``BundleError`` for a bundle that was
    touched, ``EngineError`` for a device that is not there or a torch that cannot be loaded.
    """
    cores = threads or available_cores()
    set_thread_variables(cores)
    try:
        from cdss.engine.device import choose_device
        from cdss.engine.steady import SteadyEngine
    except (ImportError, OSError) as error:
        raise EngineError(sentence("engine_no_start", {})) from error
    choose_device(device)
    return SteadyEngine(bundle_dir or base_folder(), device, cores)
