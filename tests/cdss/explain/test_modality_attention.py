"""Attention by modality as it is shown: shares of what was there, and the gates of what was there."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import MODALITIES, Modality
from cdss.explain.modality_attention import modality_attention
from cdss.nets.fusion import OUTPUTS, SOURCES, TASKS

GATES = np.stack([np.linspace(0, 1, 17), np.linspace(1, 0, 17)])


def mass(*row):
    return np.tile(np.array(row, np.float64), (len(TASKS), 1))


def test_shares_leave_out_the_tokens_for_absent_and_nothing_and_sum_to_one():
    found = modality_attention(mass(0.1, 0.0, 0.2, 0.05, 0.05), GATES, (Modality.IMAGE, Modality.VITALS, Modality.NOTE))
    assert set(found.share) == set(TASKS)
    assert found.share["acs"] == pytest.approx(
        {"image": 0.25, "ecg": 0, "vitals": 0.5, "note": 0.125, "context": 0.125}
    )
    assert found.share["acs"]["ecg"] == 0.0
    for share in found.share.values():
        assert list(share) == [str(s) for s in SOURCES]
        assert sum(share.values()) == pytest.approx(1.0)


def test_each_answer_has_its_own_row():
    table = np.eye(5)[np.arange(len(TASKS)) % 5]
    found = modality_attention(table, GATES, MODALITIES)
    assert found.share[TASKS[3]]["note"] == 1.0 and found.share[TASKS[4]]["context"] == 1.0
    assert found.share[TASKS[3]]["context"] == 0.0


def test_nothing_to_look_at_gives_zeros_and_no_fault():
    found = modality_attention(mass(0, 0, 0, 0, 0), GATES, ())
    assert {v for share in found.share.values() for v in share.values()} == {0.0}
    assert found.gates == {}


def test_gates_are_named_by_output_and_only_for_what_is_there():
    found = modality_attention(mass(1, 1, 1, 1, 1), GATES, (Modality.ECG, Modality.NOTE))
    assert list(found.gates) == [Modality.ECG]
    assert list(found.gates[Modality.ECG]) == list(OUTPUTS)
    assert found.gates[Modality.ECG]["level1"] == 1.0 and found.gates[Modality.ECG][OUTPUTS[-1]] == 0.0
