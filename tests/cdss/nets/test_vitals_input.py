"""History entries become flags in both languages, denials do not, and an unknown history stays unknown."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.nets.vitals_input import HISTORY, VITAL_NAMES, history_flags, vital_values
from cdss.records.vitals import VitalsRow

NAMES = [name for name, _ in HISTORY]


def named(*entries: str) -> set[str]:
    return {name for name, flag in zip(NAMES, history_flags(entries), strict=True) if flag}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (("hypertension", "type 2 diabetes", "smoker"), {"hypertension", "diabetes"}),
        (("HTN", "DM", "CAD s/p stent"), {"hypertension", "diabetes", "coronary artery disease"}),
        (("고혈압", "당뇨"), {"hypertension", "diabetes"}),
        (("no diabetes", "asthma"), {"asthma"}),
        (("end-stage renal disease on dialysis",), {"end-stage renal disease"}),
        ((), set()),
    ],
)
def test_entries_name_conditions(entries, expected):
    assert named(*entries) == expected


def test_an_unknown_history_is_unknown_not_empty():
    assert np.isnan(history_flags(None)).all()
    assert not np.isnan(history_flags(())).any()


def test_values_keep_their_order_and_their_gaps():
    values = dict(zip(VITAL_NAMES, vital_values(VitalsRow(heart_rate=110, spo2=93)), strict=True))
    assert values["heart_rate"] == 110
    assert values["spo2"] == 93
    assert np.isnan([values[n] for n in VITAL_NAMES if n not in ("heart_rate", "spo2")]).all()
