"""Grad-CAM (Selvaraju et al., ICCV 2017) on the film's last feature map: of each film finding, and of any fused output.

The film's tokens are linear in the feature map, so the gradients are taken where they are cheap and no hook is needed. For
a fused output the zero of the map is the average film: what a cell says beyond it speaks for the output or against it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cdss.core.kinds import IMAGE_FINDINGS, View
from cdss.nets.film_input import read_box
from cdss.nets.image import FilmNet
from cdss.records.attribution import Method
from cdss.records.explanation import ImageCam
from cdss.records.film import Film
from cdss.records.film_map import FilmMap

Map = NDArray[np.float32]

Box = tuple[int, int, int, int]
"""Top, bottom, left, right; half-open."""

CELLS = 56
"""Rows and columns of a map over the whole film."""

LEAST_EFFECT = 0.005
"""Changes of a probability by less than this are not drawn: half a percent is lost in the rounding of the shown figures."""


def grad_cam(net: FilmNet, features: Tensor, finding: str) -> Map:
    """Map [g, g] in 0-1 of one finding from the cached feature map [1, 1280, g, g]; all zero where nothing speaks for it."""
    leaf = features.detach().clone().requires_grad_(True)
    with torch.enable_grad():
        logit = net.head(leaf).logits[0, IMAGE_FINDINGS.index(finding)]
        (gradient,) = torch.autograd.grad(logit, leaf)
    weighted = (gradient.mean(dim=(2, 3), keepdim=True) * leaf.detach()).sum(dim=1)[0].clamp(min=0)
    return np.asarray((weighted / weighted.max().clamp(min=1e-12)).cpu().numpy(), dtype=np.float32)


def fused_cam(tokens: Tensor, neutral: Tensor, value: Callable[[Tensor], Tensor]) -> Map:
    """Signed map [g, g] of a fused output: what each cell adds to it beyond a cell of the average film (first order).

    ``tokens`` [1, g * g, findings]; ``neutral`` [findings]: the average film's; ``value``: from tokens to the output [1].
    With the head's bias as ``neutral`` this is Grad-CAM on the feature map without its rectifier: since tokens are the head's
    weights times features plus bias, the features weighted by their mean gradients are the tokens, less the bias, weighted by
    theirs.
    """
    leaf = tokens.detach().clone().requires_grad_(True)
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad(value(leaf).sum(), leaf)
    cells = ((leaf.detach() - neutral) * gradient.mean(dim=1, keepdim=True)).sum(dim=2)[0]
    side = round(len(cells) ** 0.5)
    return np.asarray(cells.reshape(side, side).cpu().numpy(), dtype=np.float32)


def image_cam(net: FilmNet, features: Tensor, film: Film, findings: Sequence[str]) -> ImageCam:
    """Maps of ``findings`` laid over the whole film (the borders that the network never saw are zero)."""
    box = map_box(film)
    placed = {code: place(grad_cam(net, features, code), box) for code in findings}
    cam = ImageCam(placed, {}, box=box, sided=sided(film))
    peaks = {code: shown.peak for code, shown in cam.film_maps.items()}
    return ImageCam(placed, {code: peak.zone for code, peak in peaks.items() if peak}, box=box, sided=cam.sided)


def fused_map(target: str, cells: Map, effect: float, box: Box, has_sides: bool) -> FilmMap:
    """The map of a fused output over the whole film, its greatest magnitude 1; all zero where no sign of it would be seen.

    ``cells``: from ``fused_cam``; ``effect``: the output with this film less with the average film (probability).
    """
    seen = max(abs(effect), float(np.abs(cells).sum())) >= LEAST_EFFECT
    return FilmMap(
        Method.GRAD_CAM, target, place(scaled(cells) if seen else np.zeros_like(cells), box), box, has_sides, effect
    )


def scaled(values: Map) -> Map:
    """``values`` divided by their greatest magnitude; zeros stay zeros."""
    return np.asarray(values / max(float(np.abs(values).max()), 1e-12), dtype=np.float32)


def sided(film: Film) -> bool:
    """Whether the film has a right and a left side of the patient."""
    return film.view is not View.LATERAL


def map_box(film: Film) -> Box:
    """Rows and columns of a map over the whole film that the network read."""
    rows, columns = film.pixels.shape
    extents = (rows, rows, columns, columns)
    edges = zip(read_box(film), extents, strict=True)
    top, bottom, left, right = (round(edge / extent * CELLS) for edge, extent in edges)
    return top, bottom, left, right


def place(cam: Map, box: Box) -> Map:
    """The map stretched over the part ``box`` of the film that the network read, [CELLS, CELLS]."""
    top, bottom, left, right = box
    inside = torch.nn.functional.interpolate(
        torch.from_numpy(cam)[None, None], size=(bottom - top, right - left), mode="bilinear", align_corners=False
    )
    out = np.zeros((CELLS, CELLS), np.float32)
    out[top:bottom, left:right] = inside[0, 0].numpy()
    return out
