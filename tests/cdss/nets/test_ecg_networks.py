"""The ECG encoder and what it reads: the same heart gives the same input however it was recorded."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cdss.core.kinds import ECG_FINDINGS
from cdss.nets.ecg import NETWORK_SAMPLES, TOKENS, EcgMember, EcgNet
from cdss.nets.ecg_input import ecg_input
from cdss.records.ecg import Ecg


def sine(rate, seconds=10.0, hertz=5.0, millivolts=1.0, offset=0.0):
    time = np.arange(round(rate * seconds)) / rate
    row = millivolts * np.sin(2 * np.pi * hertz * time) + offset
    return Ecg("e", np.repeat(row[None], 12, axis=0).astype(np.float32), rate)


@pytest.mark.parametrize("rate", [1000.0, 500.0, 250.0, 128.0])
def test_the_sampling_rate_does_not_matter(rate):
    reference, found = ecg_input(sine(100.0)), ecg_input(sine(rate))
    assert found.shape == (12, NETWORK_SAMPLES) and found.dtype == np.float32
    assert found[:, 50:-50] == pytest.approx(reference[:, 50:-50], abs=0.05)


def test_voltage_and_baseline_do_not_matter():
    assert ecg_input(sine(500.0, millivolts=3.0, offset=1.5)) == pytest.approx(ecg_input(sine(500.0)), abs=0.02)


def test_each_lead_has_zero_mean_and_unit_deviation():
    rng = np.random.default_rng(0)
    noise = np.cumsum(rng.normal(0, 0.02, (12, 5000)), axis=1)
    x = ecg_input(Ecg("e", noise.astype(np.float32), 500.0))
    assert x.mean(axis=1) == pytest.approx(np.zeros(12), abs=1e-4)
    assert x.std(axis=1) == pytest.approx(np.ones(12), abs=1e-3)


@pytest.mark.parametrize(("hertz", "kept"), [(0.1, False), (1.2, True), (20.0, True), (49.0, False)])
def test_only_the_band_of_the_heart_is_kept(hertz, kept):
    x = ecg_input(
        Ecg("e", sine(500.0, hertz=3.0, millivolts=0.2).signal_mv + sine(500.0, hertz=hertz).signal_mv, 500.0)
    )
    spectrum = np.abs(np.fft.rfft(x[0]))
    share = spectrum[round(hertz * 10)] / spectrum[30]
    assert bool(share > 2) is kept


def test_an_absent_lead_and_a_flat_one_are_zero_and_leave_the_others():
    whole = sine(500.0)
    signal = whole.signal_mv.copy()
    signal[4] = np.nan
    signal[7] = 0.3
    x = ecg_input(Ecg("e", signal, 500.0))
    assert not x[4].any() and not x[7].any()
    others = [i for i in range(12) if i not in (4, 7)]
    assert x[others] == pytest.approx(ecg_input(whole)[others])


def test_a_gap_in_a_lead_is_read_over():
    signal = sine(500.0).signal_mv.copy()
    signal[2, 1000:1200] = np.nan
    x = ecg_input(Ecg("e", signal, 500.0))
    assert np.isfinite(x).all() and x[2].std() > 0.5


def test_a_short_recording_is_followed_by_nothing():
    x = ecg_input(sine(500.0, seconds=2.5))
    assert np.abs(x[:, :250]).max() > 1
    assert not x[:, 250:].any()


def test_a_long_recording_is_read_for_its_first_ten_seconds():
    long = sine(500.0, seconds=30.0)
    spoiled = long.signal_mv.copy()
    spoiled[:, 5000:] = 40.0
    assert ecg_input(Ecg("e", spoiled, 500.0)) == pytest.approx(ecg_input(sine(500.0)), abs=1e-5)


def test_the_order_of_the_leads_is_kept():
    signal = np.stack([sine(500.0, hertz=1 + lead).signal_mv[0] for lead in range(12)])
    x = ecg_input(Ecg("e", signal, 500.0))
    assert [int(np.abs(np.fft.rfft(row)).argmax()) for row in x] == [10 * (1 + lead) for lead in range(12)]


# network -----------------------------------------------------------------------------------------------------------------


@torch.no_grad()
def test_the_ensemble_is_the_mean_of_its_members_and_a_logit_the_mean_over_time():
    torch.manual_seed(0)
    net = EcgNet(3).eval()
    x = torch.randn(2, 12, NETWORK_SAMPLES)
    out = net(x)
    assert out.tokens.shape == (2, TOKENS, len(ECG_FINDINGS))
    assert torch.allclose(out.tokens, sum(member(x) for member in net.members) / 3, atol=1e-6)
    assert torch.allclose(out.logits, out.tokens.mean(dim=1), atol=1e-6)
    alone = torch.stack([member(x).mean(dim=1) for member in net.members])
    assert torch.allclose(out.members, alone, atol=1e-6)
    assert not torch.allclose(net.members[0](x), net.members[1](x))


@torch.no_grad()
def test_a_token_speaks_of_its_own_third_of_a_second():
    torch.manual_seed(1)
    member = EcgMember().eval()
    quiet = torch.zeros(1, 12, NETWORK_SAMPLES)
    beat = quiet.clone()
    beat[:, :, 500:520] = 4.0
    change = (member(beat) - member(quiet)).abs().sum(dim=(0, 2))
    assert abs(int(change.argmax()) - 510 * TOKENS // NETWORK_SAMPLES) <= 1
    assert change[:4].sum() + change[-4:].sum() < 0.05 * change.sum()


@torch.no_grad()
def test_recordings_of_a_batch_do_not_mix():
    torch.manual_seed(2)
    net = EcgNet(2).eval()
    x = torch.randn(3, 12, NETWORK_SAMPLES)
    assert torch.allclose(net(x).logits[1], net(x[1:2]).logits[0], atol=1e-5)
