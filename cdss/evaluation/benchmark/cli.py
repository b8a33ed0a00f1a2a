"""The command ``cdss benchmark``, and the same measurements for the evaluation report."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import torch

from cdss.bundle.load import open_bundle
from cdss.core.paths import model_dir
from cdss.engine.guard import available_cores, resident_mb
from cdss.engine.local import LocalEngine
from cdss.evaluation.benchmark import onnx_runtime
from cdss.evaluation.benchmark.networks import in_pytorch, networks
from cdss.evaluation.benchmark.questions import questions
from cdss.evaluation.benchmark.soak import SETTLED, demo_folders, soak
from cdss.evaluation.benchmark.stages import stages
from cdss.evaluation.benchmark.throughput import notes_alone, throughput
from cdss.evaluation.benchmark.timing import Clock, Timing, since
from cdss.evaluation.benchmark.worker import STARTS, worker_timings
from cdss.nets.triage import TriageModel
from cdss.readers.case_folder import read_case

_BATCH = 32

OWN_MEMORY = "memory of this process"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss benchmark``."""
    parser.add_argument("case", nargs="?", type=Path, help="case folder (default: the first demonstration patient)")
    parser.add_argument("--model", type=Path, default=model_dir(), help="model bundle (default: the one that ships)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--repeat", type=_counting, default=9, help="measured runs after two warm ones (default: 9)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")
    parser.add_argument(
        "--processor-time",
        action="store_true",
        help="count the time this process computes, all its threads added up: for machines that others keep busy",
    )
    parser.add_argument(
        "--soak",
        type=_soaking,
        metavar="N",
        help=f"only explain N patients in turn, more than {SETTLED}, and show by how much memory grows",
    )


def run(args: argparse.Namespace) -> int:
    """Measure and print each figure as soon as it is known."""
    if args.soak is not None:
        return _soak(args)
    folder = args.case or first_demo_patient()
    clock = time.process_time if args.processor_time else time.perf_counter
    figures = []
    print(
        f"{folder.name}; {available_cores()} cores; {'processor time' if args.processor_time else 'time on the clock'}"
    )
    for figure in _measured(args.model, folder, args.device, args.repeat, clock):
        figures.append(figure)
        print(_line(figure), flush=True)
    if not onnx_runtime.installed():
        print(onnx_runtime.HOW_TO_INSTALL, file=sys.stderr)
    _write(args.json, figures)
    return 0


def _soak(args: argparse.Namespace) -> int:
    folders = demo_folders() if args.case is None else [args.case]
    print(f"{args.soak} explanations of {len(folders)} patients in turn; {available_cores()} cores")

    def say(done: int, resident: float) -> None:
        print(f"  {done:5d} explained {resident:10.1f} MB", flush=True)

    figures = soak(LocalEngine(args.model, args.device), folders, args.soak, say=say).figures()
    for figure in figures:
        print(_line(figure))
    _write(args.json, figures)
    return 0


def _write(file: Path | None, figures: Sequence[Timing]) -> None:
    if file is not None:
        file.write_text(json.dumps([asdict(figure) for figure in figures], indent=2) + "\n", encoding="utf-8")


def measure(bundle: Path, case_folder: Path, device: str, repeat: int) -> list[Timing]:
    """Every figure of the benchmark for the patient in ``case_folder``; ``CdssError`` as of the engine and the reader."""
    return list(_measured(bundle, case_folder, device, repeat, time.perf_counter))


def first_demo_patient() -> Path:
    """The folder of the first demonstration patient, who has all four modalities."""
    return demo_folders()[0]


def _measured(bundle: Path, folder: Path, device: str, repeat: int, clock: Clock) -> Iterator[Timing]:
    case = read_case(folder)
    start = clock()
    engine = LocalEngine(bundle, device)
    yield Timing("model loaded", since(start, clock), "ms", 1)
    yield from stages(engine, folder, repeat, clock)
    yield from questions(engine, folder, repeat, clock)
    yield from throughput(engine, repeat, clock)
    yield Timing(OWN_MEMORY, resident_mb(), "MB", 1)
    yield from worker_timings(bundle, case, device, min(repeat, STARTS))
    model = TriageModel(open_bundle(bundle), torch.device(engine.device))
    nets = networks(model, model.encode(case))
    batch = notes_alone(model, _BATCH)
    yield from in_pytorch(nets, repeat, clock)
    yield from in_pytorch([batch], repeat, clock)[:1]
    if onnx_runtime.installed():
        cuda, threads = engine.device == "cuda", torch.get_num_threads()
        yield from onnx_runtime.in_onnx_runtime(nets, repeat, clock, cuda, threads)
        alone, _, difference = onnx_runtime.in_onnx_runtime([batch], repeat, clock, cuda, threads)
        yield from (alone, difference)


def _line(figure: Timing) -> str:
    value = f"{figure.value:10.1e}" if figure.unit == "" else f"{figure.value:10.1f}"
    return f"{figure.name:46s} {value} {figure.unit:8s} n = {figure.n}"


def _counting(text: str) -> int:
    """A count of at least one."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("give a whole number from 1")
    return int(text)


def _soaking(text: str) -> int:
    """A count of more explanations than those before the first reading."""
    if not text.isdigit() or int(text) <= SETTLED:
        raise argparse.ArgumentTypeError(f"give a whole number greater than {SETTLED}")
    return int(text)
