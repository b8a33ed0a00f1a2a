"""Which bundle is loaded: the site's own only while it is of the very bundle that ships."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cdss.bundle.local import Chosen, activate, chosen, deactivate, fingerprint


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return bundle(tmp_path / "shipped", "one")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "calibrated"
    made.mkdir()
    return made


def bundle(folder: Path, sums: str) -> Path:
    folder.mkdir()
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    return folder


def test_where_nothing_was_calibrated_the_shipped_one_is_loaded(shipped: Path, tmp_path: Path) -> None:
    assert chosen(shipped, tmp_path / "nowhere") == Chosen(shipped)


def test_a_calibrated_one_is_loaded_until_it_is_taken_back(shipped: Path, home: Path) -> None:
    own = bundle(home / "site-1", "two")
    activate(home, own, shipped)
    assert chosen(shipped, home) == Chosen(own, local=True)
    deactivate(home)
    assert chosen(shipped, home) == Chosen(shipped) and own.is_dir()
    deactivate(home)


def test_of_another_model_the_shipped_calibration_is_used_and_that_is_known(shipped: Path, home: Path) -> None:
    activate(home, bundle(home / "site-1", "two"), shipped)
    (shipped / "SHA256SUMS").write_text("a newer model", encoding="utf-8")
    assert chosen(shipped, home) == Chosen(shipped, stale=True)


def test_a_calibrated_one_that_was_changed_or_deleted_is_not_loaded(shipped: Path, home: Path) -> None:
    own = bundle(home / "site-1", "two")
    activate(home, own, shipped)
    (own / "SHA256SUMS").write_text("three", encoding="utf-8")
    assert chosen(shipped, home) == Chosen(shipped, stale=True)
    (own / "SHA256SUMS").unlink()
    assert chosen(shipped, home) == Chosen(shipped, stale=True)


def test_a_calibrated_one_without_the_signature_of_the_shipped_one_is_not_loaded(shipped: Path, home: Path) -> None:
    own = bundle(home / "site-1", "two")
    activate(home, own, shipped)
    (shipped / "SIGNATURE.json").write_text("signed", encoding="utf-8")
    assert chosen(shipped, home) == Chosen(shipped, stale=True)
    (own / "SIGNATURE.json").write_text("signed", encoding="utf-8")
    assert chosen(shipped, home) == Chosen(own, local=True)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"folder": "x"}', "not json"])
def test_a_damaged_choice_is_as_none_and_said(shipped: Path, home: Path, text: str) -> None:
    (home / "active.json").write_text(text, encoding="utf-8")
    assert chosen(shipped, home) == Chosen(shipped, stale=True)


def test_the_choice_names_both_bundles_by_their_hashes(shipped: Path, home: Path) -> None:
    own = bundle(home / "site-1", "two")
    activate(home, own, shipped)
    kept = json.loads((home / "active.json").read_text(encoding="utf-8"))
    assert kept == {"folder": "site-1", "base": fingerprint(shipped), "sha256": fingerprint(own)}
    assert fingerprint(shipped) != fingerprint(own) and fingerprint(home) == ""
