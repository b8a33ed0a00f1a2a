"""Pictures of a page of text: as wide as there is room for, never wider than they are."""

from __future__ import annotations

import math

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QPixmap, QTextCursor, QTextDocument, QTextImageFormat


def fit_pictures(page: QTextDocument, width: float, height: float = math.inf) -> None:
    """Give every picture of the page its own size in pixels, or the largest within ``width`` and ``height``."""
    for at, found in _pictures(page):
        resource = page.resource(QTextDocument.ResourceType.ImageResource.value, QUrl(found.name()))
        if not isinstance(resource, QPixmap | QImage) or resource.isNull():
            continue
        scale = min(1.0, width / resource.width(), height / resource.height())
        fitted = QTextImageFormat(found)
        fitted.setWidth(resource.width() * scale)
        fitted.setHeight(resource.height() * scale)
        cursor = QTextCursor(page)
        cursor.setPosition(at)
        cursor.setPosition(at + 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(fitted)


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
