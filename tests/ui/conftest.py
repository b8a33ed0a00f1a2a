"""Qt tests: no display needed, settings of their own, and nothing may be left over by a test that passed."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from ui.actions import use_keys
from ui.language import set_language
from ui.terms import set_terms
from ui.theme import THEMES, set_theme


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Remember whether the test itself passed, for the leak detectors."""
    report = yield
    if report.when == "call":
        item.stash[_PASSED] = report.passed
    return report


_PASSED = pytest.StashKey[bool]()


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read from or written to the settings and data folders of the person who runs the tests."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(home))
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(home))


@pytest.fixture(scope="module", autouse=True)
def only_new_objects_are_collected() -> None:
    """The networks and tables that earlier files loaded need not be walked by each collection: it takes seconds a test."""
    gc.freeze()


@pytest.fixture(autouse=True)
def no_leaks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Widgets, timers and threads that a passed Qt test leaves behind fail it."""
    if "qapp" not in request.fixturenames:
        yield
        return
    app: QApplication = request.getfixturevalue("qapp")
    set_theme(app, THEMES[0])
    threads, widgets = set(threading.enumerate()), set(map(id, app.topLevelWidgets()))
    yield
    set_language("en")
    set_terms("ktas")
    use_keys({}, {})
    for _ in range(3):
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.processEvents()
        gc.collect()
    if request.node.stash.get(_PASSED, False):
        _assert_nothing_left(app, threads, widgets)


def _assert_nothing_left(app: QApplication, threads: set[threading.Thread], widgets: set[int]) -> None:
    left = [w for w in app.topLevelWidgets() if id(w) not in widgets and w.parent() is None]
    assert not left, f"widgets left behind: {left}"
    running = [timer for timer in app.findChildren(QTimer) if timer.isActive()]
    assert not running, f"timers left running: {running}"
    fresh = [
        t for t in set(threading.enumerate()) - threads if t.is_alive() and not isinstance(t, threading._DummyThread)
    ]
    assert not fresh, f"threads left running: {fresh}"
