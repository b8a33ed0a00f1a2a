"""The evidence in the report: film, ECG, vital signs and note, as the patient's panes have them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cdss.core.figures import signed
from cdss.core.kinds import Modality
from cdss.core.result import Issue
from cdss.core.sentences import sentence
from cdss.records.film import Film
from cdss.records.film_marks import FilmMarks
from cdss.records.vitals import VITALS_FIELDS, VitalsRow
from cdss.report.record import Block, Facts, Heading, PaperStrip, Paragraph, Picture, PictureName, Pictures, Table, Tone
from cdss.session.explanation.film_maps import ShownMap, drawn_unasked, shown_maps
from cdss.session.names import TEMPERATURE, measured_text, modality_name, name
from cdss.session.panes import EcgPane, FilmPane, NotePane, VitalsPane
from cdss.session.report.text.bedside import score_words
from cdss.session.report.text.ecg import MEASURED, ecg_words
from cdss.session.report.text.film import film_words

MOST_ROWS = 24
"""Sets of vital signs that are listed; of a longer course they are taken at even steps, the first and the last among them."""

_COLUMNS = ("heart_rate", "resp_rate", "sbp", "dbp", "spo2", "temperature_c", "on_oxygen", "consciousness", "pain")
_PER_ROW = 2
_PAIRS = 3
_OF_THE_WINDOW = "explain_hidden_"


def printed_map(pane: FilmPane, language: str) -> ShownMap | None:
    """The map that is printed: of the likeliest finding where it is possible at least, else of the explained output."""
    return next(iter(drawn_unasked(shown_maps(pane, language, ""))), None)


def film_blocks(pane: FilmPane, language: str) -> Iterator[Block]:
    """The film with and without its map, key images, and credit; why there is no map where there is none."""
    yield Heading(modality_name(Modality.IMAGE, language))
    plain = Picture(PictureName.FILM.value, film_words(pane.film, language), 0.5)
    shown = printed_map(pane, language)
    if shown is None:
        yield Pictures((plain,))
        yield Paragraph(sentence(_no_map(pane), {}, language), Tone.SMALL)
    else:
        caption = f"{shown.method}. {shown.words}"
        yield Pictures((plain, Picture(PictureName.FILM_MAP.value, caption, 0.5)))
    keys = tuple(key_pictures(pane.marks, pane.film, language))
    for at in range(0, len(keys), _PER_ROW):
        yield Pictures(keys[at : at + _PER_ROW])
    yield from _notes(pane.issues, pane.credit, language)


def key_pictures(marks: FilmMarks, film: Film, language: str) -> Iterator[Picture]:
    """One picture a key image, as it was looked at."""
    for number in range(1, len(marks.keys) + 1):
        yield Picture(
            f"key_{number}", f"{name('report', 'key_image', language)} {number}. {film_words(film, language)}", 0.5
        )


def ecg_blocks(pane: EcgPane, language: str) -> Iterator[Block]:
    """Its measurements as a table, and its credit."""
    heading = modality_name(Modality.ECG, language)
    known = dict(pane.measurements)
    rows = tuple(
        (_capital(name("ecg_measure", code, language)), _figure(known[code], form, unit, language))
        for code, form, unit in MEASURED
        if code in known
    )
    if rows:
        yield Heading(heading)
        yield _side_by_side(rows, language)
        yield from _notes(pane.issues, pane.credit, language)


def strip_block(pane: EcgPane, language: str) -> PaperStrip:
    """The page of the recording itself."""
    title = f"{modality_name(Modality.ECG, language)} · {ecg_words(pane.ecg, language)}"
    return PaperStrip(title, sentence("report_strip_words", {}, language))


def vitals_blocks(pane: VitalsPane, language: str) -> Iterator[Block]:
    """Scores, every set of measurements, and the trend where there is more than one."""
    yield Heading(modality_name(Modality.VITALS, language))
    scores = tuple((name("score", code, language), score_words(code, found, language)) for code, found in pane.scores)
    if scores:
        yield Facts(scores)
    rows, shown = pane.vitals.rows, _chosen(pane.vitals.rows)
    columns = tuple(field for field in _COLUMNS if any(getattr(row, field) is not None for row in rows))
    heads = (name("report", "time", language), *(_vital_head(field, pane.fahrenheit, language) for field in columns))
    dated = len({row.time.date() for row in rows if row.time is not None}) > 1
    body = tuple(
        (_clock(row.time, dated), *(_cell(row, field, language, pane.fahrenheit) for field in columns)) for row in shown
    )
    yield Table(heads, body, figures=tuple(range(1, len(heads))))
    if len(shown) < len(rows):
        yield Paragraph(sentence("report_rows", {"shown": str(len(shown)), "of": str(len(rows))}, language), Tone.SMALL)
    if len(rows) > 1:
        yield Pictures((Picture(PictureName.TREND.value, sentence("report_trend_words", {}, language)),))
    absent = [name("vital", field, language) for field in VITALS_FIELDS if getattr(pane.vitals.latest, field) is None]
    if absent:
        yield Paragraph(sentence("report_not_measured", {"list": ", ".join(absent)}, language))
    yield from _notes(pane.issues, pane.credit, language)


def note_blocks(pane: NotePane, language: str) -> Iterator[Block]:
    """The note as it was read, complaint included."""
    yield Heading(modality_name(Modality.NOTE, language))
    yield Paragraph(pane.text)
    yield from _notes(pane.issues, pane.credit, language)


def _no_map(pane: FilmPane) -> str:
    if pane.hidden:
        return "report_map_hidden"
    if pane.cam is not None and pane.cam.maps:
        return "report_map_improbable"
    return "report_map_waiting" if pane.awaited else "report_map_none"


def _notes(issues: tuple[Issue, ...], credit: str, language: str) -> Iterator[Block]:
    """What was found wrong with the input; what only the window can do something about is not printed."""
    for one in issues:
        if one.code.startswith(_OF_THE_WINDOW):
            continue
        yield Paragraph(one.text(language), Tone.SMALL)
    if credit:
        yield Paragraph(f"{name('report', 'source', language)}: {credit}", Tone.SMALL)


def _chosen(rows: tuple[VitalsRow, ...]) -> tuple[VitalsRow, ...]:
    if len(rows) <= MOST_ROWS:
        return rows
    last = len(rows) - 1
    return tuple(rows[round(step * last / (MOST_ROWS - 1))] for step in range(MOST_ROWS))


def _clock(time: datetime | None, dated: bool) -> str:
    if time is None:
        return "–"
    return f"{time:%Y-%m-%d %H:%M}" if dated else f"{time:%H:%M}"


def _vital_head(field: str, fahrenheit: bool, language: str) -> str:
    return name("report_vital", "temperature_f" if fahrenheit and field == TEMPERATURE else field, language)


def _cell(row: VitalsRow, field: str, language: str, fahrenheit: bool) -> str:
    """The figure alone: its unit stands in the head of the column. A dash where it was not measured."""
    value = getattr(row, field)
    if value is None:
        return "–"
    if field == "consciousness":
        return str(value.value)
    if field == "on_oxygen":
        return name("report_oxygen", "yes" if value else "no", language)
    return measured_text(field, value, language, fahrenheit)


def _side_by_side(rows: tuple[tuple[str, str], ...], language: str) -> Table:
    """Names with figures, three pairs a row, read from left to right."""
    heads = (name("report", "measurement", language), name("report", "figure", language)) * _PAIRS
    short = -len(rows) % _PAIRS
    cells = (*rows, *((("", ""),) * short))
    lines = (cells[at : at + _PAIRS] for at in range(0, len(cells), _PAIRS))
    body = tuple(tuple(text for pair in line for text in pair) for line in lines)
    return Table(heads, body, figures=tuple(range(1, 2 * _PAIRS, 2)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _figure(value: float | None, form: str, unit: str, language: str) -> str:
    if value is None:
        return name("report", "not_measurable", language)
    figure = signed(value, form)
    return f"{figure}{unit if unit == '°' else ' ' + unit}"
