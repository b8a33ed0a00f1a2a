"""The attributes of a DICOM file as a person reads them, each marked where it may tell who the patient is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DicomTag:
    """``tag``: ``(0028,0030)``. ``depth``: how many sequences it lies in. ``identifying``: hidden unless it is asked for."""

    tag: str
    name: str
    vr: str
    value: str
    depth: int = 0
    identifying: bool = True
