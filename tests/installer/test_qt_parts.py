"""What Qt holds of others: known by the names of its files on each system, each with a licence, a text, and whose it is."""

from pathlib import Path

import pytest


@pytest.fixture
def qt_parts(installer):
    return installer("qt_parts")


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("PySide6/Qt/lib/libQt6Gui.so.6", {"Gui"}),
        ("PySide6/Qt6Gui.dll", {"Gui"}),
        ("PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui", {"Gui"}),
        ("PySide6/Qt/lib/libQt6OpenGLWidgets.so.6", {"OpenGLWidgets"}),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", {"qxcb"}),
        ("PySide6/plugins/imageformats/qtiff.dll", {"qtiff"}),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", {"qcocoa"}),
        ("PySide6/Qt/lib/libicudata.so.73", {"icu"}),
        ("PySide6/opengl32sw.dll", {"opengl32sw"}),
        ("PySide6/QtGui.abi3.so", set()),
        ("PySide6/libpyside6.abi3.so.6.11", set()),
        ("PySide6/Qt/translations/qtbase_ko.qm", set()),
    ],
)
def test_a_file_is_known_by_its_name_on_each_system(qt_parts, place, names):
    assert qt_parts.names_of(Path("/x", place)) == names


def test_every_part_has_its_text_and_says_whose_it_is(qt_parts):
    table = qt_parts.table()
    assert len({part["name"] for part in table["part"]}) == len(table["part"]) > 40
    for part in table["part"]:
        assert part["of"] and part["licence"] and part["texts"], part
        texts = "".join(map(qt_parts.text, part["texts"]))
        assert texts.strip()
        whose = part.get("copyright", "") or texts
        assert any(word in whose for word in ("Copyright", "Written by", "Guido Bertoni")), part["name"]


def test_no_text_lies_there_that_no_part_has(qt_parts):
    named = {name for part in qt_parts.table()["part"] for name in part["texts"]}
    there = {path.stem for path in (qt_parts.TEXTS / "qt").iterdir()}
    assert named - {qt_parts.APACHE[0]} == there


def test_a_library_is_either_alone_or_holds_something(qt_parts):
    table = qt_parts.table()
    assert not set(table["alone"]) & {name for part in table["part"] for name in part["of"]}


@pytest.mark.parametrize(
    ("place", "held", "not_held"),
    [
        ("libQt6Svg.so.6", {"XSVG"}, {"MD4C"}),
        ("Qt6Core.dll", {"PCRE2, with its Stack-less Just-In-Time Compiler", "TinyCBOR"}, {"ICU"}),
        ("plugins/platforms/qwindows.dll", {"Wintab API", "IAccessible2 IDL Specification"}, {"XCB XInput"}),
        ("plugins/imageformats/libqwebp.so", {"libwebp"}, {"libtiff"}),
        ("libQt6Widgets.so.6", set(), {"FreeType, with its rasterizer, zlib, BDF and PCF"}),
    ],
)
def test_what_a_file_holds(qt_parts, place, held, not_held):
    found = {one.name for one in qt_parts.held_in([Path("/x/PySide6", place)])}
    assert held <= found and not not_held & found
    assert qt_parts.unknown([Path("/x/PySide6", place)]) == []


def test_a_library_that_the_table_does_not_know_is_named_once(qt_parts):
    files = [Path("/x/libQt6Pdf.so.6"), Path("/x/Qt6Pdf.dll"), Path("/x/libQt6Core.so.6"), Path("/x/readme")]
    assert qt_parts.unknown(files) == ["Pdf"]
