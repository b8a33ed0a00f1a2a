"""The installer for Windows, compiled by ``makensis`` on any system around a folder that was built on Windows.

Standard library only. What is written here for ``windows/triagelens.nsi``: names and figures, the list of files to install and to
remove again, and what is entered in the registry. Nothing is removed that is not on the list of the version that brought it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import registry
from identity import LANGUAGES, LICENCE, PUBLISHER, file_types, said, status
from parts import version
from signing import sign_command

HERE = Path(__file__).resolve().parent / "windows"
SCRIPT = HERE / "triagelens.nsi"
LONGEST_PATH = 259
"""Of a file, where the long names of Windows 10 are not switched on."""
PER_USER_FOLDER = len(r"C:\Users\12345678901234567890\AppData\Local\Programs\TriageLens")
"""The longest folder that is proposed: a user's name has up to 20 letters."""


class TooLong(Exception):
    """Files whose names Windows could not open in the folder that is proposed to a user."""


def places(bundle: Path) -> list[str]:
    """Every file of the folder, from its top, ``/`` between folders, in a fixed order."""
    return sorted(path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file())


def longest_folder(found: Sequence[str]) -> int:
    """How long the name of the folder may be that these files go into; ``TooLong`` where the one proposed is longer."""
    longest = max(found, key=len)
    room = LONGEST_PATH - len(longest) - 1
    if room < PER_USER_FOLDER:
        raise TooLong(f"{longest} has {len(longest)} letters; {LONGEST_PATH - PER_USER_FOLDER - 1} are left for it.")
    return room


def quoted(text: str) -> str:
    """A text as NSIS reads it between double quotes."""
    return text.replace("$", "$$").replace('"', '$\\"')


def names(values: dict[str, str]) -> str:
    """Definitions, one a line."""
    return "".join(f'!define {name} "{quoted(text)}"\n' for name, text in values.items())


def files(bundle: Path, found: Sequence[str]) -> str:
    """Two macros: one installs every file, one removes it, and each folder where nothing else is left in it."""
    install, folder = [], None
    for place in sorted(found, key=lambda p: (p.rpartition("/")[0], p)):
        if place.rpartition("/")[0] != folder:
            folder = place.rpartition("/")[0]
            install.append(f'SetOutPath "{_installed(folder)}"')
        install.append(f'File "{bundle / place}"')
    remove = [f'Delete "{_installed(place)}"' for place in found]
    remove += [f'RMDir "{_installed(folder)}"' for folder in folders_of(found)]
    return _macro("INSTALL_FILES", install) + _macro("REMOVE_FILES", remove)


def folders_of(found: Sequence[str]) -> list[str]:
    """Every folder below the top, those inside another before it."""
    inside = {parent.as_posix() for place in found for parent in Path(place).parents}
    return sorted(inside - {"."}, key=lambda folder: (-folder.count("/"), folder))


def registered() -> str:
    """Macros that enter the program in the registry, by language, and one that takes out what they enter."""
    types = file_types()
    text = ""
    for language in LANGUAGES:
        lines = [
            f'WriteRegStr SHCTX "{quoted(v.key)}" "{v.name}" "{_in_folder(v.text)}"'
            for v in registry.values(types, language)
        ]
        text += _macro(f"REGISTER_{language.upper()}", lines)
    remove = [f'DeleteRegValue SHCTX "{quoted(v.key)}" "{v.name}"' for v in registry.shared_values(types)]
    remove += [f'DeleteRegKey SHCTX "{quoted(key)}"' for key in registry.own_keys(types)]
    return text + _macro("UNREGISTER", remove)


def write(bundle: Path, icon: Path, out: Path, folder: Path) -> None:
    """Write what the script includes into ``folder``."""
    found = places(bundle)
    values = {
        "HERE": str(HERE),
        "VERSION": version(),
        "PUBLISHER": PUBLISHER,
        "OUT": str(out),
        "ICON_FILE": str(icon),
        "LICENCE_FILE": str(LICENCE),
        "INSTALLED_KIB": str(sum(-(-(bundle / place).stat().st_size // 1024) for place in found)),
        "LONGEST_FOLDER": str(longest_folder(found)),
        **{f"STATUS_{language.upper()}": status(language) for language in LANGUAGES},
        **{f"COMMENT_{language.upper()}": said("GenericName", language) for language in LANGUAGES},
    }
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"names": names(values), "files": files(bundle, found), "registry": registered()}
    if sign_command():
        texts["names"] += f"!define SIGN `{sign_command()}`\n"
    for name, text in texts.items():
        (folder / f"{name}.nsh").write_text(text, encoding="utf-8-sig")


def pack(bundle: Path, icon: Path, out: Path, folder: Path) -> None:
    """Compile the installer; ``CalledProcessError`` where makensis finds anything to warn of."""
    out.parent.mkdir(parents=True, exist_ok=True)
    write(bundle, icon, out, folder)
    command = ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", f"-DGENERATED={folder}", str(SCRIPT)]
    subprocess.run(command, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"})


def _installed(place: str) -> str:
    return "$INSTDIR" + quoted("".join(f"\\{part}" for part in place.split("/") if part))


def _in_folder(text: str) -> str:
    return quoted(text).replace(registry.HOME, "$INSTDIR\\")


def _macro(name: str, lines: Sequence[str]) -> str:
    return f"!macro {name}\n" + "".join(f"  {line}\n" for line in lines) + "!macroend\n"
