"""From a ``VitalsPane`` to the rows that are drawn: values, units, points, and what was not measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from PySide6.QtCore import QCoreApplication

from cdss.records.assessment import Score
from cdss.records.vitals import VITAL_UNITS, VITALS_FIELDS, Vitals
from cdss.session.entry.refused_values import RefusedValue, refused_values
from cdss.session.names import name
from cdss.session.panes import VitalsPane
from ui.language import language
from ui.terms import measured, temperature, temperature_unit
from ui.views.foot_line import FootItem
from ui.views.vitals_series import TimeAxis, Trend, time_axis, trend
from ui.views.wording import day_words

PLOTTED = ("heart_rate", "sbp", "spo2", "resp_rate", "temperature_c")
_DASH = "–"


@dataclass(frozen=True, slots=True, eq=False)
class RowContent:
    """What a row says. ``second``: a further trend under the first, without bands (diastolic under systolic pressure).

    ``points``: NEWS2 points of the last value, None where it is not scored. ``aside``: e.g. when a value was last measured.
    ``scale``, ``on_oxygen``: what the bands of SpO2 depend on.
    """

    name: str
    value: str
    unit: str
    aside: str
    points: int | None
    axis: TimeAxis
    first: Trend
    second: Trend | None
    scored: bool
    scale: int = 1
    on_oxygen: bool = False

    @property
    def words(self) -> str:
        """The row as a sentence for a screen reader."""
        points = "" if self.points is None else f", NEWS2 +{self.points}"
        return f"{self.name} {self.value} {self.unit} {self.aside}".strip() + points

    def reading(self, index: int, absent: str) -> str:
        """Name, value and unit of one measurement; ``absent`` in place of what was not measured then."""
        trends = (self.first,) if self.second is None else (self.first, self.second)
        found = [_figure(t.name, float(t.values[index])) for t in trends]
        if all(text == _DASH for text in found):
            return f"{self.name} {absent}"
        return f"{self.name} {' / '.join(found)} {self.unit}"


@dataclass(frozen=True, slots=True)
class VitalsTable:
    """Rows to draw, the fields that were never measured, and those of which every value was refused."""

    rows: tuple[RowContent, ...]
    absent: tuple[str, ...]
    axis: TimeAxis
    refused: tuple[RefusedValue, ...] = ()


def vitals_table(pane: VitalsPane) -> VitalsTable:
    """One row for each measured numeric vital sign; both pressures share a row."""
    vitals, axis = pane.vitals, time_axis(pane.vitals, pane.events)
    points = news2_points(pane.scores)
    latest = vitals.latest
    found = (row for field in PLOTTED if (row := _row(vitals, field, axis, points)) is not None)
    drawn = tuple(replace(row, scale=pane.spo2_scale, on_oxygen=bool(latest.on_oxygen)) for row in found)
    absent = tuple(field for field in VITALS_FIELDS if getattr(latest, field) is None)
    known = refused_values(pane.issues)
    refused = tuple(known[field] for field in absent if field in known)
    return VitalsTable(drawn, tuple(field for field in absent if field not in known), axis, refused)


def refused_items(refused: tuple[RefusedValue, ...]) -> tuple[FootItem, ...]:
    """What was measured and refused, with the value of the file and why; a blood pressure is one value."""
    said = {one.words(language()): one for one in reversed(refused)}
    items = (FootItem(_refused_name(one), words, "stop") for words, one in reversed(said.items()))
    return (FootItem(QCoreApplication.translate("VitalsView", "Refused:"), token="stop"), *items) if refused else ()


def _refused_name(one: RefusedValue) -> str:
    return (
        vital_name(one.field) if one.reason != "refused_pressure_order" else name("vital", "blood_pressure", language())
    )


def score(pane: VitalsPane, code: str) -> Score | None:
    """The score called ``code``; None where it does not apply to the patient."""
    return dict(pane.scores).get(code)


def news2_points(scores: tuple[tuple[str, Score], ...]) -> dict[str, int] | None:
    """NEWS2 points by field; None where NEWS2 does not apply (a child)."""
    found = dict(scores).get("news2")
    return None if found is None else dict(found.parts)


def vital_name(field: str) -> str:
    """The vital sign's name in the language of the screen."""
    return name("vital", field, language())


def _row(vitals: Vitals, field: str, axis: TimeAxis, points: dict[str, int] | None) -> RowContent | None:
    first = trend(vitals, field)
    second = trend(vitals, "dbp") if field == "sbp" else None
    if first.last is None and (second is None or second.last is None):
        return None
    label = vital_name(field) if second is None else name("vital", "blood_pressure", language())
    return RowContent(
        name=label,
        value=_value(first) if second is None else f"{_value(first)} / {_diastolic(vitals, second)}",
        unit=temperature_unit() if field == "temperature_c" else VITAL_UNITS[field],
        aside=_when(first.last_time, vitals.latest.time) if first.stale and first.last_time else "",
        points=None if points is None else points.get(field),
        axis=axis,
        first=first,
        second=second if second is not None and second.last is not None else None,
        scored=points is not None,
    )


def _when(time: datetime, newest: datetime | None) -> str:
    """The hour; of another day than the newest measurement its day, for an hour alone would pass for one of today."""
    return f"{time:%H:%M}" if newest is None or newest.date() == time.date() else day_words(time)


def _value(series: Trend) -> str:
    return _figure(series.name, np.nan if series.last is None else series.last)


def _diastolic(vitals: Vitals, second: Trend) -> str:
    """The diastolic pressure measured with the last systolic one; two of different times would pass for one blood pressure."""
    together = next((row for row in reversed(vitals.rows) if row.sbp is not None), None)
    if together is None:
        return _value(second)
    return _figure("dbp", np.nan if together.dbp is None else together.dbp)


def _figure(field: str, value: float) -> str:
    if not np.isfinite(value):
        return _DASH
    return temperature(value) if field == "temperature_c" else f"{value:g}"


def points_words(points: dict[str, int] | None, field: str) -> str:
    """`` · +2``: the NEWS2 points of a vital sign without a trend; empty where it is not scored."""
    scored = None if points is None else points.get(field)
    return "" if scored is None else f" · +{scored}"


def cursor_items(pane: VitalsPane, index: int, clock: str) -> tuple[FootItem, ...]:
    """What was measured at one time, and how far from it arrival, film, ECG and note are."""
    row, code = pane.vitals.rows[index], language()
    values = ((field, measured(field, getattr(row, field))) for field in VITALS_FIELDS)
    found = tuple(FootItem(name("evidence", field, code), text) for field, text in values if text)
    if row.time is None:
        return (FootItem("", clock, "accent"), *found)
    here = row.time.timestamp()
    apart = (FootItem(event_name(event), _apart(at.timestamp() - here), "muted") for event, at in pane.events)
    return (FootItem("", clock, "accent"), *found, *apart)


def event_name(code: str) -> str:
    """What stands on the time axis: the arrival, or the mark of a modality."""
    return name("event" if code == "arrival" else "chip", code, language())


def _apart(seconds: float) -> str:
    """How long before or after the cursor, in words: a sign would say neither of what nor before what."""
    minutes = round(abs(seconds) / 60.0)
    if minutes == 0:
        return QCoreApplication.translate("VitalsView", "at this time")
    if minutes < 120:
        before, after = (
            QCoreApplication.translate("VitalsView", "%1 min before"),
            QCoreApplication.translate("VitalsView", "%1 min after"),
        )
        return (before if seconds < 0 else after).replace("%1", str(minutes))
    before, after = (
        QCoreApplication.translate("VitalsView", "%1 h before"),
        QCoreApplication.translate("VitalsView", "%1 h after"),
    )
    return (before if seconds < 0 else after).replace("%1", f"{minutes / 60.0:.1f}")
