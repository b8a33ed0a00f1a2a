"""Names of time zones, and how long a wait is believed."""

from __future__ import annotations

import time as clocks
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from cdss.core.clock import foreign_zone, minutes_ago, zone_words

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def seoul(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "KST-9")
    clocks.tzset()
    yield
    monkeypatch.undo()
    clocks.tzset()


@pytest.mark.parametrize(
    ("minutes", "words"), [(540, "UTC+9"), (0, "UTC+0"), (-210, "UTC-3:30"), (345, "UTC+5:45"), (-300, "UTC-5")]
)
def test_a_zone_is_named_by_its_offset(minutes: int, words: str) -> None:
    assert zone_words(NOON.astimezone(timezone(timedelta(minutes=minutes)))) == words


@pytest.mark.usefixtures("seoul")
def test_only_a_zone_with_another_hour_than_the_computers_is_foreign() -> None:
    assert foreign_zone(NOON) == "UTC+0"
    assert foreign_zone(NOON.astimezone(timezone(timedelta(hours=9), "anything"))) == ""
    assert foreign_zone(NOON.replace(tzinfo=None)) == zone_words(NOON.replace(tzinfo=None)) == ""
    assert foreign_zone(None) == ""


def test_a_wait_is_believed_up_to_three_days() -> None:
    waits = [minutes_ago(NOON - timedelta(minutes=m), NOON) for m in (0, 42, 1500, 4320, 4321, -1)]
    assert waits == [0, 42, 1500, 4320, None, None]
