"""One cell of a vitals table to one value, or the reason why not. Nothing is ever clipped into range."""

from __future__ import annotations

from collections.abc import Callable

from cdss.core.kinds import Consciousness
from cdss.readers.table import EMPTY_WORDS, number
from cdss.records.vitals import NUMERIC_VITALS, VITAL_UNITS

PLAUSIBLE: dict[str, tuple[float, float]] = {
    "heart_rate": (20, 300),
    "resp_rate": (4, 80),
    "sbp": (40, 300),
    "dbp": (20, 200),
    "spo2": (40, 100),
    "temperature_c": (25, 45),
    "pain": (0, 10),
}
"""Range in which an entry is believed, ends included (bpm, /min, mmHg, mmHg, %, °C, 0-10); a project rule."""

_FAHRENHEIT_C = (70.0, 115.0)
_OXYGEN = {"1": True, "0": False, "true": True, "false": False, "yes": True, "no": False, "1.0": True, "0.0": False}
_ACVPU = {w: c for c in Consciousness for w in (c.value.lower(), c.name.lower())}

Value = float | bool | Consciousness


class Implausible(ValueError):
    """A cell that may not be used; ``code`` names the sentence, ``params`` fill it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def numeric_value(field: str, cell: str, decimal_comma: bool) -> float | None:
    """The number of ``field``; None for an empty cell; raises ``Implausible`` for words and for values out of range."""
    try:
        value = number(cell, decimal_comma)
    except ValueError as error:
        raise Implausible("vitals_not_a_number") from error
    return None if value is None else _in_range(field, value)


def fahrenheit_value(cell: str, decimal_comma: bool) -> float | None:
    """Temperature in °C from a cell in °F: (F - 32) / 1.8; raises ``Implausible`` as ``numeric_value``."""
    try:
        value = number(cell, decimal_comma)
    except ValueError as error:
        raise Implausible("vitals_not_a_number") from error
    return None if value is None else _in_range("temperature_c", (value - 32.0) / 1.8)


def oxygen_value(cell: str) -> bool | None:
    """Whether the patient breathes oxygen: 0/1, true/false or yes/no; raises ``Implausible`` for any other word."""
    word = cell.strip().lower()
    if word in EMPTY_WORDS:
        return None
    if word not in _OXYGEN:
        raise Implausible("vitals_not_yes_no")
    return _OXYGEN[word]


def consciousness_value(cell: str) -> Consciousness | None:
    """ACVPU letter or word in any case; raises ``Implausible`` for anything else."""
    word = cell.strip().lower()
    if word in EMPTY_WORDS:
        return None
    if word not in _ACVPU:
        raise Implausible("vitals_not_acvpu")
    return _ACVPU[word]


def parser_of(column: str, decimal_comma: bool) -> Callable[[str], Value | None]:
    """The function that reads a cell of ``column`` (a vitals field, or ``temperature_f``)."""
    if column == "temperature_f":
        return lambda cell: fahrenheit_value(cell, decimal_comma)
    if column in NUMERIC_VITALS:
        return lambda cell: numeric_value(column, cell, decimal_comma)
    return oxygen_value if column == "on_oxygen" else consciousness_value


def _in_range(field: str, value: float) -> float:
    low, high = PLAUSIBLE[field]
    if low <= value <= high:
        return value
    if field == "temperature_c" and _FAHRENHEIT_C[0] <= value <= _FAHRENHEIT_C[1]:
        raise Implausible("vitals_temperature_fahrenheit")
    raise Implausible("vitals_out_of_range", low=f"{low:g}", high=f"{high:g}", unit=VITAL_UNITS[field])
