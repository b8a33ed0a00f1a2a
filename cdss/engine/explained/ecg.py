"""Integrated Gradients of the ECG."""

from __future__ import annotations

from dataclasses import replace

from torch import Tensor

from cdss.engine.coalitions import value_tensor
from cdss.engine.explained.subject import Subject
from cdss.records.explanation import EcgAttribution, Explanation


def explain_ecg(subject: Subject, _: Explanation) -> EcgAttribution | None:
    """Attribution of each lead, wave and sample to the output; None without a recording."""
    signal = subject.encoded.ecg_signal
    if signal is None:
        return None
    from cdss.explain.ecg_attribution import ecg_attribution, ends_of_the_path, sample_attributions
    from cdss.explain.ecg_waves import ecg_waves

    model, inputs = subject.model, subject.encoded.inputs

    def output(varied: Tensor) -> Tensor:
        repeated = inputs.masked(inputs.present.expand(len(varied), -1))
        return value_tensor(model, replace(repeated, ecg=model.ecg(varied).tokens), subject.target)

    ecg = subject.case.ecgs[0]
    signed, ends = sample_attributions(output, signal), ends_of_the_path(output, signal)
    return ecg_attribution(subject.target, signed, ends, ecg, ecg_waves(ecg))
