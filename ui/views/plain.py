"""Text of a patient's files is shown as it was written: Qt would draw what looks like HTML in it, and follow its pictures."""

from __future__ import annotations

import html
import re

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as RichText
from PySide6.QtWidgets import QLabel


def plain(label: QLabel) -> QLabel:
    """``label``, which draws every letter it is given."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def plain_tip(text: str) -> str:
    """``text`` for a tool tip, which draws every letter too."""
    if not RichText.mightBeRichText(text):
        return text
    return "<span>" + html.escape(text).replace("\n", "<br>") + "</span>"


def unbroken(text: str) -> str:
    """``text`` in which an option of the command line (``--forget-pin``) is never divided at the end of a line."""
    return re.sub(r"--[a-z]+(?:-[a-z]+)*", lambda option: option[0].replace("-", "\N{NON-BREAKING HYPHEN}"), text)
