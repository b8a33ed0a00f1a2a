"""The attribution of the ECG: complete, signed, at its place on the recording, and on the wave and lead that matter."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from cdss.core.kinds import ECG_LEADS
from cdss.explain.ecg_attribution import (
    ecg_attribution,
    lead_parts,
    path_of_recording,
    shading,
)
from cdss.explain.ecg_waves import EcgWaves, ecg_waves
from cdss.explain.integrated_gradients import FINE_STEPS, STEPS, PathIntegral
from cdss.nets.ecg import EcgMember
from cdss.nets.ecg_input import ecg_input
from cdss.records.attribution import Method
from cdss.records.ecg import Ecg
from cdss.records.explanation import ECG_WAVES
from cdss.session.explanation.ecg_ranking import ranked_leads

V3 = ECG_LEADS.index("V3")
BEATS = tuple(0.6 + 0.8 * i for i in range(12))


def recording(rate=500.0, seconds=10.0):
    return Ecg("e", np.zeros((12, round(rate * seconds)), np.float32), rate)


def spike(lead=6, sample=400, width=20, value=1.0):
    signed = np.zeros((12, 1000), np.float32)
    signed[lead, sample : sample + width] = value
    return signed


def record(signed, ecg=None, waves=None, ends=(0.0, 0.0)):
    found = PathIntegral(torch.from_numpy(signed)[None], *ends, STEPS)
    return ecg_attribution("MI", found, ecg or recording(), waves)


def attributed(output, signal):
    """Attributions where the states are the samples themselves."""
    return path_of_recording(lambda x: x, signal).attributed(output)


def bump(t, centre, sigma):
    return np.exp(-0.5 * ((t - centre) / sigma) ** 2)


def heart(v3_st_mv=0.0):
    """Twelve beats in every lead, V3 small, with a needle of ``v3_st_mv`` at R + 100 ms (within ST) in V3."""
    t = np.arange(5000) / 500
    row = sum(
        bump(t, r, 0.012)
        - 0.3 * bump(t, r + 0.022, 0.01)
        + 0.3 * bump(t, r + 0.28, 0.03)
        + 0.15 * bump(t, r - 0.16, 0.02)
        for r in BEATS
    )
    sizes = np.array([0.8, 1.0, 0.5, -0.9, 0.3, 0.7, -0.6, -0.5, 0.2, 1.0, 1.1, 0.9])
    signal = np.outer(sizes, row) + 0.003 * np.random.default_rng(0).standard_normal((12, 5000))
    signal[V3] += v3_st_mv * sum(bump(t, r + 0.10, 0.012) for r in BEATS)
    return Ecg("built", signal.astype(np.float32), 500.0)


def signal_of(ecg):
    return torch.from_numpy(ecg_input(ecg))[None]


# completeness --------------------------------------------------------------------------------------------------------------


def test_a_linear_output_is_taken_apart_exactly():
    generator = torch.Generator().manual_seed(0)
    weight, signal = (torch.randn(1, 12, 1000, generator=generator, dtype=torch.float64) for _ in range(2))

    def output(x):
        return 0.25 + 1e-3 * (x * weight).sum(dim=(1, 2))

    found = ecg_attribution("MI", attributed(output, signal), recording(), None)
    signed = attributed(output, signal).effects[0]
    assert signed.numpy() == pytest.approx(1e-3 * (weight * signal)[0].numpy(), abs=1e-9)
    assert (found.base, found.value) == (pytest.approx(0.25), pytest.approx(output(signal).item()))
    assert found.error == pytest.approx(0.0, abs=1e-6)
    assert found.attribution().remainder == found.error


def test_what_a_curved_output_misses_is_in_the_record():
    """A step too narrow for the quadrature, fine as it is."""
    signal = 3.0 * torch.ones(1, 12, 1000, dtype=torch.float64)

    def output(x):
        return torch.sigmoid(1000.0 * (x.mean(dim=(1, 2)) - 1.51))

    found = ecg_attribution("MI", attributed(output, signal), recording(), None)
    assert (found.base, found.value, found.steps) == (pytest.approx(0.0), pytest.approx(1.0), FINE_STEPS)
    assert abs(found.error) > 0.05


# leads and waves -----------------------------------------------------------------------------------------------------------


def test_a_planted_needle_is_found_in_the_st_segment_of_its_lead():
    """The detector answers to sharp upward needles in V3 only, as the planted ones are and the QRS of that lead is not."""
    ecg = heart(v3_st_mv=1.0)
    detector = nn.Conv1d(12, 1, 5, padding=2, bias=False)
    with torch.no_grad():
        detector.weight.zero_()
        detector.weight[0, V3] = torch.tensor([-1.0, -0.5, 3.0, -0.5, -1.0])

    def output(x):
        return torch.sigmoid((detector(x) - 2.0).relu().sum(dim=(1, 2)) / 20.0 - 1.0)

    signal = signal_of(ecg)
    found = ecg_attribution("MI", attributed(output, signal), ecg, ecg_waves(ecg))
    effects = found.attribution().effects
    assert max(effects, key=lambda name: effects[name]) == "ecg/V3/ST"
    assert effects["ecg/V3/ST"] > 0.7 * sum(effects.values()) > 0.1
    assert found.by_lead["V3"] == pytest.approx(1.0)
    lit = np.flatnonzero(found.values[V3] > 0.5) / 500
    since = [min(lit - r, key=abs) if len(lit) else np.inf for r in BEATS]
    assert np.median(since) == pytest.approx(0.10, abs=0.05)


def test_every_sample_counts_once_in_leads_and_waves():
    ecg, signed = heart(), np.random.default_rng(1).standard_normal((12, 1000)).astype(np.float32)
    waves = ecg_waves(ecg)
    parts = list(lead_parts(signed, waves))
    assert len(parts) == 12 * 5 == len({part.name for part in parts})
    assert sum(part.effect for part in parts) == pytest.approx(float(signed.sum(dtype=np.float64)), abs=1e-6)
    assert sum(part.share for part in parts) == pytest.approx(1.0)
    counted = list(lead_parts(np.ones((12, 1000), np.float32), waves))
    assert {lead: sum(p.raises for p in counted if p.lead == lead) for lead in ECG_LEADS} == dict.fromkeys(
        ECG_LEADS, 1000.0
    )


def test_what_raises_and_what_lowers_is_kept_apart():
    labels = np.full(1000, ECG_WAVES.index("rest"), np.int8)
    labels[400:420] = ECG_WAVES.index("ST")
    waves = EcgWaves(labels, ("ST", "rest"), 1, 0)
    signed = spike(V3, 400, 10, 0.02) - spike(V3, 410, 10, 0.05) + spike(V3, 500, 10, 0.03)
    effects = {part.name: part for part in record(signed, waves=waves).parts}
    st = effects["ecg/V3/ST"]
    assert (st.raises, st.lowers, st.effect) == (pytest.approx(0.2), pytest.approx(0.5), pytest.approx(-0.3))
    assert st.share == pytest.approx(0.7) and effects["ecg/V3/rest"].share == pytest.approx(0.3)


def test_where_the_waves_could_not_be_told_apart_only_leads_are_named():
    found = record(spike(1, value=3.0) + spike(7, value=-1.0))
    assert set(found.attribution().effects) == {f"ecg/{lead}" for lead in ECG_LEADS}
    assert found.not_found == ("P", "QRS", "ST", "T") and not found.by_wave
    assert found.attribution().method is Method.INTEGRATED_GRADIENTS


def test_shares_of_the_leads_sum_to_one_and_follow_the_attribution():
    found = record(spike(1, value=3.0) + spike(7, value=-1.0)).by_lead
    assert tuple(found) == ECG_LEADS
    assert sum(found.values()) == pytest.approx(1.0)
    assert found["II"] == pytest.approx(0.75) and found["V2"] == pytest.approx(0.25)


def test_other_weights_give_another_ranking():
    ecg = heart()
    signal = signal_of(ecg)

    def ranking(seed):
        torch.manual_seed(seed)
        net = EcgMember().eval().requires_grad_(False)
        found = path_of_recording(net, signal).attributed(lambda states: torch.sigmoid(states.mean(dim=(1, 2))))
        return [one.code for one in ranked_leads(ecg_attribution("MI", found, ecg, None))]

    first = ranking(0)
    assert first == ranking(0)
    assert all(ranking(seed) != first for seed in (1, 2))


# shading -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [500.0, 250.0, 100.0])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_shading_lies_at_its_time_on_the_recordings_own_samples(rate, sign):
    found = record(spike(value=sign), recording(rate))
    assert found.values.shape == (12, round(rate * 10)) and found.values.dtype == np.float32
    assert (found.target, found.rate_hz) == ("MI", rate)
    lit = np.flatnonzero(sign * found.values[6] > 0.5) / rate
    assert lit.min() == pytest.approx(4.0, abs=0.05) and lit.max() == pytest.approx(4.2, abs=0.05)
    assert not found.values[[i for i in range(12) if i != 6]].any()


def test_shading_keeps_the_sign_and_lies_between_minus_1_and_1():
    signed = spike(value=-30.0) + spike(2, 100, value=15.0)
    values = shading(signed, recording())
    assert values.min() == -1 and 0 < values.max() <= 1
    assert np.array_equal(values, -shading(-signed, recording()))


def test_one_giant_sample_does_not_darken_the_rest():
    signed = np.random.default_rng(0).random((12, 1000)).astype(np.float32)
    signed[0, 500] = 1e6
    assert np.median(shading(signed, recording())) > 0.2


def test_beyond_the_ten_seconds_read_there_is_no_shading():
    values = shading(np.ones((12, 1000), np.float32), recording(seconds=20.0))
    assert values[:, 100:4900].min() > 0.5
    assert not values[:, 5000:].any()


def test_no_attribution_at_all_is_no_shading():
    found = record(np.zeros((12, 1000), np.float32))
    assert not found.values.any() and not any(found.by_lead.values())


def test_weak_attribution_is_left_unshaded_and_the_strongest_fully():
    signed = np.full((12, 1000), 0.2, np.float32)
    signed[3, 400:500] = 1.0
    values = shading(signed, recording())
    assert values[3, 2100:2400].min() == pytest.approx(1.0)
    assert values[0].max() == 0.0
    assert values[3, :1800].max() == 0.0
