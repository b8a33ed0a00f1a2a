"""The networks of the model as plain modules, tensors in and tensors out: what is compared with other runtimes.

Nothing of the program is in them: no reading, no filters, no tokeniser, no calibration.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from cdss.evaluation.benchmark.timing import Clock, Timing, median_of, run_times
from cdss.nets.ecg import NETWORK_SAMPLES, EcgNet
from cdss.nets.fusion import INPUT_NAMES, FusionEnsemble, Inputs
from cdss.nets.image import FILM_SIZE, FilmNet
from cdss.nets.minilm import MiniLm
from cdss.nets.triage import Encoded, TriageModel

PYTORCH = "PyTorch"


class _Film(nn.Module):
    def __init__(self, net: FilmNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, film: Tensor) -> Tensor:
        tokens: Tensor = self.net(film).tokens
        return tokens


class _Ecg(nn.Module):
    def __init__(self, net: EcgNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, signal: Tensor) -> Tensor:
        tokens: Tensor = self.net(signal).tokens
        return tokens


class _Note(nn.Module):
    def __init__(self, net: MiniLm, mean: Tensor, basis: Tensor) -> None:
        super().__init__()
        self.net = net
        self.register_buffer("mean", mean)
        self.register_buffer("basis", basis)

    def forward(self, ids: Tensor, visible: Tensor) -> Tensor:
        states: Tensor = (self.net(ids, visible) - self.get_buffer("mean")) @ self.get_buffer("basis")
        return states


class _Fusion(nn.Module):
    def __init__(self, net: FusionEnsemble) -> None:
        super().__init__()
        self.net = net

    def forward(self, *inputs: Tensor) -> Tensor:
        logits: Tensor = self.net(Inputs(*inputs))[0]
        return logits


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """One network with the ``inputs`` it is run on; ``names`` of the inputs, in order.

    ``net`` must be in evaluation mode as a whole: an export leaves a network in the mode it found on top.
    """

    name: str
    net: nn.Module
    names: tuple[str, ...]
    inputs: tuple[Tensor, ...]

    def output(self) -> Tensor:
        """What the network gives for its inputs."""
        with torch.inference_mode():
            given: Tensor = self.net(*self.inputs)
        return given


def networks(model: TriageModel, encoded: Encoded) -> tuple[Network, ...]:
    """The encoders of the modalities that ``encoded`` has, and the fusion head on the whole case."""
    found = []
    if encoded.film is not None:
        film = torch.linspace(-1, 1, FILM_SIZE * FILM_SIZE, device=model.device).view(1, 1, FILM_SIZE, FILM_SIZE)
        film = film.to(memory_format=torch.channels_last)
        found.append(Network("film", _Film(model.film).eval(), ("film",), (film,)))
    if encoded.ecg_signal is not None:
        signal = encoded.ecg_signal[..., :NETWORK_SAMPLES]
        found.append(Network("ecg", _Ecg(model.ecg).eval(), ("signal",), (signal,)))
    if encoded.note is not None:
        found.append(note_network(model, [encoded.note.ids.ids]))
    fused = tuple(getattr(encoded.inputs, name) for name in INPUT_NAMES)
    found.append(Network("fusion", _Fusion(model.fusion).eval(), INPUT_NAMES, fused))
    return tuple(found)


def note_network(model: TriageModel, notes: Sequence[tuple[int, ...]]) -> Network:
    """The language model with its basis on ``notes`` (word-piece ids), filled up to the longest."""
    longest = max(len(ids) for ids in notes)
    filled = torch.tensor([[*ids, *[0] * (longest - len(ids))] for ids in notes], device=model.device)
    visible = torch.tensor([[i < len(ids) for i in range(longest)] for ids in notes], device=model.device)
    net = _Note(model.minilm, model.note_mean, model.note_basis).eval()
    return Network("note", net, ("ids", "visible"), (filled, visible))


def in_pytorch(nets: Sequence[Network], repeat: int, clock: Clock) -> list[Timing]:
    """Median of each network alone in PyTorch, and of their sum run by run."""
    return together([(n.name, run_times(_synchronised(n), repeat, clock)) for n in nets], PYTORCH)


def together(runs: Sequence[tuple[str, Sequence[float]]], runtime: str) -> list[Timing]:
    """Medians of single networks and of their sum."""
    sums = [sum(each) for each in zip(*(times for _, times in runs), strict=True)]
    return [*(median_of(f"{name} alone, {runtime}", times) for name, times in runs), median_of(f"all, {runtime}", sums)]


def _synchronised(network: Network) -> Callable[[], object]:
    """A run that ends when the device has finished: copying the answer to the processor waits for it."""
    return lambda: network.output().cpu()
