"""SHAP values of the vital signs."""

from __future__ import annotations

from cdss.core.kinds import Modality
from cdss.engine.coalitions import value_by_measured
from cdss.engine.explained.subject import Subject
from cdss.records.explanation import Explanation, VitalsShap


def explain_vitals(subject: Subject, _: Explanation) -> VitalsShap | None:
    """What each measured vital sign adds; None where none was measured."""
    if subject.case.vitals is None or Modality.VITALS not in subject.encoded.present:
        return None
    from cdss.explain.vitals_shap import vitals_shap

    model, encoded, target = subject.model, subject.encoded, subject.target
    row = subject.case.vitals.latest
    return vitals_shap(target, row, lambda kept: value_by_measured(model, encoded, target, kept))
