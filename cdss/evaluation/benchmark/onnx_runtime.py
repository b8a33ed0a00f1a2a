"""The same networks in ONNX Runtime: exported to a temporary folder, their answers compared with PyTorch's, then timed.

Needs the packages of the group ``bench`` in ``pyproject.toml``; the program itself runs without them.
"""

from __future__ import annotations

import importlib.util
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cdss.evaluation.benchmark.networks import Network, together
from cdss.evaluation.benchmark.timing import Clock, Timing, run_times

ONNX_RUNTIME = "ONNX Runtime"
PACKAGES = ("onnx", "onnxruntime")
HOW_TO_INSTALL = f'{ONNX_RUNTIME} is not installed: pip install -e ".[bench]"'


def installed() -> bool:
    """Whether the comparison can be made here."""
    return all(importlib.util.find_spec(name) is not None for name in PACKAGES)


def in_onnx_runtime(nets: Sequence[Network], repeat: int, clock: Clock, cuda: bool, threads: int) -> list[Timing]:
    """Median of each network and of their sum, then the largest absolute difference of each network's answer.

    With ``cuda`` on the GPU where ONNX Runtime has that provider, else on the processor with ``threads``.
    """
    runs, differences = [], []
    with tempfile.TemporaryDirectory() as folder:
        for network in nets:
            answer = _session(network, Path(folder), cuda, threads)
            gap = float(np.abs(network.output().cpu().numpy() - answer()).max())
            differences.append(Timing(f"{network.name}: difference, {ONNX_RUNTIME}", gap, "", 1))
            runs.append((network.name, run_times(answer, repeat, clock)))
    return [*together(runs, ONNX_RUNTIME), *differences]


def _session(network: Network, folder: Path, cuda: bool, threads: int) -> Callable[[], np.ndarray[Any, Any]]:
    """A function that runs ``network`` in ONNX Runtime on its inputs."""
    import onnxruntime

    path = folder / f"{network.name}.onnx"
    _export(network, path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    offered = onnxruntime.get_available_providers()
    wanted = ["CUDAExecutionProvider"] if cuda and "CUDAExecutionProvider" in offered else []
    session = onnxruntime.InferenceSession(str(path), options, providers=[*wanted, "CPUExecutionProvider"])
    taken = {node.name for node in session.get_inputs()}
    given = zip(network.names, network.inputs, strict=True)
    feed = {name: tensor.cpu().contiguous().numpy() for name, tensor in given if name in taken}

    def answer() -> np.ndarray[Any, Any]:
        return np.asarray(session.run(None, feed)[0])

    return answer


def _export(network: Network, path: Path) -> None:
    """Write ``network`` for the shapes of its inputs.

    By the exporter that traces: the newer one takes eight times as long for the same graphs (7.3 against 0.9 s of
    processor time for the fusion head) and needs one more package.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(network.net, network.inputs, str(path), input_names=list(network.names), dynamo=False)
