"""The pictures of a report: the film, its map and key images, the trend, the ECG's strip; made once for PDF and page alike."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from cdss.records.ecg import Ecg
from cdss.report.evidence import printed_map
from cdss.report.record import PictureName, Report
from cdss.session.panes import EcgPane, FilmPane, VitalsPane
from ui.report.film_picture import film_image, key_image, map_image
from ui.report.ink import MM
from ui.report.sheet import Drawing
from ui.report.trend import trend_drawing
from ui.views.ecg_layout import LAYOUTS, paper_layout
from ui.views.ecg_print import PAPER_MM, STRIP_MM, UNITS_PER_TEXT, draw_strip
from ui.views.ecg_sheet import EcgSheet
from ui.views.ecg_words import as_recorded, paper_words


def drawings_of(report: Report) -> dict[str, Drawing]:
    """By name, every picture that the report asks for."""
    shown, wanted = report.evidence, set(report.picture_names())
    made: dict[str, Drawing] = {}
    if isinstance(shown.film, FilmPane):
        made |= _films(shown.film, report.language)
    if isinstance(shown.vitals, VitalsPane) and PictureName.TREND.value in wanted:
        made[PictureName.TREND.value] = trend_drawing(shown.vitals)
    if isinstance(shown.ecg, EcgPane):
        made[PictureName.ECG.value] = strip_drawing(shown.ecg.ecg)
    return {name: drawing for name, drawing in made.items() if name in wanted}


def strip_drawing(ecg: Ecg) -> Drawing:
    """The usual layout at 25 mm/s and 10 mm/mV as recorded; its box must be of the strip's own size."""
    layout = paper_layout(LAYOUTS[0], ecg.seconds)
    sheet = EcgSheet(ecg=ecg, layout=layout, words=paper_words(as_recorded(ecg)))

    def draw(painter: QPainter, box: QRectF) -> None:
        painter.save()
        painter.translate(box.topLeft())
        painter.scale(1.0 / UNITS_PER_TEXT, 1.0 / UNITS_PER_TEXT)
        draw_strip(painter, sheet)
        painter.restore()

    return Drawing(STRIP_MM / PAPER_MM, draw)


def strip_box() -> QRectF:
    """The box of the strip in units of text."""
    return QRectF(0.0, 0.0, PAPER_MM * MM, STRIP_MM * MM)


def image_drawing(image: QImage) -> Drawing:
    """An image over its whole box."""
    return Drawing(image.height() / image.width(), lambda painter, box: painter.drawImage(box, image), image)


def _films(pane: FilmPane, language: str) -> dict[str, Drawing]:
    made = {PictureName.FILM.value: image_drawing(film_image(pane.film, pane.marks.measures))}
    if (shown := printed_map(pane, language)) is not None:
        made[PictureName.FILM_MAP.value] = image_drawing(map_image(pane.film, shown, language))
    for number, look in enumerate(pane.marks.keys, start=1):
        made[f"key_{number}"] = image_drawing(key_image(pane.film, look))
    return made
