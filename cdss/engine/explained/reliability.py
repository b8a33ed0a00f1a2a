"""Do the explanations hold on this patient? Completeness, and deletion of what they mark against random deletion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cdss.engine.explained.marked import Marked, marked_ecg, marked_film, marked_note, marked_vitals
from cdss.engine.explained.subject import Subject
from cdss.records.attribution import Method
from cdss.records.explanation import (
    EcgAttribution,
    Explanation,
    ImageCam,
    ModalityShapley,
    NoteTokens,
    VitalsShap,
)
from cdss.records.reliability import Deletion, MethodCheck, Reliability

ECG_DRAWS = 8
"""Random deletions of the ECG, for each of which its network runs again (5 ms of one core)."""


TESTED: tuple[str, ...] = ("modality_shapley", "note_tokens", "vitals_shap", "image_cam", "ecg_attribution")
"""Parts that are tested, in the order in which they are told."""


def explain_reliability(subject: Subject, so_far: Explanation) -> Reliability | None:
    """The tests of every method whose part is in ``so_far``, or its ``reliability`` has; None where there is none."""
    known = {check.part: check for check in so_far.reliability.checks} if so_far.reliability else {}
    new = _checks(subject, replace(so_far, **dict.fromkeys(known)))
    found = known | {check.part: check for check in new}
    checks = tuple(found[part] for part in TESTED if part in found)
    failed = tuple(check.part for check in checks if check.part in subject.model.failed_methods)
    return Reliability(subject.target, checks, failed) if checks else None


def _checks(subject: Subject, so_far: Explanation) -> Iterator[MethodCheck]:
    if so_far.modality_shapley is not None:
        yield check_modalities(so_far.modality_shapley)
    if so_far.note_tokens is not None:
        yield check_note(subject, so_far.note_tokens)
    if so_far.vitals_shap is not None:
        yield check_vitals(subject, so_far.vitals_shap)
    if so_far.image_cam is not None:
        yield check_film(subject, so_far.image_cam)
    if so_far.ecg_attribution is not None:
        yield check_ecg(subject, so_far.ecg_attribution)


def check_modalities(part: ModalityShapley) -> MethodCheck:
    """Completeness; deletion would only repeat the coalitions that the values are made of."""
    from cdss.explain.deletion import completeness

    return MethodCheck("modality_shapley", Method.SHAPLEY, completeness(part.base, part.value, sum(part.phi.values())))


def check_note(subject: Subject, part: NoteTokens) -> MethodCheck:
    """Completeness, and deletion of units (words as displayed, denials)."""
    from cdss.explain.deletion import completeness

    whole = None
    if part.base is not None and part.value is not None:
        whole = completeness(part.base, part.value, sum(part.attribution().effects.values()))
    return MethodCheck("note_tokens", Method.INTEGRATED_GRADIENTS, whole, _deletion(marked_note(subject, part)))


def check_vitals(subject: Subject, part: VitalsShap) -> MethodCheck:
    """Completeness, and deletion of vital signs (not of age, arrival and history)."""
    from cdss.explain.deletion import completeness

    whole = completeness(part.base, part.value, sum(one.effect for one in part.contributions))
    return MethodCheck("vitals_shap", Method.SHAP, whole, _deletion(marked_vitals(subject, part)))


def check_film(subject: Subject, part: ImageCam) -> MethodCheck:
    """Deletion of cells of the map of the explained output, which promises no sum."""
    marked = marked_film(subject, part)
    return MethodCheck("image_cam", Method.GRAD_CAM, None, None if marked is None else _deletion(marked))


def check_ecg(subject: Subject, part: EcgAttribution) -> MethodCheck:
    """Completeness, and deletion of pieces of 0.2 s of one lead."""
    from cdss.explain.deletion import completeness

    whole = completeness(part.base, part.value, sum(one.effect for one in part.parts))
    found = _deletion(marked_ecg(subject, part), ECG_DRAWS)
    return MethodCheck("ecg_attribution", Method.INTEGRATED_GRADIENTS, whole, found)


def _deletion(marked: Marked, draws: int | None = None) -> Deletion | None:
    from cdss.explain.deletion import DRAWS, deletion

    return deletion(marked.effects, marked.without, draws or DRAWS)
