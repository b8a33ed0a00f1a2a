"""The clinical terms of the screen: one place that knows whether levels are called after KTAS or ESI.

Views ask when they make their words, and hear of a change as they hear of another language: through ``LanguageChange``.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent

from cdss.scoring.triage_levels import triage_level
from ui.language import language


@dataclass
class _Current:
    level_terms: str = "ktas"


_current = _Current()


def set_terms(level_terms: str) -> None:
    """Call the levels after ``ktas`` or ``esi``."""
    if level_terms == _current.level_terms:
        return
    _current.level_terms = level_terms
    app = QCoreApplication.instance()
    if app is not None:
        QCoreApplication.sendEvent(app, QEvent(QEvent.Type.LanguageChange))


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
