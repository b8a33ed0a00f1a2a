"""What stands in the form of the vital signs, judged at every key: values, reasons why one is not taken, NEWS2 so far.

A number outside the range in which an entry is believed is refused, never clipped (``cdss.readers.vitals_values``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

from cdss.core.kinds import Consciousness, Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.vitals_values import PLAUSIBLE, Implausible, fahrenheit_value, numeric_value
from cdss.records.assessment import Score
from cdss.records.case import Case
from cdss.records.vitals import NUMERIC_VITALS, VITAL_UNITS, VITALS_FIELDS, VitalsRow, VitalValue
from cdss.scoring.news2 import news2, news2_applicable

SPO2_SCALES = (1, 2)

AHEAD = timedelta(minutes=1)
"""How far a time of measurement may lie ahead of this computer's clock, which may differ from the ward's."""

LONG_AGO = timedelta(hours=24)
"""From which age of a measurement its date is asked about: a stay in an emergency department is rarely longer."""

_TEMPERATURE = re.compile(
    r"(?P<before>화씨|섭씨)?\s*(?P<number>[\d.,]+)\s*°?\s*(?P<unit>℉|℃|f|fahrenheit|c|celsius|도)?", re.IGNORECASE
)
_TIME = re.compile(r"(?:(?P<day>\d{4}-\d{2}-\d{2})\s+)?(?P<hour>\d{1,2}):?(?P<minute>\d{2})")
_FAHRENHEIT = {"화씨", "℉", "f", "fahrenheit"}


@dataclass(frozen=True, slots=True)
class TypedVitals:
    """As typed: ``numbers`` by field, an empty one was not measured; ``time``: when it was measured; ``scale``: of SpO2."""

    numbers: Mapping[str, str]
    time: str
    on_oxygen: bool | None = None
    consciousness: Consciousness | None = None
    scale: int = 1


@dataclass(frozen=True, slots=True)
class FormReading:
    """``row``: what can be taken. ``refused``: by field, why it is not; ``time`` is one of the fields.

    ``doubt``: what to look at again in a time that is taken. ``celsius``: the temperature that was typed in °F, in °C.
    ``news2``: of these values alone; None for a child, whom the score is not for.
    """

    row: VitalsRow
    refused: Mapping[str, Issue]
    celsius: float | None
    news2: Score | None
    doubt: Issue | None = None

    @property
    def measured(self) -> bool:
        """Whether there is anything to save."""
        return any(getattr(self.row, field) is not None for field in VITALS_FIELDS)

    @property
    def savable(self) -> bool:
        """Whether all that was typed can be taken."""
        return self.measured and not self.refused


def read_form(
    typed: TypedVitals, age_years: float | None, now: datetime, arrival: datetime | None = None
) -> FormReading:
    """Judge ``typed``; ``age_years`` and ``arrival`` of the patient, None where not known; ``now`` by the clock of the chart."""
    values: dict[str, VitalValue | None] = {"on_oxygen": typed.on_oxygen, "consciousness": typed.consciousness}
    refused: dict[str, Issue] = {}
    for field in NUMERIC_VITALS:
        try:
            values[field] = number_typed(field, typed.numbers.get(field, ""))
        except Implausible as reason:
            refused[field] = _refusal(reason, field, typed.numbers[field].strip())
    time, wrong = time_typed(typed.time, now)
    if wrong is not None:
        refused["time"] = wrong
    found: Any = values
    row = VitalsRow(time, **found)
    if row.sbp is not None and row.dbp is not None and row.dbp >= row.sbp:
        refused["dbp"] = _warning("entry_pressure_order", sbp=f"{row.sbp:g}")
        row = replace(row, dbp=None)
    score = news2(row, typed.scale) if news2_applicable(age_years) else None
    fahrenheit = row.temperature_c if _in_fahrenheit(typed.numbers.get("temperature_c", "")) else None
    return FormReading(row, refused, fahrenheit, score, None if wrong else _time_doubt(time, now, arrival))


def number_typed(field: str, text: str) -> float | None:
    """The number typed for ``field``, decimal point or comma; None for an empty field; raises ``Implausible``.

    A temperature may be followed by its unit: in °F it is converted to °C, in tenths, as it is charted.
    """
    text = text.strip()
    comma = "," in text
    if field != "temperature_c":
        return numeric_value(field, text, comma)
    m = _TEMPERATURE.fullmatch(text)
    if m is None:
        return numeric_value(field, text, comma)
    if not _in_fahrenheit(text):
        return numeric_value(field, m["number"], comma)
    value = fahrenheit_value(m["number"], comma)
    return None if value is None else round(value, 1)


def number_judged(field: str, text: str, row: VitalsRow) -> tuple[float | None, Issue | None]:
    """A number typed to correct ``field`` of ``row``: what is taken, or why it is not; an empty text is no number."""
    try:
        value = number_typed(field, text)
    except Implausible as reason:
        return None, _refusal(reason, field, text.strip())
    if value is None:
        return None, _warning("entry_not_a_number", value=text.strip())
    if field == "sbp" and row.dbp is not None and value <= row.dbp:
        return None, _warning("entry_pressure_above", dbp=f"{row.dbp:g}")
    if field == "dbp" and row.sbp is not None and value >= row.sbp:
        return None, _warning("entry_pressure_order", sbp=f"{row.sbp:g}")
    return value, None


def time_text(time: datetime) -> str:
    """A time as it stands in the form."""
    return f"{time:%Y-%m-%d %H:%M}"


def chart_time(case: Case | None, moment: datetime) -> datetime:
    """``moment`` as the clock of the patient's chart shows it, to the minute: in the time zone of the newest measurement.

    Without one, in that of the arrival, else in this computer's. A chart without time zones gets a time without.
    """
    rows = case.vitals.rows if case and case.vitals else ()
    known = [row.time for row in rows if row.time is not None]
    like = known[-1] if known else case.arrival.time if case else None
    local = moment.astimezone() if like is None or like.tzinfo is None else moment.astimezone(like.tzinfo)
    local = local.replace(second=0, microsecond=0)
    return local.replace(tzinfo=None) if like is not None and like.tzinfo is None else local


def _in_fahrenheit(text: str) -> bool:
    m = _TEMPERATURE.fullmatch(text.strip())
    return m is not None and bool({(m["before"] or ""), (m["unit"] or "").lower()} & _FAHRENHEIT)


def _refusal(reason: Implausible, field: str, text: str) -> Issue:
    if reason.code == "vitals_temperature_fahrenheit":
        return _warning("entry_fahrenheit", value=text)
    if reason.code == "vitals_not_a_number":
        return _warning("entry_not_a_number", value=text)
    low, high = PLAUSIBLE[field]
    return _warning("entry_out_of_range", low=f"{low:g}", high=f"{high:g}", unit=VITAL_UNITS[field])


def time_typed(text: str, now: datetime) -> tuple[datetime, Issue | None]:
    """The time typed, and what is wrong with it (future, or no time). Without a date it is today's, by the clock of the chart."""
    m = _TIME.fullmatch(text.strip())
    try:
        if m is None:
            raise ValueError(text)
        day = date.fromisoformat(m["day"]) if m["day"] else now.date()
        time = datetime.combine(day, time_of_day(int(m["hour"]), int(m["minute"])), now.tzinfo)
    except ValueError:
        return now, _warning("entry_time_unreadable", value=text.strip())
    return time, _warning("entry_time_ahead") if time - now > AHEAD else None


def _time_doubt(time: datetime, now: datetime, arrival: datetime | None) -> Issue | None:
    """A time that may be right, an ambulance's for one, and more often has a wrong date."""
    if now - time > LONG_AGO:
        return _warning("entry_time_old")
    comparable = arrival is not None and (arrival.tzinfo is None) == (time.tzinfo is None)
    if arrival is not None and comparable and time < arrival.replace(second=0, microsecond=0):
        return _warning("entry_time_before_arrival", arrival=time_text(arrival))
    return None


def _warning(code: str, **params: object) -> Issue:
    return issue(code, Severity.WARNING, Modality.VITALS, **params)
