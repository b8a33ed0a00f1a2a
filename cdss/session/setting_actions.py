"""The one action that changes a setting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from cdss.session.settings import LOOK, SETTINGS, Value
from cdss.session.state import Intent, SessionState

_OF_INTENT = frozenset(setting.name for setting in LOOK)


@dataclass(frozen=True, slots=True)
class SettingChanged:
    """The user gave the setting ``name`` the value ``value``."""

    name: str
    value: Value

    def apply(self, state: SessionState) -> SessionState:
        """It holds from now on; ``ValueError`` for a setting that there is not, or a value that it may not have."""
        setting = SETTINGS.get(self.name)
        if setting is None or not setting.fits(self.value):
            raise ValueError(f"no setting {self.name!r} can be {self.value!r}")
        intent: Intent = state.intent
        change: dict[str, Any] = {self.name: self.value}
        if self.name in _OF_INTENT:
            return replace(state, intent=replace(intent, **change))
        return replace(state, intent=replace(intent, settings=replace(intent.settings, **change)))


def values_of(intent: Intent) -> dict[str, Value]:
    """The value of every setting by its name."""
    return {name: getattr(intent if name in _OF_INTENT else intent.settings, name) for name in SETTINGS}
