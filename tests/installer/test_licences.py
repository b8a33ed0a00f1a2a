"""The licences of what is shipped: every file has a maker, every maker a licence and its text, and none is the GPL alone."""

import re
import shutil
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
WHEEL = "Metadata-Version: 2.1\nName: Tiny_Package\nVersion: 1.0\n"


@pytest.fixture
def licences(installer):
    return installer("licences")


def package(folder, fields, texts=()):
    """A package of one file as pip installs it, with its texts."""
    from importlib.metadata import Distribution

    info = folder / "tiny_package-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(WHEEL + fields, encoding="utf-8")
    record = ["tiny.py,sha256=x,6", *(f"{info.name}/{name},," for name in texts)]
    (info / "RECORD").write_text("\n".join(record) + "\n", encoding="utf-8")
    for name in texts:
        (info / name).parent.mkdir(exist_ok=True)
        (info / name).write_text("Do as you like.\n", encoding="utf-8")
    return Distribution.at(info)


def test_everything_that_is_installed_for_the_program_has_a_licence_and_its_text(licences, installer, tmp_path):
    parts = installer("parts")
    needed = parts.installed()
    sources = [Path(str(one.locate_file(licences.record(one)[0]))) for one in needed.values()]
    written = licences.collect([*sources, REPOSITORY / "cdss" / "api.py", Path(re.__file__)], tmp_path / "out")
    assert {parts.normal(p.name) for p in written if p.kind == "Python package"} == set(needed)
    assert {"TriageLens", "Python"} < {p.name for p in written}
    index = (tmp_path / "out" / "INDEX.md").read_text(encoding="utf-8")
    for part in written:
        row = f"| {part.name} | {part.version} | {part.licence} | {part.kind} | {licences.file_of(part)} |"
        assert row in index
    assert {p.name for p in (tmp_path / "out").iterdir()} == {licences.file_of(p) for p in written} | {"INDEX.md"}


def test_qt_has_the_lesser_licence_with_all_it_refers_to(licences):
    part = licences.package(licences.installed()["pyside6-essentials"])
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in part.texts["LGPL-3.0.txt"]
    assert "GNU GENERAL PUBLIC LICENSE" in part.texts["GPL-3.0.txt"] and "may be replaced" in part.texts["qt.txt"]
    assert licences.fault_of(part) == ""


def qt_files(licences, *names):
    """Files of the installed Qt by the ends of their places."""
    one = licences.installed()["pyside6-essentials"]
    found = [Path(str(one.locate_file(place))) for place in licences.record(one) if place.endswith(names)]
    assert len(found) == len(names)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="the names of the files are those of Linux")
def test_what_qt_holds_of_others_stands_in_the_list_with_its_text(licences, tmp_path):
    files = qt_files(licences, "libQt6Core.so.6", "libQt6Gui.so.6", "imageformats/libqtiff.so", "libicuuc.so.73")
    written = {p.name: p for p in licences.collect(files, tmp_path / "out") if p.kind == "part of Qt"}
    assert {"MD4C", "double-conversion", "HarfBuzz", "libpng", "libjpeg-turbo", "zlib", "libtiff", "ICU"} < set(written)
    assert not {"libwebp", "XSVG", "Wayland protocols", "libdbus-1 headers", "Wintab API"} & set(written)
    assert written["MD4C"].version == f"in Qt {licences.installed()['pyside6-essentials'].version}"
    index = (tmp_path / "out" / "INDEX.md").read_text(encoding="utf-8")
    assert f"| MD4C | {written['MD4C'].version} | MIT | part of Qt | qt-md4c.txt |" in index
    text = (tmp_path / "out" / "qt-md4c.txt").read_text(encoding="utf-8")
    assert "Martin Mitáš" in text and "Permission is hereby granted, free of charge" in text
    assert "The FreeType Project LICENSE" in "".join(p.read_text("utf-8") for p in (tmp_path / "out").glob("qt-free*"))


def test_a_library_of_qt_that_nobody_looked_into_ends_the_build(licences, monkeypatch, tmp_path):
    stranger = tmp_path / "libQt6Multimedia.so.6"
    monkeypatch.setattr(licences, "owner_of", lambda path: "pyside6-essentials")
    with pytest.raises(licences.Fault, match=r"qt-parts\.toml.*: Multimedia$"):
        licences.collect([stranger, tmp_path / "libQt6Core.so.6"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_letters_and_colour_maps_of_packages_have_their_texts(licences):
    fonts = licences.package(licences.installed()["matplotlib"]).texts
    assert any("LICENSE_DEJAVU" in name for name in fonts) and any("LICENSE_STIX" in name for name in fonts)
    assert any("CC-BY" in name for name in licences.package(licences.installed()["pyqtgraph"]).texts)


def test_data_that_ship_have_notices_credits_and_their_licence(licences):
    texts = licences.own_texts()
    assert "PTB-XL" in texts["THIRD_PARTY.md"] and "EfficientNet-Lite0" in texts["THIRD_PARTY.md"]
    assert "Attribution 4.0 International" in texts["CC-BY-4.0.txt"] and "Apache License" in texts["LICENSE"]
    assert set(texts) == {"LICENSE", "THIRD_PARTY.md", "CREDITS.md", "CC-BY-4.0.txt"}


@pytest.mark.parametrize(
    ("fields", "texts", "fault"),
    [
        ("License-Expression: MIT\n", ["licenses/LICENSE"], ""),
        ("License-Expression: MIT\n", [], "Tiny_Package 1.0 has no text of its licence."),
        ("License-Expression: MIT\n", ["licenses/licence.py"], "Tiny_Package 1.0 has no text of its licence."),
        ("", ["COPYING"], "It is not known which licence Tiny_Package 1.0 is under."),
        ("License-Expression: GPL-3.0-or-later\n", ["COPYING"], "Tiny_Package 1.0 is under GPL-3.0-or-later."),
        (
            "License-Expression: AGPL-3.0-only AND MIT\n",
            ["COPYING"],
            "Tiny_Package 1.0 is under AGPL-3.0-only AND MIT.",
        ),
        ("License-Expression: MIT OR GPL-2.0-only\n", ["NOTICE"], ""),
        ("License-Expression: LGPL-3.0-only\n", ["copyright"], ""),
        ("License-Expression: GPL-3.0-or-later WITH GCC-exception-3.1\n", ["COPYING"], ""),
        (
            "Classifier: License :: OSI Approved :: GNU General Public License v2 (GPLv2)\n",
            ["COPYING"],
            "Tiny_Package 1.0 is under GNU General Public License v2 (GPLv2).",
        ),
        ("Classifier: License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)\n", ["COPYING"], ""),
    ],
)
def test_what_may_not_be_shipped_so_is_said(licences, tmp_path, fields, texts, fault):
    assert licences.fault_of(licences.package(package(tmp_path, fields, texts))) == fault


def test_an_empty_text_is_none(licences, tmp_path):
    one = package(tmp_path, "License-Expression: MIT\n", ["LICENSE"])
    (tmp_path / "tiny_package-1.0.dist-info" / "LICENSE").write_text(" \n", encoding="utf-8")
    assert "no text" in licences.fault_of(licences.package(one))


def test_a_file_that_is_nobodys_ends_the_build_with_its_name(licences, tmp_path):
    stray = tmp_path / "stray.bin"
    stray.write_bytes(b"x")
    among_packages = Path(sys.prefix) / "lib" / "stray.so"
    with pytest.raises(licences.Fault, match=r"stray\.bin"):
        licences.collect([stray], tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert licences.owner_of(among_packages) == ""


def test_a_file_laid_among_packages_is_not_the_programs_own(licences, monkeypatch, tmp_path):
    home = tmp_path / "site-packages"
    asked = licences.sysconfig.get_path
    monkeypatch.setattr(licences, "ROOT", tmp_path)
    monkeypatch.setattr(
        licences.sysconfig, "get_path", lambda kind: str(home) if kind in ("purelib", "platlib") else asked(kind)
    )
    assert licences.is_own(tmp_path / "cdss" / "api.py")
    assert not licences.is_own(home / "stray.so")


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="dpkg is not installed here")
def test_a_library_of_the_system_has_its_packages_text_and_a_named_licence(licences, monkeypatch, tmp_path):
    sources = Path("/usr/lib").glob("*/libuuid.so.1*")
    path = next(sources, None)
    if path is None:
        pytest.skip("libuuid is not installed here")
    name = licences.debian_package(path)
    part = licences.library(name)
    assert name.startswith("libuuid1") and part.licence == "BSD-3-Clause" and "Copyright" in part.texts["copyright"]
    assert licences.fault_of(part) == ""
    monkeypatch.setattr(licences, "LIBRARIES", {})
    assert licences.fault_of(licences.library(name)).startswith("It is not known which licence libuuid1")
    monkeypatch.setattr(licences, "DOCUMENTS", tmp_path)
    assert "no text" in licences.fault_of(licences.library(name))


def test_pyinstallers_lists_are_read_without_links_options_and_folders(licences, monkeypatch, tmp_path):
    own = package(tmp_path, "License-Expression: MIT\n")
    monkeypatch.setattr(licences, "installed", lambda: {"pyinstaller": own})
    pure = [("cdss.api", "/x/cdss/api.py", "PYMODULE"), ("space", "-", "PYMODULE"), ("none", None, "PYMODULE")]
    binaries = [("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"), ("a.so", "/x/a.so", "BINARY")]
    scripts = [("v", None, "OPTION"), ("start", "/x/start.py", "PYSOURCE"), ("again", "/x/a.so", "BINARY")]
    found = licences.shipped_files(pure, binaries, scripts)
    assert [str(p) for p in found[:-1]] == ["/x/a.so", "/x/cdss/api.py", "/x/start.py"]
    assert found[-1].name == "__init__.py" and found[-1].parent.name == "PyInstaller"


def test_texts_of_an_earlier_build_do_not_stay(licences, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "gone.txt").write_text("x", encoding="utf-8")
    licences.collect([], tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["INDEX.md", "python.txt", "triagelens.txt"]


def test_a_copy_that_another_package_brings_does_not_take_the_place_of_the_package(installer, tmp_path, monkeypatch):
    licences = installer("licences")
    for folder in ("site-packages", "vendored"):
        info = tmp_path / folder / "zebra-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Name: zebra\nVersion: 1.0\n", encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path / folder))
    licences.installed.cache_clear()
    assert Path(licences.installed()["zebra"].locate_file("")) == tmp_path / "vendored"
    monkeypatch.setattr("sys.path", [str(tmp_path / "site-packages"), str(tmp_path / "vendored")])
    licences.installed.cache_clear()
    assert Path(licences.installed()["zebra"].locate_file("")) == tmp_path / "site-packages"
    licences.installed.cache_clear()
