"""What a cap on alerts costs: the budget by hand, and the command on the held-out stays."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cdss.__main__ import NOTHING_DONE, main
from cdss.evaluation.alert_budget import Change, Watched, alerted_without_cap, brought_up, costs

WORSE = [Change(0, 1, 3, 2), Change(1, 1, 4, 3), Change(2, 1, 3, 2), Change(3, 2, 2, 3)]


def stays(changes):
    return [change.stay for change in changes]


def test_without_a_cap_every_change_is_brought_up():
    assert stays(brought_up(WORSE, np.zeros(4), 0)) == [0, 1, 2, 3]


def test_a_cap_counts_what_came_within_the_hour_before_and_as_grave():
    arrived = np.array([0.0, 0.2, 0.4, 0.0])
    assert stays(brought_up(WORSE, arrived, 1)) == [0, 3], "an hour after the first there is room again"
    assert stays(brought_up(WORSE, arrived, 2)) == [0, 1, 2], "the improvement finds two graver ones before it"


def test_a_graver_change_passes_a_lesser_one():
    arrived = np.array([0.5, 0.2, 9.0, 9.0])
    assert stays(brought_up(WORSE[:2], arrived, 1)) == [1, 0]


def test_the_share_is_of_those_who_got_worse_and_falls_with_the_cap():
    changes = tuple(Change(i, 1, 3, 2) for i in range(40))
    got_worse = np.arange(50) < 20
    watch = Watched(changes, got_worse, ~got_worse, np.arange(50) < 10)
    rows = [row for row in costs(watch) if row.arrivals == 8]
    assert (rows[0].cap, rows[0].sensitivity) == (0, 1.0)
    assert rows[0].others == pytest.approx(20 / 30)
    assert rows[0].raised == pytest.approx(40 / (50 / 8))
    shares = [row.sensitivity for row in rows]
    assert shares == sorted(shares, reverse=True) and shares[-1] < 0.7
    assert alerted_without_cap(watch, watch.died).value == 1.0


def test_an_improvement_alerts_nobody_but_uses_the_budget():
    watch = Watched((Change(0, 1, 2, 3),), np.array([True]), np.array([False]), np.array([False]))
    row = next(iter(costs(watch)))
    assert row.sensitivity == 0.0 and row.raised > 0.0


def test_without_the_stays_the_command_says_what_is_missing(tmp_path, capsys):
    assert main(["alert-budget", "--data", str(tmp_path)]) == NOTHING_DONE
    assert "no ICU stays" in capsys.readouterr().err


def test_the_table_that_ships_is_what_the_command_measures(shared_data, tmp_path, capsys):
    from cdss.core.paths import resources_dir

    out = tmp_path / "costs.json"
    assert main(["alert-budget", "--data", str(shared_data), "--out", str(out)]) == 0
    found, shipped = (json.loads(p.read_text(encoding="utf-8")) for p in (out, resources_dir() / "alert_costs.json"))
    assert "patients/h" in capsys.readouterr().out
    assert found["model_version"] == shipped["model_version"], "measure it anew with the model that ships"
    assert (found["got_worse"], found["stable"]) == (shipped["got_worse"], shipped["stable"])
    for new, old in zip(found["costs"], shipped["costs"], strict=True):
        assert new["sensitivity"] == pytest.approx(old["sensitivity"], abs=0.02)
