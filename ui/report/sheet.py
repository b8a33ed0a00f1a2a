"""What a page is made of: pieces of a known height, and drawings of a known shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture: ``aspect`` is its height by its width, ``draw`` fills a box of that shape; ``image``: its pixels, if any."""

    aspect: float
    draw: Callable[[QPainter, QRectF], None]
    image: QImage | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """``draw`` takes the painter in units of text and where the piece's left upper corner is.

    ``keep``: it stays on one page with what follows it. ``head``: the piece that is repeated above it where it begins a page.
    """

    height: float
    draw: Callable[[QPainter, float, float], None]
    keep: bool = False
    head: Piece | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece at its height on a page."""

    piece: Piece
    top: float


def on_pages(pieces: list[Piece], first: float, others: float) -> list[list[Placed]]:
    """Pieces on pages, ``first`` high and ``others`` high: what must stay together goes on to the next page together.

    A piece that is higher than a page has one to itself.
    """
    pages: list[list[Placed]] = [[]]
    top, room = 0.0, first
    for index, piece in enumerate(pieces):
        if pages[-1] and top + _together(pieces, index) > room:
            pages.append([])
            top, room = 0.0, others
            if piece.head is not None:
                pages[-1].append(Placed(piece.head, top))
                top += piece.head.height
        pages[-1].append(Placed(piece, top))
        top += piece.height
    return [page for page in pages if page]


def _together(pieces: list[Piece], index: int) -> float:
    """Height of a piece with all that it must not be parted from."""
    height = pieces[index].height
    while pieces[index].keep and index + 1 < len(pieces):
        index += 1
        height += pieces[index].height
    return height
