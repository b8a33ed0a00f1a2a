"""A case with other values, as a person imagines it: edits are judged as files are when they are read, and never clipped."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.vitals_values import PLAUSIBLE
from cdss.records.case import Case, Note
from cdss.records.question import WhatIf
from cdss.records.vitals import VITAL_UNITS, VITALS_FIELDS, Vitals, VitalsRow, VitalValue


def refusals(case: Case, question: WhatIf) -> tuple[Issue, ...]:
    """Why the edits cannot be taken, in words; empty where they can.

    A number must lie in the range in which an entry is believed (``PLAUSIBLE``), the diastolic pressure below the systolic,
    and something must be left to assess.
    """
    wrong = tuple(_wrong_values(question.vitals))
    if wrong:
        return wrong
    edited = edited_case(case, question)
    if edited.vitals is not None and not _pressures_in_order(edited.vitals.latest):
        latest = edited.vitals.latest
        values = {"sbp": f"{latest.sbp:g}", "dbp": f"{latest.dbp:g}"}
        return (issue("what_if_pressure_order", Severity.WARNING, Modality.VITALS, **values),)
    return () if edited.present else (issue("what_if_nothing_left", Severity.WARNING),)


def edited_case(case: Case, question: WhatIf) -> Case:
    """``case`` with the edits of ``question``; the patient, age and sex among it, stays who they are.

    A vital sign is changed where its latest value stands; one that is taken out is taken out of every row. ``KeyError`` for
    a name that is no vital sign.
    """
    vitals = edited_vitals(case.vitals, question.vitals)
    note = case.note if question.note is None else _noted(case.note, question.note)
    edited = replace(case, vitals=vitals, note=note)
    return _without(edited, question.off)


def edited_vitals(vitals: Vitals | None, edits: Mapping[str, VitalValue | None]) -> Vitals | None:
    """``vitals`` with the edits; None where nothing is measured then."""
    if unknown := set(edits) - set(VITALS_FIELDS):
        raise KeyError(f"no vital sign: {', '.join(sorted(unknown))}")
    rows = list(vitals.rows) if vitals else []
    for name, value in edits.items():
        if value is None:
            rows = [_changed(row, name, None) for row in rows]
            continue
        rows = rows or [VitalsRow()]
        place = next((i for i in reversed(range(len(rows))) if getattr(rows[i], name) is not None), len(rows) - 1)
        rows[place] = _changed(rows[place], name, value)
    measured = tuple(row for row in rows if any(getattr(row, name) is not None for name in VITALS_FIELDS))
    return Vitals(vitals.source if vitals else "", measured) if measured else None


def _changed(row: VitalsRow, name: str, value: VitalValue | None) -> VitalsRow:
    edit: dict[str, Any] = {name: value}
    return replace(row, **edit)


def _wrong_values(edits: Mapping[str, VitalValue | None]) -> Iterator[Issue]:
    for name, value in edits.items():
        if name not in PLAUSIBLE or value is None:
            continue
        low, high = PLAUSIBLE[name]
        if not math.isfinite(float(value)) or not low <= float(value) <= high:
            shown = {"value": f"{float(value):g}", "low": f"{low:g}", "high": f"{high:g}", "unit": VITAL_UNITS[name]}
            yield issue("what_if_out_of_range", Severity.WARNING, Modality.VITALS, field=f"name_vital_{name}", **shown)


def _pressures_in_order(row: VitalsRow) -> bool:
    return row.sbp is None or row.dbp is None or row.dbp < row.sbp


def _noted(old: Note | None, text: str) -> Note | None:
    """The note with another text; a note without words is no note."""
    if not text.strip():
        return None
    return replace(old, text=text) if old else Note("", text)


def _without(case: Case, off: frozenset[Modality]) -> Case:
    if Modality.IMAGE in off:
        case = replace(case, films=())
    if Modality.ECG in off:
        case = replace(case, ecgs=())
    if Modality.VITALS in off:
        case = replace(case, vitals=None)
    if Modality.NOTE in off:
        case = replace(case, note=None, chief_complaint=None)
    return case
