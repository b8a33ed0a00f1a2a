"""The map over the film as a picture of the window (``cdss.records.film_heat`` has its colours)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from cdss.records.film_heat import Table, heat_rgba


def heat_image(rgba: NDArray[np.uint8]) -> QImage:
    """``rgba`` as an image that owns its bytes."""
    height, width = rgba.shape[:2]
    return QImage(rgba.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied).copy()


class HeatPicture:
    """The picture of a map, made anew only where the map, its colours or what is drawn of it are others than before."""

    def __init__(self) -> None:
        self._made: tuple[tuple[object, ...], QImage] | None = None

    def image(
        self, values: NDArray[np.float32], tables: tuple[Table, Table], opacity: float, least: float, reach: float
    ) -> QImage:
        """The picture; arguments as of ``heat_rgba``."""
        colours = tuple(table.tobytes() for table in tables)
        wanted = (values.tobytes(), values.shape, colours, opacity, least, reach)
        if self._made is None or self._made[0] != wanted:
            self._made = wanted, heat_image(heat_rgba(values, tables, opacity, least, reach))
        return self._made[1]
