"""What a clinician asks an image archive for, what it answers, and how one archive is spoken to, by whatever protocol."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Event
from typing import Protocol

from cdss.core.result import harmless
from cdss.network.errors import NetworkError
from cdss.network.filing import Filing

MAX_STUDIES = 100
"""Studies of one answer: who has more before them is to say more exactly whom they look for."""

MAX_OBJECTS = 60
"""Films and recordings of one study: more is a mistake, or an attack."""

WANTED = ("CR", "DX", "RG", "OT", "ECG")
"""Modalities whose series are fetched: films, their secondary captures, ECGs (PS3.3 C.7.3.1.1.1)."""

FILMS, ECGS = ("CR", "DX"), ("ECG",)
_LONGEST = 64
_UID = re.compile(r"[0-9]+(\.[0-9]+)*")


@dataclass(frozen=True, slots=True)
class Query:
    """Whom and what to look for: number and accession number exactly, the name from its beginning, days inclusive.

    ``modalities``: a study must have one of them; empty: any.
    """

    patient_id: str = ""
    name: str = ""
    accession: str = ""
    since: date | None = None
    until: date | None = None
    modalities: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """``NetworkError`` for a question about nobody in particular, and for signs that stand for others (``*``, ``?``)."""
        texts = (self.patient_id, self.name, self.accession)
        if not any(text.strip() for text in texts) and self.since is None:
            raise NetworkError("pacs_ask_more")
        if any(sign in text for text in texts for sign in "*?\\\r\n\0") or any(len(t) > _LONGEST for t in texts):
            raise NetworkError("pacs_ask_plainly")
        if self.since is not None and self.until is not None and self.until < self.since:
            raise NetworkError("pacs_ask_days")

    @property
    def days(self) -> str:
        """The range of days as DICOM has it (PS3.5 C.2.2.2.5); empty where none is given."""
        first = f"{self.since:%Y%m%d}" if self.since else ""
        last = f"{self.until:%Y%m%d}" if self.until else ""
        return f"{first}-{last}" if first or last else ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """The name as archives may have it, with the signs for "any letter" and "whatever follows"; one empty text for none.

        Whether capitals count is left to the archive (PS3.4 C.2.2.2.1), and between the parts of a name stands ``^`` or a
        blank. Letters other than Latin ones stand in a later group of the name (PS3.5 6.2.1), behind the Latin one.
        """
        name = "?".join(self.name.split())
        if not name.isascii():
            return (f"*{name}*",)
        return tuple(dict.fromkeys(f"{one}*" for one in (name, name.upper(), name.title()))) if name else ("",)

    @property
    def fields(self) -> tuple[str, ...]:
        """Which fields were filled, for the audit: never what stood in them."""
        given = {"patient_id": self.patient_id, "name": self.name, "accession": self.accession, "days": self.days}
        return tuple(name for name, value in given.items() if value.strip())


@dataclass(frozen=True, slots=True)
class Study:
    """One study as the archive describes it, in its own words; what it does not say is empty, ``objects`` then None.

    ``day``, ``time``, ``birth_date``: as DICOM writes them (DA, TM).
    """

    uid: str
    patient_id: str = ""
    name: str = ""
    birth_date: str = ""
    sex: str = ""
    day: str = ""
    time: str = ""
    accession: str = ""
    description: str = ""
    modalities: tuple[str, ...] = ()
    objects: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a study."""

    uid: str
    modality: str
    objects: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Studies, the newest first. ``more``: the archive has others, which are not among them."""

    studies: tuple[Study, ...] = ()
    more: bool = False


@dataclass(slots=True)
class Fetched:
    """What came of a study: the files, and why others did not (codes of sentences).

    ``elsewhere``: objects that the archive sent to a listener that runs by itself, in the same folder.
    """

    paths: list[Path] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    elsewhere: int = 0

    @property
    def count(self) -> int:
        """Objects that came."""
        return len(self.paths) + self.elsewhere


Progress = Callable[[int, int | None], None]
"""Told how many objects have come, of how many (None: not known); called from another thread."""


class Archive(Protocol):
    """An archive, whichever protocol it speaks. Both calls wait for it, and end soon after ``stop`` is set (``Cancelled``)."""

    def search(self, query: Query, stop: Event) -> Found:
        """The studies that fit; raises ``NetworkError``."""

    def fetch(self, study: Study, filing: Filing, progress: Progress, stop: Event) -> Fetched:
        """Have the films and ECGs of ``study`` put into case folders; raises ``NetworkError`` where nothing came."""


def newest_first(studies: Iterable[Study], query: Query, more: bool) -> Found:
    """The answer with the newest study first, without those that say that they are of other modalities than asked for."""
    fit = [s for s in studies if not query.modalities or not s.modalities or set(s.modalities) & set(query.modalities)]
    once = {study.uid: study for study in fit}
    return Found(tuple(sorted(once.values(), key=lambda s: (s.day, s.time), reverse=True)), more)


def to_fetch(series: Iterable[Series]) -> tuple[Series, ...]:
    """Those of a study's series that may hold films and ECGs; ``NetworkError`` for none, and for too many objects."""
    wanted = tuple(one for one in series if one.modality in WANTED or not one.modality)
    if not wanted:
        raise NetworkError("pacs_nothing_to_read")
    count = sum(one.objects or 1 for one in wanted)
    if count > MAX_OBJECTS:
        raise NetworkError("pacs_too_many_objects", count=str(count), limit=str(MAX_OBJECTS))
    return wanted


def shown(text: str) -> str:
    """A text of an archive as it may stand on the screen: one line, harmless letters, not long."""
    return harmless(" ".join(text.replace("\0", " ").split()))[: 2 * _LONGEST]


def is_uid(text: str) -> bool:
    """Whether ``text`` is an identifier that may stand in a question or an address."""
    return len(text) <= _LONGEST and _UID.fullmatch(text) is not None
