"""What Windows shows of ``cdss.exe`` and ``cdss-ui.exe`` under their properties, in the form that PyInstaller reads.

Standard library only.
"""

from __future__ import annotations

from identity import NAME, PUBLISHER, said
from parts import version

TRANSLATIONS = {"en": 1033, "ko": 1042}
UNICODE = 1200
"""Microsoft's number of the encoding that the texts are in."""


def numbers() -> tuple[int, int, int, int]:
    """The version as the four numbers that Windows compares."""
    first, second, third = (int(part) for part in version().split("."))
    return first, second, third, 0


def text(program: str) -> str:
    """The resource of one program, an expression of PyInstaller's own names."""
    tables = ", ".join(
        f"StringTable('{code:04x}{UNICODE:04x}', [{_strings(program, lang)}])" for lang, code in TRANSLATIONS.items()
    )
    known = [number for code in TRANSLATIONS.values() for number in (code, UNICODE)]
    fixed = f"FixedFileInfo(filevers={numbers()}, prodvers={numbers()}, mask=0x3F, flags=0, OS=0x40004, fileType=1, subtype=0)"
    return f"VSVersionInfo(ffi={fixed}, kids=[StringFileInfo([{tables}]), VarFileInfo([VarStruct('Translation', {known})])])\n"


def _strings(program: str, language: str) -> str:
    values = {
        "CompanyName": PUBLISHER,
        "FileDescription": NAME if program == "cdss-ui" else f"{NAME} ({program})",
        "FileVersion": version(),
        "InternalName": program,
        "LegalCopyright": f"{PUBLISHER}, Apache-2.0",
        "OriginalFilename": f"{program}.exe",
        "ProductName": NAME,
        "ProductVersion": version(),
        "Comments": said("GenericName", language),
    }
    return ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in values.items())
