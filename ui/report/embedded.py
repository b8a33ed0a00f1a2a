"""The pictures of a report as markup that needs no other file: pixels as they are, drawings as SVG at their true size."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Generator, Mapping
from html import escape

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from cdss.report.html import report_html
from cdss.report.record import PictureName, Report
from ui.report.drawings import strip_box
from ui.report.ink import MM
from ui.report.pdf import Progress
from ui.report.sheet import Drawing
from ui.report.trend import trend_box
from ui.theme.palettes import LIGHT
from ui.views.ecg_print import UNITS_PER_MM

_QUALITY = 92
"""Of coloured pictures, 0-100; grey ones lose nothing."""

_FONTS = re.compile(r'font-family="[^"]*"')
_PROLOGUE = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<title>.*?</title>|<desc>.*?</desc>", re.DOTALL)


def html_steps(report: Report, drawings: Mapping[str, Drawing]) -> Generator[Progress, None, bytes]:
    """Turn picture after picture into markup, a step each, and give back the page in UTF-8."""
    called = report.picture_words()
    pictures: dict[str, str] = {}
    for number, (name, drawing) in enumerate(drawings.items(), start=1):
        words = escape(called[name])
        pictures[name] = _img(drawing.image, words) if drawing.image is not None else _svg(name, drawing, words)
        yield number, len(drawings)
    return report_html(report, pictures, LIGHT.levels).encode("utf-8")


def _img(image: QImage, words: str) -> str:
    """A film in grey as PNG, exactly; one under its map as JPEG, which is a tenth of the size."""
    kind = "png" if image.format() is QImage.Format.Format_Grayscale8 else "jpeg"
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind.upper(), _QUALITY if kind == "jpeg" else -1)  # type: ignore[call-overload]
    data = b64encode(bytes(buffer.data().data())).decode("ascii")
    size = f'width="{image.width()}" height="{image.height()}"'
    return f'<img alt="{words}" {size} src="data:image/{kind};base64,{data}">'


def _svg(name: str, drawing: Drawing, words: str) -> str:
    """A millimetre of the drawing is one of the page. Its type is the page's own."""
    from PySide6.QtSvg import QSvgGenerator  # not needed before a report is saved

    box = strip_box() if name == PictureName.ECG.value else trend_box(drawing)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    made = QSvgGenerator()
    made.setOutputDevice(buffer)
    made.setResolution(round(UNITS_PER_MM * 25.4))
    made.setSize(QSize(*(round(side / MM * UNITS_PER_MM) for side in (box.width(), box.height()))))
    made.setViewBox(QRectF(0.0, 0.0, box.width(), box.height()))
    painter = QPainter(made)
    drawing.draw(painter, box)
    painter.end()
    drawn = bytes(buffer.data().data()).decode("utf-8")
    plain = _FONTS.sub('font-family="inherit"', _PROLOGUE.sub("", drawn)).strip()
    opening, rest = plain.split(">", 1)
    return f'{opening} role="img" aria-label="{words}">{rest}'
