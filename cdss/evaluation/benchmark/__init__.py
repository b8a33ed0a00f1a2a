"""``cdss benchmark``: what each stage costs on this machine, beside the bare networks in PyTorch and in ONNX Runtime."""

from cdss.evaluation.benchmark.cli import add_arguments, measure, run
from cdss.evaluation.benchmark.timing import Timing

__all__ = ["Timing", "add_arguments", "measure", "run"]
