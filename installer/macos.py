"""The app for macOS: what its ``Info.plist`` says, and the disk image it is handed out in. Standard library only.

``cdss.spec`` makes the app, which PyInstaller signs with the identity in ``TRIAGELENS_MAC_IDENTITY``, else by itself ("ad hoc",
which other computers refuse to open). The disk image needs ``hdiutil``, which only macOS has.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from identity import ID, LANGUAGES, NAME, PUBLISHER, FileType, file_types, said
from parts import version

HERE = Path(__file__).resolve().parent / "macos"
ENTITLEMENTS = HERE / "entitlements.plist"
IDENTITY = "TRIAGELENS_MAC_IDENTITY"
OLDEST = "14.0"
"""Of macOS: what the wheels of torch and Qt that are pinned were built for."""
KNOWN_TYPES = {"application/dicom": "org.nema.dicom"}
"""Names that Apple has given to types of files."""
OWN_TYPES = {"application/vnd.hl7-v2": f"{ID}.hl7"}
OPENED_ANYWAY = {"application/vnd.triagelens.case+json": "public.json"}
"""Types that belong to others as well: there the program is offered, and never the first choice."""


def info() -> dict[str, object]:
    """The ``Info.plist``, beside what PyInstaller writes by itself."""
    types = file_types()
    return {
        "CFBundleIdentifier": ID,
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleExecutable": "cdss-ui",
        "CFBundleShortVersionString": version(),
        "CFBundleVersion": version(),
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": list(LANGUAGES),
        "LSApplicationCategoryType": "public.app-category.medical",
        "LSMinimumSystemVersion": OLDEST,
        "LSBackgroundOnly": False,
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "NSHumanReadableCopyright": f"{PUBLISHER}, Apache-2.0",
        "CFBundleDocumentTypes": [*(_document(one) for one in types), _folders()],
        "UTImportedTypeDeclarations": [_declared(one) for one in types if one.media_type in OWN_TYPES],
    }


def _document(one: FileType) -> dict[str, object]:
    named = {**KNOWN_TYPES, **OWN_TYPES, **OPENED_ANYWAY}[one.media_type]
    return {
        "CFBundleTypeName": one.described["en"],
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "Alternate",
        "LSItemContentTypes": [named],
    }


def _folders() -> dict[str, object]:
    return {
        "CFBundleTypeName": "Case folder",
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "Alternate",
        "LSItemContentTypes": ["public.folder"],
    }


def _declared(one: FileType) -> dict[str, object]:
    tags = {"public.filename-extension": [one.extension.removeprefix(".")], "public.mime-type": [one.media_type]}
    return {
        "UTTypeIdentifier": OWN_TYPES[one.media_type],
        "UTTypeDescription": one.described["en"],
        "UTTypeConformsTo": ["public.plain-text"],
        "UTTypeTagSpecification": tags,
    }


def write_names(folder: Path) -> list[tuple[str, str]]:
    """Write the app's name in each language below ``folder``; returns each file and where in the app it goes."""
    placed = []
    for language in LANGUAGES:
        path = folder / f"{language}.lproj" / "InfoPlist.strings"
        path.parent.mkdir(parents=True, exist_ok=True)
        name = said("Name", language)
        path.write_text(f'CFBundleDisplayName = "{name}";\nCFBundleName = "{name}";\n', encoding="utf-8")
        placed.append((str(path), f"{language}.lproj"))
    return placed


def identity() -> str | None:
    """The identity that the app is signed with; None: it signs itself."""
    return os.environ.get(IDENTITY) or None


def image_command(staged: Path, out: Path) -> list[str]:
    """The command that makes the disk image."""
    return [
        "hdiutil",
        "create",
        "-volname",
        NAME,
        "-srcfolder",
        str(staged),
        "-fs",
        "HFS+",
        "-format",
        "ULMO",
        "-ov",
        str(out),
    ]


def pack(app: Path, out: Path, staged: Path) -> None:
    """Make the disk image with the app and a way to the folder of programs, and sign it where the app is signed."""
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(app, staged / app.name, symlinks=True)
    (staged / "Applications").symlink_to("/Applications")
    subprocess.run(image_command(staged, out), check=True)
    signer = identity()
    if signer:
        subprocess.run(["codesign", "--sign", signer, "--timestamp", str(out)], check=True)
