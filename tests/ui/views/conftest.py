"""Views as a window would show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

View = TypeVar("View", bound=QWidget)


@pytest.fixture
def shown_at(qtbot: QtBot) -> Callable[[View, int, int], View]:
    """Shows a view so many pixels wide and high, and gives it back; it is closed after the test."""

    def show(view: View, width: int, height: int) -> View:
        qtbot.addWidget(view)
        view.resize(width, height)
        view.show()
        return view

    return show
