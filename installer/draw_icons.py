"""Draw a picture of lines in several sizes: ``draw_icons.py SVG SIZE PNG [SIZE PNG …]``; needs PySide6."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer


def main(source: str, words: list[str]) -> None:
    """Draw each size into its file; ends with a sentence where one cannot be written."""
    app = QGuiApplication([])
    renderer = QSvgRenderer(source)
    for size, target in zip(words[::2], words[1::2], strict=True):
        image = QImage(int(size), int(size), QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        if not renderer.isValid() or not image.save(target, "PNG"):
            raise SystemExit(f"{target} could not be drawn from {source}.")
    del app


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
