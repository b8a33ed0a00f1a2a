"""``cdss benchmark``: medians of every stage on one patient, beside a plain run of the same encoders in the same process."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from cdss.bundle.load import open_bundle
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.guard import available_cores, resident_mb
from cdss.engine.local import LocalEngine
from cdss.nets.triage import TriageModel
from cdss.readers.case_folder import read_case
from cdss.records.case import Case
from cdss.records.explanation import EXPLANATION_PARTS

Samples = dict[str, list[float]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss benchmark``."""
    parser.add_argument("case", nargs="?", type=Path, help="case folder (default: the first demonstration patient)")
    parser.add_argument("--model", type=Path, default=model_dir(), help="model bundle (default: the one that ships)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--repeat", type=int, default=9, help="measured runs after two warm ones (default: 9)")


def run(args: argparse.Namespace) -> int:
    """Measure and print a table of medians in milliseconds."""
    folder = args.case or min(p for p in demo_dir().iterdir() if p.is_dir())
    start = time.perf_counter()
    engine = LocalEngine(args.model, args.device)
    ready = _since(start)
    case = read_case(folder)
    samples: Samples = {}
    for attempt in range(args.repeat + 2):
        measured = _one_run(engine, replace(case), folder)
        if attempt >= 2:
            for name, value in measured.items():
                samples.setdefault(name, []).append(value)
    model = TriageModel(open_bundle(args.model), torch.device(engine.device))
    samples["reference: the encoders alone, plain PyTorch"] = _reference(model, case, args.repeat)
    print(
        f"{folder.name}, {', '.join(case.present)}; {engine.device}, {torch.get_num_threads()} of {available_cores()} cores"
    )
    for name, values in {"engine ready": [ready], **samples}.items():
        print(f"{name:46s} {statistics.median(values):9.1f} ms")
    print(f"{'resident memory':46s} {resident_mb():9.0f} MB")
    return 0


def _one_run(engine: LocalEngine, case: Case, folder: Path) -> dict[str, float]:
    start = time.perf_counter()
    read_case(folder)
    found = {"read": _since(start)}
    found.update({f"assess: {name}": ms for name, ms in engine.assess(case).timings_ms.items()})
    start = last = time.perf_counter()
    known: set[str] = set()
    for explanation in engine.explain(case):
        new = [n for n in EXPLANATION_PARTS if n not in known and getattr(explanation, n) is not None]
        known.update(new)
        found[f"explain: {' + '.join(new)}"] = _since(last)
        last = time.perf_counter()
    found["explain: all"] = _since(start)
    return found


@torch.no_grad()
def _reference(model: TriageModel, case: Case, repeat: int) -> list[float]:
    """One forward pass of each encoder on ready tensors, nothing else."""
    encoded = model.encode(case)
    runs: list[Callable[[], object]] = []
    if encoded.film is not None:
        film = torch.randn(1, 1, 224, 224, device=model.device)
        runs.append(lambda: model.film(film))
    if encoded.ecg_signal is not None:
        signal = encoded.ecg_signal
        runs.append(lambda: model.ecg(signal))
    if encoded.note is not None:
        words = model.minilm.words(torch.tensor([encoded.note.ids.ids], device=model.device))
        visible = torch.ones(words.shape[:2], dtype=torch.bool, device=model.device)
        runs.append(lambda: model.note_states(words, visible))
    return [_timed(runs) for _ in range(repeat + 2)][2:]


def _timed(runs: list[Callable[[], object]]) -> float:
    start = time.perf_counter()
    for one in runs:
        one()
    return _since(start)


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000.0
