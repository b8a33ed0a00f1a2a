"""Compressed pixels looked at before they are decoded: is there a decoder, and is the picture as large as the header says?

A picture of a few hundred bytes may promise any size to its decoder, which makes room for it before it finds out. Marker codes:
ISO/IEC 10918-1 B.1.1 (JPEG), ISO/IEC 14495-1 C.1 (JPEG-LS), ISO/IEC 15444-1 A.5.1 (JPEG 2000, SIZ).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdss.core.kinds import Modality
from cdss.readers.part import refuse

if TYPE_CHECKING:
    from pydicom import Dataset

_J2K = b"\xff\x4f\xff\x51"
_JPEG = b"\xff\xd8"
_FRAME_MARKERS = frozenset({*range(0xC0, 0xD0), 0xF7}) - {0xC4, 0xC8, 0xCC}
"""Start of a frame, of JPEG (without the tables and the reserved one among them) and of JPEG-LS."""

_LONGEST_HEADER = 1 << 20


def require_decodable(dataset: Dataset, source: str) -> None:
    """Raise ``Refused`` where the pixels are compressed in a way that no decoder here reads, or in another size than stated."""
    from pydicom.encaps import generate_frames
    from pydicom.uid import UID

    syntax = UID(str(getattr(dataset.file_meta, "TransferSyntaxUID", "") or ""))
    if not _decoder(syntax, int(dataset.get("BitsStored") or 0)):
        raise refuse("film_compression_unknown", Modality.IMAGE, file=source, syntax=syntax.name)
    if not (syntax.is_transfer_syntax and syntax.is_encapsulated):
        return
    frame = next(generate_frames(dataset.PixelData, number_of_frames=1), b"")
    size, stated = encoded_size(frame[:_LONGEST_HEADER]), (int(dataset.Rows), int(dataset.Columns))
    if size is not None and size != stated:
        reason = f"{size[0]} x {size[1]}, not {stated[0]} x {stated[1]}"
        raise refuse("film_pixels_unreadable", Modality.IMAGE, file=source, reason=reason)


def encoded_size(frame: bytes) -> tuple[int, int] | None:
    """(rows, columns) that a JPEG, JPEG-LS or JPEG 2000 stream states; None where it is none of them or leaves it open."""
    if frame[:4] == _J2K and len(frame) >= 24:
        right, below, left, above = (int.from_bytes(frame[at : at + 4]) for at in (8, 12, 16, 20))
        return below - above, right - left
    return _jpeg_size(frame) if frame[:2] == _JPEG else None


def _jpeg_size(frame: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 <= len(frame) and frame[place] == 0xFF:
        marker = frame[place + 1]
        if marker in _FRAME_MARKERS:
            rows, columns = (int.from_bytes(frame[at : at + 2]) for at in (place + 5, place + 7))
            return (rows, columns) if rows and columns else None
        fill = marker == 0xFF  # any number of these may stand before a marker
        place += 1 if fill else 2 + max(int.from_bytes(frame[place + 2 : place + 4]), 2)
    return None


def _decoder(syntax: str, bits: int) -> bool:
    """Whether something here decodes ``syntax``; 12-bit JPEG Extended is read by libraries under the GPL only."""
    from pydicom.pixels import get_decoder
    from pydicom.uid import JPEGExtended12Bit

    if not syntax:
        return True  # raw samples of a file without a header of its own
    try:
        return bool(get_decoder(syntax).is_available) and not (syntax == JPEGExtended12Bit and bits > 8)
    except NotImplementedError:
        return False
