"""Grad-CAM of the film."""

from __future__ import annotations

from cdss.core.kinds import IMAGE_FINDINGS
from cdss.engine.explained.subject import Subject
from cdss.records.explanation import Explanation, ImageCam


def explain_film(subject: Subject, _: Explanation) -> ImageCam | None:
    """Maps of the findings that are shown; None without a film."""
    features = subject.encoded.film_features
    if features is None:
        return None
    from cdss.explain.gradcam import image_cam

    model = subject.model
    shown = [code for code in IMAGE_FINDINGS if code in model.shown_film_findings]
    return image_cam(model.film, features, subject.case.films[0], shown)
