"""Pictures of a page of text: as wide as there is room for, never wider than they are."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QImage, QPixmap, QTextCursor, QTextDocument, QTextImageFormat

Pictures = Callable[[str], QImage]
"""Gives the picture of a name, a null one where there is none."""


def fit_pictures(page: QTextDocument, pictures: Pictures, width: float, height: float = math.inf) -> None:
    """Give every picture of the page its own size in pixels, or the largest within ``width`` and ``height``."""
    for at, found in _pictures(page):
        own = pictures(found.name())
        if own.isNull():
            continue
        scale = min(1.0, width / own.width(), height / own.height())
        fitted = QTextImageFormat(found)
        fitted.setWidth(own.width() * scale)
        fitted.setHeight(own.height() * scale)
        cursor = QTextCursor(page)
        cursor.setPosition(at)
        cursor.setPosition(at + 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(fitted)


def smooth_pictures(page: QTextDocument, pictures: Pictures, ratio: float) -> None:
    """Have every picture drawn as fine as a screen of ``ratio`` dots to the pixel can: Qt leaves dots out as it draws."""
    smooth, stretched = Qt.TransformationMode.SmoothTransformation, Qt.AspectRatioMode.IgnoreAspectRatio
    for _, found in _pictures(page):
        picture = pictures(found.name())
        if not picture.isNull():
            size = QSize(round(found.width() * ratio), round(found.height() * ratio))
            drawn = QPixmap.fromImage(picture.scaled(size, stretched, smooth))
            page.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(found.name()), drawn)


def _pictures(page: QTextDocument) -> list[tuple[int, QTextImageFormat]]:
    """Place and format of each picture."""
    found = []
    block = page.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            if piece.charFormat().isImageFormat():
                found.append((piece.position(), piece.charFormat().toImageFormat()))
            pieces += 1
        block = block.next()
    return found
