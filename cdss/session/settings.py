"""The settings of the program: one field each, with its default and what it may be.

To add one, add a line to ``Settings``, and its words ``setting_<name>`` (and ``setting_<name>_<value>`` of a choice) to
``resources/i18n/sentences/settings.json``; ``setting_<name>_hint``, where there is one, stands below it. It is then in the
dialog, on the disk and in the state. Language and theme are held by ``Intent``, for they were there first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from typing import Any, cast

from cdss.core.sentences import LANGUAGES

Value = str | int | bool


class Kind(StrEnum):
    """How a setting is chosen; ``HIDDEN`` has no row in the dialog."""

    CHOICE = "choice"
    NUMBER = "number"
    BOOL = "bool"
    FOLDER = "folder"
    HIDDEN = "hidden"


SECTIONS = ("look", "clinical", "worklist", "decision", "site", "network", "audit", "keys")
"""Pages of the dialog, in their order; one without settings is left out."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: ``allowed`` values of a choice, ``lowest`` to ``highest`` in ``steps`` of a number.

    A folder is an absolute path, empty where none is chosen.
    """

    name: str
    section: str
    kind: Kind
    default: Value
    allowed: tuple[str, ...] = ()
    lowest: int = 0
    highest: int = 0
    steps: int = 1

    def fits(self, value: object) -> bool:
        """Whether the setting may be ``value``."""
        match self.kind:
            case Kind.CHOICE:
                return value in self.allowed
            case Kind.NUMBER:
                return type(value) is int and self.lowest <= value <= self.highest
            case Kind.BOOL:
                return isinstance(value, bool)
            case Kind.FOLDER | Kind.HIDDEN:
                return isinstance(value, str)

    def text(self, value: Value) -> str:
        """``value`` as it stands in the session file."""
        return str(int(value)) if self.kind is Kind.BOOL else str(value)

    def value(self, text: str) -> Value | None:
        """The value of a text of the session file; None where it is none that the setting may have."""
        if self.kind in (Kind.NUMBER, Kind.BOOL):
            number = int(text) if text.lstrip("-").isdecimal() else None
            value: object = bool(number) if self.kind is Kind.BOOL and number in (0, 1) else number
        else:
            value = text
        return cast(Value, value) if self.fits(value) else None


def choice(section: str, default: str, *others: str, order: tuple[str, ...] = ()) -> str:
    """One of several named values, shown in ``order`` (else the default first)."""
    return cast(str, _row(section, Kind.CHOICE, default, allowed=order or (default, *others)))


def number(section: str, default: int, lowest: int, highest: int, steps: int = 1) -> int:
    """A whole number."""
    return cast(int, _row(section, Kind.NUMBER, default, lowest=lowest, highest=highest, steps=steps))


def switch(section: str, default: bool) -> bool:
    """On or off."""
    return cast(bool, _row(section, Kind.BOOL, default))


def folder(section: str) -> str:
    """A folder of the computer, none at first."""
    return cast(str, _row(section, Kind.FOLDER, ""))


def hidden() -> str:
    """A text that is set elsewhere than in the dialog's rows."""
    return cast(str, _row("", Kind.HIDDEN, ""))


def _row(section: str, kind: Kind, default: Value, **more: object) -> object:
    return field(default=default, metadata={"section": section, "kind": kind, **more})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the program is set to."""

    text_percent: int = number("look", 100, 100, 200, 25)
    """Size of all that is drawn, from the next start on, for the toolkit fixes it when it is loaded."""

    level_terms: str = choice("clinical", "ktas", "esi")
    """The scale that the levels are called after."""

    temperature_unit: str = choice("clinical", "celsius", "fahrenheit")
    """Shown in every pane, in the report and in the hand-over; kept in °C always."""

    spo2_scale_2: bool = switch("clinical", True)
    """Scale 2 of NEWS2 can be chosen for a patient; who has it keeps it."""

    alert_cap: int = number("worklist", 0, 0, 20)
    """Changes of level that are brought up, at most an hour; 0: all."""

    watched_folder: str = folder("worklist")
    """Whatever is put into it comes onto the worklist; empty: none is watched."""

    watched_names: str = hidden()
    """What was in it and need not come again, as JSON: the folder and names; empty before the first look."""

    own_level_first: bool = switch("decision", False)
    """The clinician gives their level before they see the model's."""

    lock_minutes: int = number("decision", 0, 0, 60)
    """Minutes without a key or the mouse after which the screen is covered; 0: never."""

    pin: str = hidden()
    """The hash of the PIN that uncovers it (``cdss.core.pin``); empty where none is set."""

    wrong_pins: str = hidden()
    """How many wrong ones were entered since the last right one; empty for none."""

    initials_required: bool = switch("decision", False)
    """What is written about a patient must be signed."""

    archives: bool = switch("network", False)
    """Archives may be searched at a click; without it nothing of the window opens a socket."""

    nodes: str = hidden()
    """The archives, as JSON (``cdss.network.nodes``); empty for none."""

    keys: str = hidden()
    """Keys that the user changed, as JSON: action name to key."""

    tour: str = hidden()
    """``done`` once the guided tour was gone through or skipped."""

    @property
    def fahrenheit(self) -> bool:
        """Whether temperatures are written in °F."""
        return self.temperature_unit == "fahrenheit"


LOOK = (
    Setting("language", "look", Kind.CHOICE, "en", LANGUAGES),
    Setting("theme", "look", Kind.CHOICE, "dark", ("dark", "light", "high_contrast")),
)
"""The settings that ``Intent`` holds itself."""

OWN: tuple[Setting, ...] = tuple(
    Setting(f.name, default=f.default, **f.metadata) for f in fields(Settings) if f.default is not MISSING
)
"""Those of ``Settings``."""

SETTINGS: Mapping[str, Setting] = {s.name: s for s in (*LOOK, *OWN)}
"""Every setting by its name, in the order of the dialog."""


def in_section(section: str) -> tuple[Setting, ...]:
    """The settings that have a row on one page of the dialog."""
    return tuple(s for s in SETTINGS.values() if s.section == section and s.kind is not Kind.HIDDEN)


def to_keep(settings: Settings) -> dict[str, str]:
    """What is kept on disk: by name, the text of every setting that is not at its default."""
    return {s.name: s.text(getattr(settings, s.name)) for s in OWN if getattr(settings, s.name) != s.default}


def from_kept(kept: Iterable[tuple[str, str]]) -> Settings:
    """The settings of names and texts; what is not known or does not fit is left at its default."""
    texts = dict(kept)
    found = {s.name: s.value(texts[s.name]) for s in OWN if s.name in texts}
    return Settings(**cast(dict[str, Any], {name: value for name, value in found.items() if value is not None}))
