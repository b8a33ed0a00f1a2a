"""Nothing of a patient is left in logs, temporary files or the user's folders by the command line, errors included."""

from __future__ import annotations

import json
import logging
import tempfile
import warnings

import pytest

from cdss.__main__ import main
from tests.cdss.deidentify.planted import BIRTH, DOCTOR, HOSPITAL, KINDS, MAIL, PHONE, RRN, found_in, write_case

WITHIN = (RRN, PHONE, MAIL, BIRTH, DOCTOR, HOSPITAL)
"""What stands inside files only: names of files are the user's own, and are said on the console."""


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Folders of its own for whatever a program may write without being asked: home, data, caches, temporary files."""
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return home, temporary


def test_assessing_cases_of_every_format_with_errors_leaves_nothing(tmp_path, places, capfd, caplog):
    """One run of the engine for all formats: it is loaded once."""
    keys = [write_case(tmp_path / "in" / kind, kind) for kind in KINDS]
    torn = write_case(tmp_path / "in" / "torn", "dicom")
    film = next(torn.glob("*.dcm"))
    film.write_bytes(film.read_bytes()[:900])
    (torn / "vitals.csv").write_text(f"time,heart_rate\n{RRN},{PHONE}\n", encoding="utf-8")
    bad = tmp_path / "in" / "bad"
    bad.mkdir()
    (bad / "case.json").write_text(json.dumps({"schema": "cdss.case/1", "patient": {"name": f"{RRN} {PHONE}"}}))
    with caplog.at_level(logging.DEBUG), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        assert main(["assess", *map(str, (*keys, torn, bad)), "--out", str(tmp_path / "out.jsonl")]) == 1
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == len(KINDS) + 2 and sum("error" in line for line in lines) >= 1
    for place in places:
        assert found_in(place) == {}
    console = capfd.readouterr()
    said = "\n".join((console.err, console.out, caplog.text, *(str(w.message) for w in warned)))
    assert [word for word in WITHIN if word in said] == []
