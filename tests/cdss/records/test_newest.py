"""The newest film and the newest recording come first, where that can be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from cdss.core.kinds import View
from cdss.core.paths import demo_dir
from cdss.readers.case_folder import read_case
from cdss.records.film import Film, Window, assessed_first
from cdss.records.newest import newest_first

NOON = datetime(2026, 11, 21, 12, 0)
FILM = Film("f", np.zeros((80, 80), dtype=np.float32), Window(0.5, 1.0))


def test_the_newest_is_first_and_equals_keep_their_order() -> None:
    times = {"old": NOON - timedelta(days=400), "a": NOON, "b": NOON, "new": NOON + timedelta(seconds=1)}
    assert newest_first(times, times.__getitem__) == ("new", "a", "b", "old")


def test_where_one_is_not_dated_nothing_is_moved() -> None:
    times = {"old": NOON - timedelta(days=400), "unknown": None, "new": NOON}
    assert newest_first(times, times.__getitem__) == ("old", "unknown", "new")


def test_a_time_with_a_zone_stands_beside_one_without() -> None:
    times = {"plain": NOON, "zoned": datetime(2026, 11, 21, 12, 5, tzinfo=UTC)}
    assert newest_first(times, times.__getitem__) == ("zoned", "plain")


def test_the_newest_frontal_film_is_assessed_though_a_lateral_one_is_newer() -> None:
    dated = {"old": -400, "new": 0, "side": 1}
    films = [
        replace(
            FILM, source=name, acquired=NOON + timedelta(days=days), view=View.LATERAL if name == "side" else View.PA
        )
        for name, days in dated.items()
    ]
    assert [film.source for film in assessed_first(films)] == ["new", "old", "side"]


def test_of_two_recordings_in_a_folder_the_newer_is_assessed_whatever_its_name(tmp_path: Path) -> None:
    source = next((demo_dir() / "01-chest-pain" / "ecg").glob("*.hea"))
    for name, date in (("a", "20/11/2026"), ("b", "21/11/2026")):
        lines = source.read_text().replace(source.stem, name).splitlines()
        first = " ".join(lines[0].split()[:4])
        (tmp_path / f"{name}.hea").write_text("\n".join([f"{first} 09:30:00 {date}", *lines[1:]]) + "\n")
        for data in source.parent.glob(f"{source.stem}.*"):
            if data.suffix != ".hea":
                (tmp_path / f"{name}{data.suffix}").write_bytes(data.read_bytes())
    assert [ecg.recorded and ecg.recorded.day for ecg in read_case(tmp_path).ecgs] == [21, 20]
