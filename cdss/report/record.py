"""The report as frozen blocks, in the order in which they are read. Whoever prints it adds pictures and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cdss.session.report.text.draft import ReportEvidence


class Tone(StrEnum):
    """How a paragraph stands out: not at all, small, or framed because it must not be overlooked."""

    PLAIN = "plain"
    SMALL = "small"
    WARNING = "warning"


class PictureName(StrEnum):
    """The pictures of a report; a key image is ``key_1``, ``key_2``, … beside these."""

    FILM = "film"
    FILM_MAP = "film_map"
    ECG = "ecg"
    TREND = "trend"


@dataclass(frozen=True, slots=True)
class Heading:
    """Begins a part; never the last thing on a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One text."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class LevelBox:
    """The level by number, word and colour (``level`` picks it); None where there is none. ``lines`` stand beside it."""

    level: int | None
    words: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with values, one a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``columns`` are the heads; ``figures``: columns that hold figures and are set to the right; ``small``: in small type."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[int, ...] = ()
    small: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """``start`` to ``end`` on the scale of all bars; ``value`` as printed. A ``total`` runs from the scale's beginning."""

    label: str
    value: str
    start: float
    end: float
    total: bool = False

    @property
    def raises(self) -> bool:
        """Whether it leads upwards."""
        return self.end >= self.start


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars over one scale from ``low`` to ``high``."""

    rows: tuple[Bar, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the report's text; ``mark`` in brackets after it where the clinician wrote it."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Sentences:
    """One section of the report's text."""

    title: str
    rows: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its name with its caption; ``share``: of the width of the page."""

    name: str
    caption: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures side by side."""

    row: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class PaperStrip:
    """The 12-lead ECG at 25 mm/s and 10 mm/mV; it has a page to itself, in landscape, under ``title``."""

    title: str
    caption: str


Block = Heading | Paragraph | LevelBox | Facts | Table | Bars | Sentences | Pictures | PaperStrip


@dataclass(frozen=True, slots=True)
class Report:
    """All of one report. ``identity`` stands on every page, as does ``status``; ``made`` says when, ``page`` counts the pages.

    ``page``: pattern with ``{number}`` and ``{of}``. ``evidence``: the panes that the pictures are drawn from.
    """

    language: str
    title: str
    identity: str
    made: str
    status: str
    page: str
    blocks: tuple[Block, ...]
    evidence: ReportEvidence

    def picture_names(self) -> tuple[str, ...]:
        """Names of the pictures that it asks for, in their order."""
        return tuple(self.picture_words())

    def picture_words(self) -> dict[str, str]:
        """By name, what tells of a picture those who do not see it: its caption, that of the strip after its title."""
        rows = (block.row for block in self.blocks if isinstance(block, Pictures))
        words = {picture.name: picture.caption for row in rows for picture in row}
        for strip in (block for block in self.blocks if isinstance(block, PaperStrip)):
            words[PictureName.ECG.value] = f"{strip.title}. {strip.caption}"
        return words
