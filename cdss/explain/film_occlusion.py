"""Occlusion of a film (Zeiler & Fergus, ECCV 2014): cover one patch after the other, and see what becomes of an output.

A patch is covered with the film itself, blurred until no structure of the patch's size is left (Fong & Vedaldi, ICCV 2017):
a patch of one grey would be a structure of its own. Its edge is soft for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cdss.nets.image import GRID

PATCH = 64
"""Side of a patch in pixels of the network's input (224): two cells of its grid."""

PER_SIDE = GRID - 1
"""Patches a side: they lie one cell apart, so that each stands on four cells."""

SOFT = 8
"""Pixels over which a patch's edge fades."""

BLUR = 40.0
"""Standard deviation in pixels of the blur that a patch is covered with."""

TOGETHER = 6
"""Films that go through the network at once."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Occluded:
    """``falls`` [patches]: value of the whole film less with the patch covered; ``covers`` [patches, side, side] in 0-1."""

    falls: Numbers
    covers: NDArray[np.float32]

    def grid(self, cells: int = 2 * GRID) -> NDArray[np.float32]:
        """Mean fall of the patches that cover each cell [cells, cells]; 0 where none does."""
        weights = _shrunk(self.covers, cells)
        total = weights.sum(axis=0)
        summed = np.tensordot(self.falls, weights.astype(np.float64), axes=1)
        return np.asarray(np.divide(summed, total, out=np.zeros_like(summed), where=total > 1e-6), np.float32)

    def under(self, cells: NDArray[np.float32]) -> Numbers:
        """Mean of a map [g, g] of the same film under each patch [patches]."""
        weights = _shrunk(self.covers, len(cells)).astype(np.float64)
        return np.asarray((weights * cells).sum(axis=(1, 2)) / weights.sum(axis=(1, 2)))


def occluded(x: Tensor, value: Callable[[Tensor], Tensor], patch: int = PATCH, per_side: int = PER_SIDE) -> Occluded:
    """What ``value`` (films [n, 1, side, side] to outputs [n]) loses when each of ``per_side`` squared patches is covered.

    ``x`` [1, 1, side, side]: the film as the network reads it.
    """
    covers = patch_covers(x.shape[-1], patch, per_side).to(x.device)
    blurred = blur(x)
    with torch.no_grad():
        whole = float(value(x))
        parts = [value(films) for films in _covered(x, blurred, covers)]
    falls = whole - torch.cat(parts).double().cpu().numpy()
    return Occluded(np.asarray(falls, np.float64), covers.cpu().numpy())


def patch_covers(side: int, patch: int, per_side: int) -> Tensor:
    """How far each patch covers each pixel, float32 [per_side ** 2, side, side] in 0-1, row-major from the top left."""
    at = torch.arange(side, dtype=torch.float32) + 0.5
    starts = torch.linspace(0.0, side - patch, per_side)
    into = torch.minimum(at[None] - starts[:, None], starts[:, None] + patch - at[None])
    ramp = (into / SOFT).clamp(0.0, 1.0)
    return (ramp[:, None, :, None] * ramp[None, :, None, :]).reshape(per_side * per_side, side, side)


def blur(x: Tensor, sigma: float = BLUR) -> Tensor:
    """``x`` [n, 1, h, w] after a Gaussian blur, the border pixels held outwards."""
    reach = int(2.5 * sigma)
    at = torch.arange(-reach, reach + 1, dtype=x.dtype, device=x.device)
    kernel = torch.exp(-0.5 * (at / sigma) ** 2)
    kernel = kernel / kernel.sum()
    padded = torch.nn.functional.pad(x, (reach, reach, reach, reach), mode="replicate")
    rows = torch.nn.functional.conv2d(padded, kernel[None, None, :, None])
    return torch.nn.functional.conv2d(rows, kernel[None, None, None, :])


def _covered(x: Tensor, blurred: Tensor, covers: Tensor) -> Iterator[Tensor]:
    for part in torch.split(covers, TOGETHER):
        share = part[:, None]
        yield (x * (1.0 - share) + blurred * share).contiguous(memory_format=torch.channels_last)


def _shrunk(covers: NDArray[np.float32], cells: int) -> NDArray[np.float32]:
    """Covers as means over the cells of a coarser grid [patches, cells, cells]."""
    return np.asarray(torch.nn.functional.adaptive_avg_pool2d(torch.from_numpy(covers)[:, None], cells)[:, 0].numpy())
