"""Vital signs that come one by one, each with its own time, brought together into rows.

Whatever is said of a value names the entry it stands in; a value outside the believed range is left out, never clipped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.part import Part, refuse
from cdss.readers.vital_codes import FLOW, FRACTION, ROOM_AIR_PERCENT, UnknownUnit, in_unit
from cdss.readers.vitals import MAX_ROWS
from cdss.readers.vitals_values import PLAUSIBLE, Value
from cdss.readers.when import When
from cdss.records.vitals import VITAL_UNITS, Vitals, VitalsRow

COURSE = timedelta(hours=24)
"""How far the measurements of one course may lie back from the newest, where nothing says to which visit they belong."""

MOST_ALIKE = 10
"""Entries that are left out for one reason, by name; the others are counted."""

_OXYGEN_RANGE = {FLOW: (0.0, 100.0), FRACTION: (20.0, 100.0)}
_OXYGEN_UNIT = {FLOW: "L/min", FRACTION: "%"}


class Standing(IntEnum):
    """How far a value is confirmed: of two of one time the one that stands higher counts."""

    PRELIMINARY = 0
    FINAL = 1
    CORRECTED = 2


@dataclass(frozen=True, slots=True)
class Measured:
    """One value of one field of ``VitalsRow``, and the entry (``Observation/bp-1``) it stands in."""

    source: str
    field: str
    value: Value
    when: When | None
    standing: Standing = Standing.FINAL


def measured_number(source: str, field: str, value: float, unit: str, when: When | None) -> Measured:
    """A number with its unit as a vital sign; raises ``Refused`` for an unknown unit or a value outside the believed range."""
    name = field_name(field)
    try:
        number = in_unit(field, value, unit)
    except UnknownUnit as error:
        words = {"source": source, "field": name, "value": f"{value:g}", "unit": unit[:20] or "-"}
        raise refuse("measured_unit_unknown", Modality.VITALS, **words) from error
    low, high = _OXYGEN_RANGE.get(field) or PLAUSIBLE[field]
    if not low <= number <= high:
        known = _OXYGEN_UNIT.get(field) or VITAL_UNITS[field]
        words = {"value": f"{number:g}", "low": f"{low:g}", "high": f"{high:g}", "unit": known}
        raise refuse("measured_out_of_range", Modality.VITALS, source=source, field=name, **words)
    if field in _OXYGEN_RANGE:
        return Measured(source, "on_oxygen", number > (0.0 if field == FLOW else ROOM_AIR_PERCENT), when)
    return Measured(source, field, number, when)


def field_name(field: str) -> str:
    """The code of the field's name in sentences."""
    return f"name_vital_{'on_oxygen' if field in _OXYGEN_RANGE else field}"


def newest_course(measured: Sequence[Measured]) -> list[Measured]:
    """Those of ``measured`` of the last 24 h before the newest; those without a time are kept."""
    dated = [m.when.order() for m in measured if m.when is not None]
    if not dated:
        return list(measured)
    first = max(dated) - COURSE
    return [m for m in measured if m.when is None or m.when.order() >= first]


def vitals_of(measured: Iterable[Measured], file: str) -> Part[Vitals]:
    """All values as rows, oldest first, one row for each time; two different values of one time and field are named."""
    issues: list[Issue] = []
    groups: dict[object, dict[str, Measured]] = {}
    for one in measured:
        group = groups.setdefault(_moment(one.when), {})
        held = group.setdefault(one.field, one)
        if held.value != one.value:
            used, left = (one, held) if _counts_before(one, held) else (held, one)
            group[one.field] = used
            words = {"field": field_name(one.field), "value": _shown(left.value), "used": _shown(used.value)}
            issues.append(_warning("measured_twice", source=left.source, other=used.source, **words))
    rows = []
    for group in _ordered(list(groups.values()), file, issues):
        row = _row(group, issues)
        rows += [row] if row is not None else []
    if len(rows) > MAX_ROWS:
        issues.append(_warning("vitals_rows_cut", file=file, count=len(rows), kept=MAX_ROWS))
    return Part(Vitals(file, tuple(rows[-MAX_ROWS:])) if rows else None, tuple(issues))


def _counts_before(later: Measured, held: Measured) -> bool:
    """Whether, of two values of one time, the one that comes later in the file is used and not the one before it."""
    if later.standing is not held.standing:
        return later.standing > held.standing
    if later.standing is Standing.CORRECTED:
        return True
    return later.value is True  # oxygen by one of two ways to say so is oxygen


def few_alike(issues: Sequence[Issue], file: str) -> list[Issue]:
    """``issues`` with at most ``MOST_ALIKE`` of one code, and a count of the others."""
    counts: Counter[str] = Counter()
    shown = []
    for one in issues:
        counts[one.code] += 1
        if counts[one.code] <= MOST_ALIKE:
            shown.append(one)
    more = len(issues) - len(shown)
    return [*shown, issue("fhir_more_alike", Severity.INFO, file=file, count=more)] if more else shown


def _moment(when: When | None) -> object:
    return None if when is None else when.exact or when.day


def _ordered(groups: list[dict[str, Measured]], file: str, issues: list[Issue]) -> list[dict[str, Measured]]:
    """Oldest first; in the order of the file where some times have a UTC offset and some have none."""
    times = [_when(group) for group in groups]
    exact = [t.exact for t in times if t is not None and t.exact is not None]
    if len(groups) > 1 and len(exact) < len(groups):
        issues.append(_warning("measured_undated", file=file, count=len(groups) - len(exact)))
    if len({moment.tzinfo is None for moment in exact}) > 1:
        issues.append(_warning("vitals_mixed_times", file=file))
        return groups
    placed = sorted(range(len(groups)), key=lambda i: datetime.min if times[i] is None else times[i].order())  # type: ignore[union-attr]
    return [groups[i] for i in placed]


def _when(group: Mapping[str, Measured]) -> When | None:
    return next(iter(group.values())).when


def _row(group: Mapping[str, Measured], issues: list[Issue]) -> VitalsRow | None:
    values = {field: one.value for field, one in group.items()}
    high, low = values.get("sbp"), values.get("dbp")
    if isinstance(high, float) and isinstance(low, float) and low >= high:
        source = group["sbp"].source
        issues.append(_warning("measured_pressure_order", source=source, value=f"{high:g}/{low:g}"))
        del values["sbp"], values["dbp"]
    when = _when(group)
    return VitalsRow(time=when.exact if when else None, **values) if values else None  # type: ignore[arg-type]


def _shown(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _warning(code: str, **params: object) -> Issue:
    return issue(code, Severity.WARNING, Modality.VITALS, **params)
