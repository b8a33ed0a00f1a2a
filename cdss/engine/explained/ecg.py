"""Integrated Gradients of the ECG."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from torch import Tensor

from cdss.core.kinds import TARGETS
from cdss.engine.coalitions import value_tensor
from cdss.engine.explained.subject import Subject
from cdss.nets.recent import remembered
from cdss.records.explanation import EcgAttribution, Explanation

if TYPE_CHECKING:
    from cdss.explain.integrated_gradients import PathIntegral


def explain_ecg(subject: Subject, _: Explanation) -> EcgAttribution | None:
    """Attribution of each lead, wave and sample to the output; None without a recording."""
    signal = subject.encoded.ecg_signal
    if signal is None:
        return None
    from cdss.explain.ecg_attribution import ecg_attribution, path_of_recording
    from cdss.explain.ecg_waves import ecg_waves

    model, inputs, ecg = subject.model, subject.encoded.inputs, subject.case.ecgs[0]

    def tokens(varied: Tensor) -> Tensor:
        found: Tensor = model.ecg(varied).tokens
        return found

    def output(states: Tensor) -> Tensor:
        return value_tensor(
            model, replace(inputs.masked(inputs.present.expand(len(states), -1)), ecg=states), subject.target
        )

    def attributed() -> PathIntegral:
        path = remembered(subject.recent, "ecg path", ecg, lambda: path_of_recording(tokens, signal), most=1)
        return path.attributed(output)

    samples = remembered(subject.recent, "ecg attributions", subject.asked, attributed, most=len(TARGETS))
    waves = remembered(subject.recent, "ecg waves", ecg, lambda: ecg_waves(ecg))
    return ecg_attribution(subject.target, samples, ecg, waves)
