"""The package for group policy (``.msi``): for all users of a computer, put together by ``wixl`` on any system.

Standard library only. The code that finds earlier versions never changes, that of the product changes with the version and those
of the components with their places, so that the same files make the same description. Only English: nobody is asked anything.
"""

from __future__ import annotations

import os
import subprocess
import uuid
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import registry
from identity import NAME, PUBLISHER, file_types, said
from nsis import places
from parts import version

UPGRADE_CODE = uuid.UUID("9b0f7a52-2c1d-5e9a-8f47-6f2f5a1d7c30")
"""By which an installed version is found and replaced. Never change it."""
SPACE = "http://schemas.microsoft.com/wix/2006/wi"
TOP = "INSTALLDIR"
NEWER = "A newer version of TriageLens is installed. Remove it first if an older one is really wanted."
OTHER = "TriageLens was put on this computer by its other installer (.exe). Remove that one first, under Apps in the settings."

OLD_WINDOWS = "TriageLens needs Windows 10 (64-bit) or later."


class NotAscii(Exception):
    """Files whose names wixl cannot put into the tables of the package."""


def guid(*words: str) -> str:
    """A code that is the same for the same words."""
    return str(uuid.uuid5(UPGRADE_CODE, "/".join(words))).upper()


def identifier(kind: str, place: str) -> str:
    """A name inside the package for a file or folder."""
    return f"{kind}{uuid.uuid5(UPGRADE_CODE, place).hex}"


def described(bundle: Path, icon: Path, folder: Path) -> ElementTree.Element:
    """The description that wixl reads, from ``folder``; the sources of files are told from there."""
    root = ElementTree.Element("Wix", xmlns=SPACE)
    product = ElementTree.SubElement(
        root, "Product", Id=guid("product", version()), Name=NAME, Version=version(), Manufacturer=PUBLISHER,
        UpgradeCode=str(UPGRADE_CODE).upper(), Language="1033",
    )  # fmt: skip
    package = {"InstallerVersion": "500", "Compressed": "yes", "InstallScope": "perMachine", "Manufacturer": PUBLISHER}
    _add(product, "Package", **package, Description=f"{NAME} {version()}", Comments=said("GenericName", "en"))
    _add(product, "MajorUpgrade", DowngradeErrorMessage=NEWER)
    _add(product, "Media", Id="1", Cabinet="triagelens.cab", EmbedCab="yes")
    _conditions(product)
    _add(product, "Icon", Id="triagelens.ico", SourceFile=os.path.relpath(icon, folder))
    for name, text in (
        ("ARPPRODUCTICON", "triagelens.ico"),
        ("ARPNOMODIFY", "1"),
        ("ARPCOMMENTS", said("Comment", "en")),
    ):
        _add(product, "Property", Id=name, Value=text)
    top = _add(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    inner = _add(_add(top, "Directory", Id="ProgramFiles64Folder"), "Directory", Id=TOP, Name=NAME)
    components = _files(inner, bundle, folder)
    components += [_entries(inner), _shortcut(_add(top, "Directory", Id="ProgramMenuFolder"))]
    feature = _add(product, "Feature", Id="Program", Level="1", Title=NAME)
    for name in components:
        _add(feature, "ComponentRef", Id=name)
    return root


def write(bundle: Path, icon: Path, folder: Path) -> Path:
    """Write the description into ``folder``; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "triagelens.wxs"
    ElementTree.ElementTree(described(bundle, icon, folder)).write(path, encoding="utf-8", xml_declaration=True)
    return path


def pack(bundle: Path, icon: Path, out: Path, folder: Path) -> None:
    """Make the package; ``CalledProcessError`` where wixl does not."""
    out.parent.mkdir(parents=True, exist_ok=True)
    path = write(bundle, icon, folder)
    subprocess.run(
        ["wixl", "--arch", "x64", "--output", str(out), path.name],
        check=True,
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )


def _add(parent: ElementTree.Element, kind: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, kind, attributes)


def _conditions(product: ElementTree.Element) -> None:
    """What is refused: Windows before 10, which has no such value, and a computer where the other installer put the program."""
    for name, key, value, sentence in (
        ("OTHERINSTALLER", registry.UNINSTALL, "InstallLocation", OTHER),
        ("WINDOWSMAJOR", r"SOFTWARE\Microsoft\Windows NT\CurrentVersion", "CurrentMajorVersionNumber", OLD_WINDOWS),
    ):
        found = _add(product, "Property", Id=name)
        where = {"Root": "HKLM", "Key": key, "Name": value, "Type": "raw", "Win64": "yes"}
        _add(found, "RegistrySearch", Id=f"Find{name}", **where)
        wanted = name if sentence == OLD_WINDOWS else f"NOT {name}"
        _add(product, "Condition", Message=sentence).text = f"Installed OR {wanted}"


def _files(top: ElementTree.Element, bundle: Path, folder: Path) -> list[str]:
    folders = {"": top}
    names = []
    strange = [place for place in places(bundle) if not place.isascii()]
    if strange:
        raise NotAscii(f"These names have other letters than English ones: {', '.join(strange[:3])}")
    for place in places(bundle):
        inside, _, name = place.rpartition("/")
        component = _add(
            _folder(folders, inside), "Component", Id=identifier("c", place), Guid=guid("file", place), Win64="yes"
        )
        source = os.path.relpath(bundle / place, folder).replace("$", "$$")
        _add(component, "File", Id=identifier("f", place), Name=name.replace("$", "$$"), Source=source, KeyPath="yes")
        names.append(identifier("c", place))
    return names


def _folder(known: dict[str, ElementTree.Element], place: str) -> ElementTree.Element:
    """The element of a folder, made with those above it where it is new."""
    if place not in known:
        above, _, name = place.rpartition("/")
        known[place] = _add(_folder(known, above), "Directory", Id=identifier("d", place), Name=name)
    return known[place]


def _entries(parent: ElementTree.Element) -> str:
    """What is entered in the registry; the first line is that by which the other installer knows of this one."""
    own = registry.Value(registry.OWN, "MsiVersion", version())
    component = _add(parent, "Component", Id="Entries", Guid=guid("entries"), Win64="yes")
    for index, value in enumerate([own, *registry.values(file_types(), "en")]):
        named = {"Name": value.name} if value.name else {}
        key = {"KeyPath": "yes"} if index == 0 else {}
        text = value.text.replace(registry.HOME, f"[{TOP}]")
        _add(component, "RegistryValue", Root="HKLM", Key=value.key, Type="string", Value=text, **named, **key)
    return "Entries"


def _shortcut(menu: ElementTree.Element) -> str:
    component = _add(menu, "Component", Id="Menu", Guid=guid("menu"), Win64="yes")
    target = {"Target": f"[{TOP}]{registry.WINDOW}", "WorkingDirectory": TOP, "Icon": "triagelens.ico"}
    _add(component, "Shortcut", Id="MenuEntry", Name=NAME, Description=said("GenericName", "en"), **target)
    _add(
        component, "RegistryValue", Root="HKLM", Key=registry.OWN, Name="Menu", Type="string", Value=NAME, KeyPath="yes"
    )
    return "Menu"
