"""The places on the screen that a pane has, by name."""

from __future__ import annotations

from enum import StrEnum


class Pane(StrEnum):
    """The panes that can fill the window."""

    FILM = "film"
    ECG = "ecg"
    NOTE = "note"
    VITALS = "vitals"
    DECISION = "decision"
