"""ECG from an HL7 annotated ECG (ANSI/HL7 V3 ECG R1, 2004): the rhythm series, its leads to mV by origin and scale.

A lead is an ``SLIST_PQ``: value = origin + scale x digit, each with its unit. The time sequence gives the step.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from cdss.core.kinds import Modality
from cdss.readers.ecg_common import MIN_SECONDS, Channel, Recording, ecg_part
from cdss.readers.ecg_leads import lead_name, unit_to_mv
from cdss.readers.header_values import age_at, compact_datetime, filter_text, moment_of, number, sex_named, years
from cdss.readers.part import Part, refuse
from cdss.readers.xml_tree import all_at, anywhere, at, read_xml, text_at, value_at
from cdss.records.ecg import Ecg
from cdss.records.identity import PartIdentity

_REPORTED_AGE = "21612-7"
"""LOINC code of the age as reported."""

_STEPS_A_SECOND = {"s": 1.0, "ms": 1e3, "us": 1e6}
_MOST_CHARACTERS = 4 << 20
"""Ten minutes of 1000 samples a second are 600,000 numbers of a few digits."""

_ATTRIBUTE = "MDC_ECG_CTL_VBL_ATTR_FILTER_"


def read_ecg_aecg(path: Path, source: str) -> Part[Ecg]:
    """Read one recording; what the document says of the patient is kept also where the signal is refused."""
    root = read_xml(path, source, Modality.ECG)
    return ecg_part(_identity(root, source), lambda: _recording(root, source))


def _recording(root: Element, source: str) -> Recording:
    found = [(series, group) for series in _series(root) for group in all_at(series, "component", "sequenceSet")]
    if not found:
        raise refuse("ecg_no_waveform", Modality.ECG, file=source)
    series, group = found[0] if len(found) == 1 else max(found, key=lambda pair: _rank(pair[1]))
    rate = _rate(group)
    if rate is None:
        raise refuse("ecg_rate_missing", Modality.ECG, file=source)
    channels = [_channel(item) for item in _sequences(group) if not _is_time(item)]
    return Recording(source, channels, rate, _recorded(root, series), _filters(series))


def _series(root: Element) -> list[Element]:
    """The series of rhythm; every series where none says so. Derived series (median beats) stand deeper and are not taken."""
    every = list(all_at(root, "component", "series"))
    return [s for s in every if value_at(s, "code", "code").upper() == "RHYTHM"] or every


def _rank(group: Element) -> tuple[bool, int, float]:
    """Long enough for a rate, then most leads, then longest."""
    names = {found.lead for item in _sequences(group) if (found := lead_name(_code(item))) is not None}
    longest = max((_digits(item) for item in _sequences(group)), key=len, default="")
    seconds = sum(1 for _ in re.finditer(r"\S+", longest)) / (_rate(group) or float("inf"))
    return seconds >= MIN_SECONDS, len(names), seconds


def _sequences(group: Element) -> list[Element]:
    return list(all_at(group, "component", "sequence"))


def _code(sequence: Element) -> str:
    return value_at(sequence, "code", "code")


def _is_time(sequence: Element) -> bool:
    return _code(sequence).startswith("TIME_")


def _rate(group: Element) -> float | None:
    """Samples a second, from the increment of the time sequence."""
    for item in filter(_is_time, _sequences(group)):
        step = number(value_at(item, "value", "value", "increment"))
        a_second = _STEPS_A_SECOND.get(value_at(item, "unit", "value", "increment"))
        if step and a_second:
            return a_second / step
    return None


def _channel(sequence: Element) -> Channel:
    """One lead in the unit of its scale; an origin in another unit is brought into that one."""
    name = _code(sequence)
    unit = value_at(sequence, "unit", "value", "scale")
    scale = number(value_at(sequence, "value", "value", "scale"))
    digits = np.array(_digits(sequence).split(), dtype=np.float64)
    if scale is None:
        unit, scale = "", 1.0
    return Channel(name, lead_name(name), unit, digits * scale + _origin(sequence, unit))


def _digits(sequence: Element) -> str:
    """The written samples of a lead; raises ``ValueError`` where they are more than ten minutes can be."""
    text = text_at(sequence, "value", "digits")
    if len(text) > _MOST_CHARACTERS:
        raise ValueError("a lead is too long")
    return text


def _origin(sequence: Element, unit: str) -> float:
    """The origin in ``unit``; raises ``ValueError`` where it is not nought and its unit is none of voltage."""
    origin = number(value_at(sequence, "value", "value", "origin")) or 0.0
    own = value_at(sequence, "unit", "value", "origin")
    if origin == 0.0 or own == unit:
        return origin
    factors = unit_to_mv(own), unit_to_mv(unit)
    if factors[0] is None or factors[1] is None:
        raise ValueError(f"origin {origin:g} {own}")
    return origin * factors[0] / factors[1]


def _recorded(root: Element, series: Element) -> datetime | None:
    """When the series began, else the time of the finding."""
    written = (value_at(series, "value", "effectiveTime", "low"), value_at(root, "value", "effectiveTime", "center"))
    return next((time for text in written if (time := compact_datetime(text)) is not None), None)


def _filters(series: Element) -> str | None:
    found: dict[str, float] = {}
    for outer in all_at(series, "controlVariable", "controlVariable"):
        kind = value_at(outer, "code", "code").removeprefix(_ATTRIBUTE)
        for inner in all_at(outer, "component", "controlVariable"):
            attribute = value_at(inner, "code", "code").removeprefix(_ATTRIBUTE)
            value = number(value_at(inner, "value", "value"))
            hertz = value_at(inner, "unit", "value") == "Hz"
            if attribute in ("CUTOFF_FREQ", "NOTCH_FREQ") and value is not None and hertz:
                found[kind] = value
    return filter_text(found.get("HIGH_PASS"), found.get("LOW_PASS"), found.get("NOTCH"))


def _identity(root: Element, source: str) -> PartIdentity:
    subject = anywhere(root, "trialSubject")
    person = at(subject, "subjectDemographicPerson") if subject is not None else None
    age = _reported_age(root)
    if age is None:
        day = value_at(root, "value", "effectiveTime", "center") or value_at(root, "value", "effectiveTime", "low")
        birth = value_at(person, "value", "birthTime")
        age = age_at(moment_of(birth[:8], "%Y%m%d"), moment_of(day[:8], "%Y%m%d"))
    sex = sex_named(value_at(person, "code", "administrativeGenderCode"))
    return PartIdentity(Modality.ECG, source, value_at(subject, "extension", "id") or None, age, sex)


def _reported_age(root: Element) -> float | None:
    for item in all_at(root, "controlVariable", "relatedObservation"):
        if value_at(item, "code", "code") == _REPORTED_AGE:
            return years(number(value_at(item, "value", "value")), value_at(item, "unit", "value"))
    return None
