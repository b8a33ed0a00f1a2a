"""Chest film from PNG or JPEG. Such a file says nothing of view, spacing or patient."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from cdss.core.kinds import Modality, Severity
from cdss.core.result import issue
from cdss.readers.film_common import MAX_PIXELS, full_window, require_film_size, require_not_blank
from cdss.readers.part import Part, reason_of, refuse
from cdss.readers.paths import require_size
from cdss.records.film import Film, Window

MAX_RASTER_MIB = 256
FORMATS = ("PNG", "JPEG")
_COLOUR_SPREAD = 48
_COLOURED_SHARE = 0.01
"""A picture is coloured where more than 1 % of its pixels have channels over 48 of 255 apart. Measured on published films:
scans 0, marks drawn on them 0.2 % of pixels, photographs of a film on a light box up to 43 levels apart, none above 48."""
_TINT_SPREAD = 8
_TINTED_SHARE = 0.1
"""JPEG noise leaves a grey film within 8 levels; a tint over more than a tenth of it tells of a photographed film."""
_DEEP_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I")


def read_film_raster(path: Path, source: str) -> Part[Film]:
    """Read one picture; raises ``Refused`` where it is coloured, tiny, blank, too large or damaged."""
    require_size(path, MAX_RASTER_MIB, source, Modality.IMAGE)
    return film_of_picture(path, source)


def film_of_picture(content: Path | BytesIO, source: str) -> Part[Film]:
    """A film from a PNG or JPEG file, or from its bytes; raises ``Refused`` as ``read_film_raster``."""
    pixels, tinted = _decoded(content, source)
    require_film_size(pixels.shape[0], pixels.shape[1], source)
    require_not_blank(pixels, source)
    issues = (issue("film_tinted", Severity.WARNING, Modality.IMAGE, file=source),) if tinted else ()
    return Part(Film(source, np.ascontiguousarray(pixels, dtype=np.float32), _window(pixels)), issues)


def _decoded(content: Path | BytesIO, source: str) -> tuple[NDArray[np.generic], bool]:
    """Grey levels [rows, columns], uint8 or uint16, upright as EXIF says; and whether they were tinted."""
    try:
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
            opened = Image.open(content, formats=FORMATS)
        with opened as image:
            _require_pixels(image, source)
            image.load()
            upright = ImageOps.exif_transpose(image)
            return _gray(upright, source)
    except Image.DecompressionBombError as error:
        raise refuse("film_too_large", Modality.IMAGE, file=source, rows="?", columns="?") from error
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, (FileNotFoundError, PermissionError)):
            raise
        reason = reason_of(error).replace(str(content), source)  # Pillow names the whole path, or an object in memory
        raise refuse("film_pixels_unreadable", Modality.IMAGE, file=source, reason=reason) from error


def _require_pixels(image: Image.Image, source: str) -> None:
    columns, rows = image.size
    if rows * columns > MAX_PIXELS:
        raise refuse("film_too_large", Modality.IMAGE, file=source, rows=rows, columns=columns)


def _gray(image: Image.Image, source: str) -> tuple[NDArray[np.generic], bool]:
    if image.mode in _DEEP_MODES:
        return np.asarray(image).astype(np.uint16), False
    if image.mode in ("L", "1"):
        return np.asarray(image.convert("L")), False
    flat = _flattened(image)
    channels = np.asarray(flat)
    spread = channels.max(axis=2) - channels.min(axis=2)
    if float((spread > _COLOUR_SPREAD).mean()) > _COLOURED_SHARE:
        raise refuse("film_colour", Modality.IMAGE, file=source, photometric=image.mode)
    return np.asarray(flat.convert("L")), float((spread > _TINT_SPREAD).mean()) > _TINTED_SHARE


def _flattened(image: Image.Image) -> Image.Image:
    """RGB, transparent parts over black, which is what surrounds a film."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, (0, 0, 0, 255)), layer).convert("RGB")
    return image.convert("RGB")


def _window(pixels: NDArray[np.generic]) -> Window:
    """Full range of 8 bits, or of the fewest bits that hold the greatest value of a 16-bit picture (10, 12, 14 … in use)."""
    bits = 8 if pixels.dtype == np.uint8 else max(8, int(pixels.max()).bit_length())
    return full_window(0.0, float(2**bits - 1))
