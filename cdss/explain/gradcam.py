"""Grad-CAM of each film finding (Selvaraju et al., ICCV 2017) on the last feature map, and where its peak lies in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cdss.core.kinds import IMAGE_FINDINGS
from cdss.nets.film_input import border_box
from cdss.nets.image import FilmNet
from cdss.records.explanation import ImageCam
from cdss.records.film import Film, display_gray

Map = NDArray[np.float32]


def grad_cam(net: FilmNet, features: Tensor, finding: str) -> Map:
    """Map [g, g] in 0-1 of one finding from the cached feature map [1, 1280, g, g]; all zero where nothing speaks for it."""
    leaf = features.detach().clone().requires_grad_(True)
    with torch.enable_grad():
        logit = net.head(leaf).logits[0, IMAGE_FINDINGS.index(finding)]
        (gradient,) = torch.autograd.grad(logit, leaf)
    weighted = (gradient.mean(dim=(2, 3), keepdim=True) * leaf.detach()).sum(dim=1)[0].clamp(min=0)
    return np.asarray((weighted / weighted.max().clamp(min=1e-12)).cpu().numpy(), dtype=np.float32)


def image_cam(net: FilmNet, features: Tensor, film: Film, findings: Sequence[str]) -> ImageCam:
    """Maps of ``findings`` laid over the whole film (the borders that the network never saw are zero)."""
    box = border_box(display_gray(film))
    maps = {code: grad_cam(net, features, code) for code in findings}
    placed = {code: _placed(m, box, film.pixels.shape) for code, m in maps.items()}
    return ImageCam(placed, {code: peak_zone(m) for code, m in placed.items()})


def peak_zone(cam: Map) -> str:
    """Zone of the highest activation on the film as displayed: ``right_upper`` … ``left_lower`` (patient's side)."""
    row, column = np.unravel_index(int(cam.argmax()), cam.shape)
    side = "right" if column < cam.shape[1] / 2 else "left"
    third = ("upper", "middle", "lower")[min(int(3 * row / cam.shape[0]), 2)]
    return f"{side}_{third}"


def _placed(cam: Map, box: tuple[int, int, int, int], shape: tuple[int, ...], cells: int = 56) -> Map:
    """The map stretched over the part of the film that the network saw, on a grid of ``cells`` a side."""
    top, bottom, left, right = (
        round(edge / extent * cells) for edge, extent in zip(box, (shape[0], shape[0], shape[1], shape[1]), strict=True)
    )
    inside = torch.nn.functional.interpolate(
        torch.from_numpy(cam)[None, None], size=(bottom - top, right - left), mode="bilinear", align_corners=False
    )
    out = np.zeros((cells, cells), np.float32)
    out[top:bottom, left:right] = inside[0, 0].numpy()
    return out
