"""The thresholds of the levels as a hospital sets them: a bundle of its own, which keeps the calibration in use."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from cdss.bundle.derive import write_site_bundle
from cdss.bundle.levels import LevelsCost, costs_of, factor_in_use, use_factor
from cdss.bundle.load import open_bundle
from cdss.bundle.local import activate, chosen
from cdss.bundle.profile import profile_of
from cdss.cli.local_calibration import Trial, keep
from cdss.core.errors import BundleError
from tests.cdss.bundle.test_profile import TABLE, home, shipped  # noqa: F401  (fixtures)

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_a_choice_is_a_bundle_of_its_own_that_is_loaded_from_now_on(shipped, home):  # noqa: F811
    before = open_bundle(shipped).identity
    made = use_factor(shipped, home, 0.75, NOW)
    assert chosen(shipped, home).folder == made and factor_in_use(shipped, home) == 0.75
    after = open_bundle(made).identity
    assert (after.name, after.version) == (f"{before.name}-levels75", f"{before.version}+levels75")
    assert after.sha256 != before.sha256 and open_bundle(shipped).identity == before
    assert "begin at 0.75 times the thresholds" in (made / "MODEL_CARD.md").read_text(encoding="utf-8")
    cuts, shipped_cuts = dict(profile_of(made).cuts), dict(profile_of(shipped).cuts)
    assert profile_of(made).factor == 0.75
    assert cuts["vitals+note"] == pytest.approx([0.75 * cut for cut in shipped_cuts["vitals+note"]])


def test_another_choice_is_of_the_released_thresholds_not_of_the_last_choice(shipped, home):  # noqa: F811
    use_factor(shipped, home, 0.75, NOW)
    made = use_factor(shipped, home, 0.5, NOW + timedelta(minutes=1))
    assert open_bundle(made).identity.name.endswith("cdss-triage-levels50")
    assert factor_in_use(shipped, home) == 0.5


def test_back_to_the_released_thresholds_is_the_bundle_that_ships(shipped, home):  # noqa: F811
    use_factor(shipped, home, 0.5, NOW)
    assert use_factor(shipped, home, 1.0, NOW + timedelta(minutes=1)) == shipped
    assert chosen(shipped, home).folder == shipped


def test_the_hospitals_calibration_stays_with_either_choice(shipped, home):  # noqa: F811
    write_site_bundle(open_bundle(shipped), home / "own", TABLE, "## Calibrated\n")
    activate(home, home / "own", shipped)
    made = use_factor(shipped, home, 0.5, NOW)
    assert (profile_of(made).site, profile_of(made).factor) == ("seoul", 0.5)
    back = use_factor(shipped, home, 1.0, NOW + timedelta(minutes=1))
    assert (profile_of(back).site, profile_of(back).factor) == ("seoul", 1.0)
    assert open_bundle(back).identity.name == open_bundle(home / "own").identity.name


def test_a_new_calibration_keeps_the_chosen_thresholds(shipped, home):  # noqa: F811
    use_factor(shipped, home, 0.75, NOW)
    made = keep(Trial(60, ()), shipped, home, NOW + timedelta(minutes=1))
    assert (profile_of(made).site, profile_of(made).factor) == ("site", 0.75)
    assert chosen(shipped, home).folder == made


def test_a_factor_that_nobody_measured_changes_nothing(shipped, home):  # noqa: F811
    with pytest.raises(BundleError, match=r"0\.9"):
        use_factor(shipped, home, 0.9, NOW)
    assert chosen(shipped, home).folder == shipped and list(home.iterdir()) == []


def test_what_each_choice_costs_is_read_from_the_bundles_own_figures(shipped, tmp_path):  # noqa: F811
    metadata = json.loads((shipped / "metadata.json").read_text(encoding="utf-8"))
    names = [
        f"Note + vitals: levels 1-2 given to {who}, thresholds x 0.5" for who in ("those of level 1-2", "the others")
    ]
    metrics = [
        {"name": name, "value": value, "n": n} for name, value, n in zip(names, (0.8, 0.3), (900, 8000), strict=True)
    ]
    (tmp_path / "metadata.json").write_text(json.dumps({**metadata, "metrics": metrics}), encoding="utf-8")
    assert costs_of(tmp_path) == (LevelsCost(0.5, 0.8, 0.3, 900, 8000),)
