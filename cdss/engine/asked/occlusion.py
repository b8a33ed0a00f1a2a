"""Occlusion of the film: a cross-check of Grad-CAM that needs no gradient."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from cdss.core.errors import EngineError
from cdss.engine.coalitions import value_tensor
from cdss.engine.explained.film import fused_cells
from cdss.engine.explained.subject import Subject
from cdss.nets.film_input import film_input
from cdss.nets.image import film_tensor
from cdss.records.attribution import Method
from cdss.records.film_map import FilmMap
from cdss.records.question import Occlude, Occlusion

LEAST_FALL = 0.001
"""Smallest change of a probability by one patch that is drawn: the last digit that is said of it."""


def occlude(subject: Subject, question: Occlude) -> Occlusion:
    """Cover the film patch by patch and measure what the output loses; ``EngineError`` without an assessed film."""
    if subject.encoded.film is None:
        raise EngineError.of("question_no_film")
    from cdss.explain.agreement import rank_correlation
    from cdss.explain.film_occlusion import occluded
    from cdss.explain.gradcam import map_box, place, scaled, sided

    model, inputs, film = subject.model, subject.encoded.inputs, subject.case.films[0]

    def output(films: Tensor) -> Tensor:
        repeated = inputs.masked(inputs.present.expand(len(films), -1))
        return value_tensor(model, replace(repeated, image=model.film(films).tokens), question.target)

    found = occluded(film_tensor(torch.from_numpy(film_input(film))[None]).to(model.device), output)
    box, fall = map_box(film), float(found.falls.max())
    shown = scaled(found.grid()) if abs(found.falls).max() >= LEAST_FALL else 0.0 * found.grid()
    covered = FilmMap(Method.OCCLUSION, question.target, place(shown, box), box, sided(film), fall)
    agreement = rank_correlation(found.falls, found.under(fused_cells(subject)))
    return Occlusion(question.target, covered, agreement, len(found.falls))
