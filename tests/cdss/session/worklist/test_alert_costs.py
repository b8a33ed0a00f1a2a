"""The table of what a cap costs that ships."""

import json
from itertools import pairwise

import pytest

from cdss.core.paths import resources_dir
from cdss.evaluation.alert_budget import ARRIVALS, CAPS
from cdss.session.worklist import alert_costs as module
from cdss.session.worklist.alert_costs import SCHEMA, alert_costs


def test_every_cap_is_there_for_every_number_of_patients():
    told = alert_costs()
    assert [(row.arrivals, row.cap) for row in told.costs] == [(a, c) for a in ARRIVALS for c in CAPS]
    assert told.arrivals == ARRIVALS


@pytest.mark.parametrize("arrivals", ARRIVALS)
def test_a_lower_cap_never_brings_up_more_and_no_cap_brings_up_most(arrivals):
    rows = alert_costs().of(arrivals)
    for earlier, later in pairwise(rows):
        assert later.raised <= earlier.raised and later.sensitivity <= earlier.sensitivity
    assert all(row.low <= row.sensitivity <= row.high for row in rows)
    assert len({row.sensitivity for row in (alert_costs().of(a)[0] for a in ARRIVALS)}) == 1, "no cap, no crowd"


def test_another_schema_is_refused(tmp_path, monkeypatch):
    told = json.loads((resources_dir() / "alert_costs.json").read_text(encoding="utf-8"))
    (tmp_path / "alert_costs.json").write_text(json.dumps(told | {"schema": "x"}), encoding="utf-8")
    monkeypatch.setattr(module, "resources_dir", lambda: tmp_path)
    with pytest.raises(ValueError, match=SCHEMA):
        alert_costs.__wrapped__()
