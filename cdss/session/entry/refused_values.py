"""Values that were measured but refused on reading: never called "not measured", for somebody did measure them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cdss.core.result import Issue
from cdss.core.sentences import sentence

_PRESSURES = ("sbp", "dbp")

_REASONS: Mapping[str, str] = {
    "vitals_out_of_range": "refused_range",
    "measured_out_of_range": "refused_range",
    "vitals_temperature_fahrenheit": "refused_fahrenheit",
    "vitals_not_a_number": "refused_no_number",
    "vitals_not_yes_no": "refused_no_yes_no",
    "vitals_not_acvpu": "refused_no_acvpu",
    "vitals_pressure_order": "refused_pressure_order",
    "measured_pressure_order": "refused_pressure_order",
    "measured_unit_unknown": "refused_unit",
}
"""By the code of what was said on reading: the reason in a few words."""


@dataclass(frozen=True, slots=True)
class RefusedValue:
    """The ``value`` of ``field`` as it stands in the file, and the sentence ``reason`` with what it needs."""

    field: str
    value: str
    reason: str
    params: tuple[tuple[str, str], ...]

    def words(self, language: str) -> str:
        """``970: outside 40-100 %``."""
        return f"{self.value}: {sentence(self.reason, dict(self.params), language)}"


def refused_values(issues: Iterable[Issue]) -> dict[str, RefusedValue]:
    """The first refused value of each field that one was refused of, by field; both pressures where they do not fit."""
    found: dict[str, RefusedValue] = {}
    for one in issues:
        if (reason := _REASONS.get(one.code)) is None:
            continue
        params = dict(one.params)
        for field in _fields(reason, params):
            found.setdefault(field, RefusedValue(field, params.get("value", ""), reason, one.params))
    return found


def _fields(reason: str, params: Mapping[str, str]) -> tuple[str, ...]:
    """What the value was of; °F are a temperature in °C to the rest of the program."""
    if reason == "refused_pressure_order":
        return _PRESSURES
    field = params.get("field", "").removeprefix("name_vital_")
    return ("temperature_c" if field == "temperature_f" else field,)
