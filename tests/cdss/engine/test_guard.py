"""Threads are never more than the cores this process is really given."""

import os
from pathlib import Path

import pytest

from cdss.engine import guard


@pytest.fixture
def cores(monkeypatch):
    """A machine of eight cores with the given CPU quota and OMP_NUM_THREADS."""

    def make(quota="max 100000", wanted=None):
        monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)
        monkeypatch.setattr(Path, "read_text", lambda self: quota)
        monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
        if wanted is not None:
            monkeypatch.setenv("OMP_NUM_THREADS", wanted)
        return guard.available_cores()

    return make


@pytest.mark.parametrize(
    ("quota", "wanted", "expected"),
    [
        ("max 100000", None, 8),
        ("200000 100000", None, 2),
        ("150000 100000", None, 2),
        ("50000 100000", None, 1),
        ("1600000 100000", None, 8),
        ("nonsense", None, 8),
        ("max 100000", "1", 1),
        ("max 100000", "64", 8),
        ("max 100000", "", 8),
        ("200000 100000", "0", 1),
    ],
)
def test_cores_follow_affinity_quota_and_the_users_word(cores, quota, wanted, expected):
    assert cores(quota, wanted) == expected


@pytest.mark.parametrize(("quota", "expected"), [("max 100000", 7), ("300000 100000", 2), ("200000 100000", 2)])
def test_one_core_is_left_for_the_window_where_there_are_more_than_two(cores, quota, expected):
    cores(quota)
    assert guard.thread_count() == expected


def test_thread_variables_bound_every_numeric_library(monkeypatch):
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        monkeypatch.setenv(name, "99")
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    guard.set_thread_variables(2)
    assert {os.environ[n] for n in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")} == {"2"}
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"


def test_a_user_who_wants_threads_to_spin_is_heard(monkeypatch):
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    guard.sleep_while_waiting()
    assert os.environ["OMP_WAIT_POLICY"] == "ACTIVE"
