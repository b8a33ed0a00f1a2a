"""Which code of which system names which vital sign, and the unit it is brought into.

LOINC 2.77, SNOMED CT, ISO/IEEE 11073-10101; units are UCUM codes and what devices write instead of them. A code or unit that is
not listed is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from cdss.core.kinds import Consciousness

FLOW, FRACTION = "oxygen_flow", "oxygen_fraction"
"""Two ways to say whether the patient breathes oxygen: its flow in L/min, its share of what is breathed in %."""

ROOM_AIR_PERCENT = 21.0

_LOINC = {
    "heart_rate": "8867-4 8889-8 8893-0 76282-3 11328-2 40443-4 69000-8 68999-2",
    "resp_rate": "9279-1 11291-2",
    "sbp": "8480-6 8459-0 8461-6 76534-7 76215-3 11378-7",
    "dbp": "8462-4 8453-3 8455-8 76535-4 76213-8 11377-9",
    "spo2": "2708-6 59408-5",
    "temperature_c": "8310-5 8328-7 8329-5 8331-1 8332-9 8333-7 8334-5 11289-6 75539-7 76011-6",
    "consciousness": "67775-7 80288-4 11454-6",
    "pain": "72514-3 38208-5 38221-8",
    FLOW: "3151-8 19941-4",
    FRACTION: "3150-0 19994-3",
}
_SNOMED = {
    "heart_rate": "364075005 78564009",
    "resp_rate": "86290005",
    "sbp": "271649006",
    "dbp": "271650006",
    "spo2": "431314004",
    "temperature_c": "386725007",
    "consciousness": "1104441000000107",
    "pain": "225908003",
    FLOW: "427081008",
    FRACTION: "250774007",
}
_MDC = {
    "heart_rate": "147842 149530",
    "resp_rate": "151562 151578",
    "sbp": "150021 150017",
    "dbp": "150022 150018",
    "spo2": "150456",
    "temperature_c": "150344 150364",
}
CODES: Mapping[tuple[str, str], str] = {
    (system, code): field
    for system, table in (("loinc", _LOINC), ("snomed", _SNOMED), ("mdc", _MDC))
    for field, codes in table.items()
    for code in codes.split()
}
"""Field of ``VitalsRow`` (or ``FLOW``, ``FRACTION``) by system and code."""


PRESSURE_PANELS = frozenset({"85354-9", "55284-4", "35094-2"})
"""LOINC codes of systolic and diastolic pressure together."""


class UnknownUnit(ValueError):
    """A unit in which this vital sign is not known to be measured."""


def in_unit(field: str, value: float, unit: str) -> float:
    """``value`` of ``field`` in the unit of ``VITAL_UNITS`` (oxygen: L/min or %); raises ``UnknownUnit``."""
    convert = _UNITS[field].get(_plain(unit))
    if convert is None:
        raise UnknownUnit(unit)
    return convert(value)


def consciousness_named(words: str) -> Consciousness | None:
    """The level that a code or a word of AVPU or ACVPU names; None for any other."""
    word = re.sub(r"\([^()]*\)|[^a-z0-9\- ]", " ", words.lower())
    return _LEVELS.get(" ".join(word.split()))


def _same(value: float) -> float:
    return value


def _times(factor: float) -> Callable[[float], float]:
    return lambda value: value * factor


@lru_cache(maxsize=256)
def _plain(unit: str) -> str:
    """A unit in small letters without blanks, and without the marks that UCUM puts round what is counted."""
    return re.sub(r"\s", "", unit).lower()


def _rate(word: str) -> dict[str, Callable[[float], float]]:
    names = ("/min", "1/min", "min-1", "permin", f"{{{word}}}/min", f"{{{word}s}}/min", f"{word}/min", f"{word}s/min")
    more = (f"{word}/minute", f"{word}s/minute", f"{word}sperminute", "{beat}/min", "{count}/min", "bpm", "brpm")
    return dict.fromkeys((*names, *more), _same)


_KPA_MMHG = 7.500616827
"""mmHg in one kPa: 1 mmHg = 133.322387415 Pa (BIPM)."""
_PRESSURE = {**dict.fromkeys(("mm[hg]", "mmhg", "mm(hg)", "torr"), _same), "kpa": _times(_KPA_MMHG)}
_PERCENT = {**dict.fromkeys(("%", "percent", "%{oxygen}", "%{o2}", "%{hemoglobin}"), _same)}
_SHARE = dict.fromkeys(("1", "{ratio}", "{fraction}"), _times(100.0))
_CELSIUS = dict.fromkeys(("cel", "degc", "°c", "℃", "c", "celsius", "degreescelsius"), _same)
_FAHRENHEIT = dict.fromkeys(
    ("[degf]", "degf", "°f", "℉", "f", "fahrenheit", "degreesfahrenheit"), lambda v: round((v - 32.0) / 1.8, 6)
)
_SCORE = dict.fromkeys(("", "1", "{score}", "{scale}", "{1..10}", "/10", "score", "{nrs}"), _same)
_UNITS: Mapping[str, Mapping[str, Callable[[float], float]]] = {
    "heart_rate": {**_rate("beat"), "/s": _times(60.0)},
    "resp_rate": {**_rate("breath"), "{resp}/min": _same, "/s": _times(60.0)},
    "sbp": _PRESSURE,
    "dbp": _PRESSURE,
    "spo2": {**_PERCENT, **_SHARE},
    "temperature_c": {**_CELSIUS, **_FAHRENHEIT, "k": lambda v: round(v - 273.15, 6)},
    "pain": _SCORE,
    FLOW: {**dict.fromkeys(("l/min", "lpm", "litres/min", "liters/min"), _same), "ml/min": _times(1e-3)},
    FRACTION: {**_PERCENT, **_SHARE},
}

_ALERT, _CONFUSED, _VOICE = Consciousness.ALERT, Consciousness.CONFUSION, Consciousness.VOICE
_PAIN, _NONE = Consciousness.PAIN, Consciousness.UNRESPONSIVE
_LEVELS: Mapping[str, Consciousness] = {
    **dict.fromkeys(("a", "alert", "mentally alert", "conscious", "fully conscious", "248234008", "la9340-6"), _ALERT),
    **dict.fromkeys(("c", "confusion", "confused", "new confusion", "newly confused", "acute confusion"), _CONFUSED),
    **dict.fromkeys(("130987000", "new onset confusion", "la6560-2"), _CONFUSED),
    **dict.fromkeys(("v", "voice", "verbal", "responds to voice", "responsive to voice"), _VOICE),
    **dict.fromkeys(("responds to verbal stimuli", "300202002", "la17108-4"), _VOICE),
    **dict.fromkeys(("p", "pain", "painful", "responds to pain", "responsive to pain"), _PAIN),
    **dict.fromkeys(("responds to painful stimuli", "450847001", "la17107-6"), _PAIN),
    **dict.fromkeys(("u", "unresponsive", "unresponsive to stimuli", "422768004", "la9343-0"), _NONE),
}
