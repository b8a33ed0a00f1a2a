"""The hospital's page: what is in use, thresholds and gains, and a profile taken over or refused in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from cdss.bundle.derive import write_site_bundle
from cdss.bundle.levels import LevelsCost
from cdss.bundle.load import open_bundle
from cdss.bundle.profile import Profile
from cdss.core.paths import model_dir
from cdss.session.store import Store
from tests.cdss.bundle.test_profile import TABLE, shipped  # noqa: F401  (a fixture)
from ui.app import App
from ui.language import set_language
from ui.panels.site_page import SitePage
from ui.site_desk import SiteDesk

NOW = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)


class Post(QObject):
    """Has a call made in the window's thread, as the application's mailbox does."""

    called = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.called.connect(lambda call: call(), Qt.ConnectionType.QueuedConnection)


@pytest.fixture
def used() -> list[Path]:
    return []


@pytest.fixture
def desk(qapp: object, shipped: Path, tmp_path: Path, used: list[Path]) -> Iterator[SiteDesk]:  # noqa: F811
    executor, post = ThreadPoolExecutor(1), Post()
    home = tmp_path / "home"
    home.mkdir()
    send: Callable[[Callable[[], None]], None] = post.called.emit
    yield SiteDesk(Store(), executor, send, used.append, QWidget, lambda: shipped, lambda: home, lambda: NOW)
    executor.shutdown(wait=True)
    post.deleteLater()


@pytest.fixture
def page(qtbot: QtBot, desk: SiteDesk) -> SitePage:
    made = desk.page()
    assert isinstance(made, SitePage)
    qtbot.addWidget(made)
    made.resize(520, 600)
    made.show()
    return made


def cells(table: QTableWidget) -> list[list[str]]:
    found = [[table.item(row, column) for column in range(table.columnCount())] for row in range(table.rowCount())]
    return [[item.text() if item else "" for item in row] for row in found]


def test_the_shipped_calibration_is_called_so_with_its_thresholds(page: SitePage, desk: SiteDesk) -> None:
    assert "ships with the program" in page.whose.text() and not page.gains.isVisible()
    profile = desk.profile()
    assert profile is not None
    rows = cells(page.cuts)
    assert rows[1][0] == "Vital signs + Note"
    assert rows[1][1:] == [f"≥ {100 * cut:.0f} %" for cut in dict(profile.cuts)["vitals+note"]]


def test_a_profile_is_taken_over_used_and_shown(
    page: SitePage, desk: SiteDesk, used: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    made = tmp_path / "seoul"
    write_site_bundle(open_bundle(desk.folder()), made, TABLE, "## Calibrated\n")
    desk.take(made, page)
    assert not page.adopt.isEnabled()
    qtbot.waitUntil(page.adopt.isEnabled, timeout=10_000)
    assert used == [desk.folder()] and used[0].name == "seoul-20261121-184500"
    assert page.whose.text() == "In use: the calibration of “seoul” of 2026-11-20, from 400 patients of its own."
    assert cells(page.gains) == [["Admission", "400 (61)", "3.8 %", "2.9 %"]]
    assert page.said.text().startswith("In use from now on")


def test_levels_that_begin_earlier_are_used_and_shown(
    page: SitePage, desk: SiteDesk, used: list[Path], qtbot: QtBot
) -> None:
    profile = desk.profile()
    assert profile is not None and not page.use_levels.isEnabled()  # what is chosen is in use
    page.earlier.setCurrentText("earlier: at 75 % of these")
    qtbot.mouseClick(page.use_levels, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.said.text().startswith("In use from now on"), timeout=10_000)
    assert used == [desk.folder()] and used[0].name == "levels75-20261121-184500"
    assert cells(page.cuts)[1][1:] == [f"≥ {75 * cut:.0f} %" for cut in dict(profile.cuts)["vitals+note"]]
    assert not page.use_levels.isEnabled() and page.earlier.currentIndex() == 1
    page.earlier.setCurrentText("as released")
    qtbot.mouseClick(page.use_levels, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(used) == 2, timeout=10_000)
    assert used[1] == desk.folder() and "ships with the program" in page.whose.text()


def test_what_earlier_levels_cost_stands_below_the_choice(qtbot: QtBot) -> None:
    profile = Profile("", "", 0, (), (("vitals+note", (0.1, 0.3, 0.5, 0.8)),))
    costs = (LevelsCost(1.0, 0.54, 0.11, 1430, 8127), LevelsCost(0.5, 0.81, 0.32, 1430, 8127))
    page = SitePage(profile, QWidget(), costs)
    qtbot.addWidget(page)
    page.earlier.setCurrentIndex(2)
    assert page.cost.text() == (
        "In held-out visits of 2020 with note and vital signs: 81 % of 1,430 patients of level 1 or 2 are given 1 or 2 "
        "(as released 54 %), and 32 % of 8,127 others (as released 11 %)."
    )
    page.earlier.setCurrentIndex(1)
    assert page.cost.text() == "What that costs was not measured with this model."


def test_what_does_not_fit_is_said_and_nothing_is_used(
    page: SitePage, desk: SiteDesk, used: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    desk.take(tmp_path / "nothing", page)
    qtbot.waitUntil(page.adopt.isEnabled, timeout=10_000)
    assert used == [] and "The folder nothing is no sound profile" in page.said.text()
    assert "ships with the program" in page.whose.text()


def test_a_page_that_was_closed_meanwhile_does_no_harm(
    desk: SiteDesk, used: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    made = tmp_path / "seoul"
    write_site_bundle(open_bundle(desk.folder()), made, TABLE, "## Calibrated\n")
    page = desk.page()
    assert isinstance(page, SitePage)
    desk.take(made, page)
    page.close()
    page.deleteLater()
    qtbot.waitUntil(lambda: used != [], timeout=10_000)


def test_without_a_model_the_page_says_so(qtbot: QtBot) -> None:
    page = SitePage(None, QWidget())
    qtbot.addWidget(page)
    page.show()
    assert page.whose.text() == "There is no model here." and not page.cuts.isVisible()


def test_in_korean_all_of_it_is_korean(qtbot: QtBot) -> None:
    set_language("ko")
    page = SitePage(Profile("", "", 0, (), (("vitals+note", (0.1, 0.3, 0.5, 0.8)),)), QWidget())
    qtbot.addWidget(page)
    assert cells(page.cuts)[0][0] == "활력징후 + 기록" and page.cuts.horizontalHeaderItem(2).text() == "1–2단계"


def test_it_stands_among_the_settings(qtbot: QtBot) -> None:
    app = App(None)
    qtbot.addWidget(app.window)
    app.window.show()
    panel = app.dialogs.open_settings("site")
    page = panel.findChild(SitePage)
    assert isinstance(page, SitePage) and page.isVisible()
    assert app.site.folder() == model_dir()
    panel.close()
    app.window.close()
