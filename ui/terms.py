"""The clinical terms of the screen: one place that knows whether levels are called after KTAS or ESI, and the unit of
temperatures.

Views ask when they make their words, and hear of a change as they hear of another language: through ``LanguageChange``.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent

from cdss.records.vitals import VitalValue
from cdss.scoring.triage_levels import triage_level
from cdss.session.names import measured_text
from ui.language import language


@dataclass
class _Current:
    level_terms: str = "ktas"
    fahrenheit: bool = False


_current = _Current()


def set_terms(level_terms: str, fahrenheit: bool = False) -> None:
    """Call the levels after ``ktas`` or ``esi``; show temperatures in °F or °C."""
    if (level_terms, fahrenheit) == (_current.level_terms, _current.fahrenheit):
        return
    _current.level_terms, _current.fahrenheit = level_terms, fahrenheit
    app = QCoreApplication.instance()
    if app is not None:
        QCoreApplication.sendEvent(app, QEvent(QEvent.Type.LanguageChange))


def in_fahrenheit() -> bool:
    """Whether temperatures are written in °F."""
    return _current.fahrenheit


def temperature_unit() -> str:
    """°C or °F."""
    return "°F" if _current.fahrenheit else "°C"


def temperature(celsius: float) -> str:
    """A temperature, which is kept in °C, in tenths of a degree of the unit of the screen; without the unit."""
    return measured("temperature_c", celsius)


def measured(field: str, value: VitalValue | None) -> str:
    """A measured vital sign as charted, without its unit: a temperature in that of the screen; empty where not measured."""
    return measured_text(field, value, language(), _current.fahrenheit)


def scale_name() -> str:
    """KTAS or ESI."""
    return _current.level_terms.upper()


def numbered(level: int | str) -> str:
    """The level with its scale: KTAS 2."""
    return f"{scale_name()} {level}"


def level_name(level: int) -> str:
    """The level's name on that scale, in the language of the screen: Emergent, 긴급."""
    names = triage_level(level)
    return names.esi_name(language()) if _current.level_terms == "esi" else names.name(language())
