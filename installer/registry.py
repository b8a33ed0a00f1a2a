"""What the program enters in the registry of Windows, the same by both installers: file types, the folder's menu, its place.

Standard library only. No default of another program is changed: each type is offered under "Open with", and the user, or a group
policy, makes it the default. ``HOME`` in a value stands for the folder of the program with a backslash at its end.
"""

from __future__ import annotations

from typing import NamedTuple

from identity import NAME, FileType, said

HOME = "{home}"
CLASSES = r"Software\Classes"
OWN = rf"Software\{NAME}"
UNINSTALL = rf"Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
APP_PATHS = r"Software\Microsoft\Windows\CurrentVersion\App Paths"
WINDOW = "cdss-ui.exe"
COMMAND_LINE = "cdss.exe"
OPEN = f'"{HOME}{WINDOW}" "%1"'
FOLDER_MENU = {"en": "Open with TriageLens", "ko": "트리아지렌즈로 열기"}


class Value(NamedTuple):
    """One value below the root of the user or of the machine; the name of a key's own value is empty."""

    key: str
    name: str
    text: str


def values(types: list[FileType], language: str) -> list[Value]:
    """Everything that is entered, in one language."""
    found = [*_folder(language), *_application(types, language)]
    for one in types:
        program = f"{NAME}{one.extension}"
        key = rf"{CLASSES}\{program}"
        found += [
            Value(key, "", one.described[language]),
            Value(rf"{key}\DefaultIcon", "", f"{HOME}{WINDOW},0"),
            Value(rf"{key}\shell\open\command", "", OPEN),
            Value(rf"{CLASSES}\{one.extension}\OpenWithProgids", program, ""),
            Value(rf"{OWN}\Capabilities\FileAssociations", one.extension, program),
        ]
    return found


def _folder(language: str) -> list[Value]:
    key = rf"{CLASSES}\Directory\shell\{NAME}"
    return [
        Value(key, "", FOLDER_MENU[language]),
        Value(key, "Icon", f"{HOME}{WINDOW},0"),
        Value(rf"{key}\command", "", OPEN),
    ]


def _application(types: list[FileType], language: str) -> list[Value]:
    key = rf"{CLASSES}\Applications\{WINDOW}"
    return [
        Value(key, "FriendlyAppName", NAME),
        Value(rf"{key}\shell\open\command", "", OPEN),
        *(Value(rf"{key}\SupportedTypes", one.extension, "") for one in types),
        *(Value(rf"{APP_PATHS}\{name}", "", f"{HOME}{name}") for name in (WINDOW, COMMAND_LINE)),
        Value(rf"{OWN}\Capabilities", "ApplicationName", NAME),
        Value(rf"{OWN}\Capabilities", "ApplicationDescription", said("Comment", language)),
        Value(r"Software\RegisteredApplications", NAME, rf"{OWN}\Capabilities"),
    ]


def own_keys(types: list[FileType]) -> list[str]:
    """Keys that are the program's alone and go as a whole."""
    programs = [rf"{CLASSES}\{NAME}{one.extension}" for one in types]
    paths = [rf"{APP_PATHS}\{name}" for name in (WINDOW, COMMAND_LINE)]
    return [*programs, rf"{CLASSES}\Directory\shell\{NAME}", rf"{CLASSES}\Applications\{WINDOW}", *paths, OWN]


def shared_values(types: list[FileType]) -> list[Value]:
    """Values in keys that other programs use as well: they alone go."""
    own = own_keys(types)
    return [v for v in values(types, "en") if not any(v.key == key or v.key.startswith(key + "\\") for key in own)]
