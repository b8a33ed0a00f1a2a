"""Grad-CAM of the film: of its findings, and of the output that is asked about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cdss.core.kinds import IMAGE_FINDINGS, TARGETS
from cdss.engine.coalitions import every_value, value_tensor
from cdss.engine.explained.rows import target_values
from cdss.engine.explained.subject import Subject
from cdss.nets.recent import content_digest, remembered
from cdss.nets.triage import TriageModel
from cdss.records.explanation import Explanation, ImageCam


def explain_film(subject: Subject, _: Explanation) -> ImageCam | None:
    """Maps of the findings that are shown, and of the explained output; None without a film."""
    features = subject.encoded.film_features
    if features is None:
        return None
    from cdss.explain.gradcam import fused_map, image_cam

    model, film = subject.model, subject.case.films[0]
    shown = [code for code in IMAGE_FINDINGS if code in model.shown_film_findings]
    cam = remembered(subject.recent, "film maps", film, lambda: image_cam(model.film, features, film, shown))
    assert cam.box is not None
    return replace(cam, fused=fused_map(subject.target, fused_cells(subject), film_effect(subject), cam.box, cam.sided))


def fused_cells(subject: Subject) -> NDArray[np.float32]:
    """Signed Grad-CAM of the explained output on the network's grid, as ``cdss.explain.gradcam.fused_cam`` gives it."""
    from cdss.explain.gradcam import fused_cam

    def cells() -> NDArray[np.float32]:
        tokens = subject.encoded.inputs.image
        return fused_cam(tokens, average_film(subject.model), lambda varied: _value(subject, varied))

    return remembered(subject.recent, "film cells", subject.asked, cells, most=len(TARGETS))


def film_effect(subject: Subject) -> float:
    """The explained output with this film less with the average film (probability)."""
    inputs = subject.encoded.inputs

    def every(films: NDArray[np.float64]) -> NDArray[np.float64]:
        tokens = torch.stack([average_film(subject.model).expand_as(inputs.image[0]), inputs.image[0]])
        repeated = inputs.masked(inputs.present.expand(len(films), -1))
        return every_value(subject.model, replace(repeated, image=tokens[films[:, 0].astype(int)]))

    this, other = target_values(subject, "film effect", (content_digest(inputs),), np.array([[1.0], [0.0]]), every)
    return float(this - other)


def average_film(model: TriageModel) -> Tensor:
    """Mean tokens of the films that the fusion head learned from [findings]: the zero of its film evidence."""
    centres: list[Tensor] = [member.get_buffer("image_evidence.centre") for member in model.fusion.members]
    return torch.stack(centres).mean(dim=0)


def _value(subject: Subject, tokens: Tensor) -> Tensor:
    """The explained output [n] for film tokens [n, cells, findings], all else as it is."""
    inputs = subject.encoded.inputs
    repeated = inputs.masked(inputs.present.expand(len(tokens), -1))
    return value_tensor(subject.model, replace(repeated, image=tokens), subject.target)
