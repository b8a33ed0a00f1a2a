"""Where the shared data are, and the rule that no test may skip for want of them where they are at hand."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
"""Nothing is put into the keyring of the person who runs the tests, in this process or in one that it starts."""

REPOSITORY = Path(__file__).resolve().parent.parent


def _shared_folder() -> Path | None:
    """``$CDSS_SHARED``, else ``shared/data`` beside the repository; None where neither exists."""
    named = os.environ.get("CDSS_SHARED")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    return folder if folder.is_dir() else None


LONGEST = (
    "cdss/training/test_fit_limb_leads.py",
    "ui/test_killed_sessions.py",
    "cdss/evaluation/test_benchmark.py",
    "cdss/training/test_distributed.py",
    "cdss/evaluation/explanations/test_section.py",
    "architecture/test_tools.py",
    "cdss/test_cli.py",
    "ui/test_killed_alerts.py",
    "cdss/evaluation/test_guard_figures.py",
    "ui/test_screenshot.py",
    "cdss/evaluation/test_alert_budget.py",
    "cdss/training/test_recorded_data.py",
    "cdss/evaluation/disagreement/test_methods.py",
    "cdss/cli/test_rotate_key.py",
    "cdss/evaluation/test_robustness.py",
    "cdss/evaluation/test_evaluate_cohort.py",
    "cdss/evaluation/test_evaluate.py",
    "cdss/evaluation/test_recorded.py",
    "cdss/evaluation/explanations/test_randomise.py",
    "cdss/engine/test_steady.py",
    "cdss/signals/test_ptbxl.py",
    "cdss/training/test_training_loops.py",
    "cdss/evaluation/test_comparators.py",
    "cdss/engine/test_worker_bundle.py",
    "cdss/engine/test_worker_process.py",
    "cdss/engine/test_batch.py",
    "cdss/evaluation/test_st_checks.py",
    "cdss/evaluation/disagreement/test_section.py",
    "cdss/evaluation/explanations/test_planted_note.py",
    "ui/test_kept_session.py",
    "cdss/engine/explained/test_ahead.py",
    "cdss/cli/test_calibrate_end_to_end.py",
)
"""Few tests that take longest: these files come first, so that no process of tests ends long after another."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files, then those with the most tests; within a file the order stays."""
    place = {REPOSITORY / "tests" / name: number for number, name in enumerate(LONGEST)}
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (place.get(item.path, len(LONGEST)), -tests[item.path]))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the training and validation data; the test is skipped where it is not there."""
    folder = _shared_folder()
    if folder is None:
        pytest.skip("the shared data are not here: set CDSS_SHARED, or put them at ../shared/data")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """In CI, a test that uses the shared data fails if it was skipped although they are there."""
    report = yield
    at_hand = os.environ.get("CI", "").lower() in ("true", "1") and _shared_folder() is not None
    if report.skipped and not hasattr(report, "wasxfail") and at_hand and "shared_data" in item.fixturenames:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped although the shared data are here: {call.excinfo.value}"
    return report
