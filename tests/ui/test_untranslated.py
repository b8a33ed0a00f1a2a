"""No text of the window goes past the translation: what is written in the code is marked, and what is marked is Korean too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from cdss.core.paths import resources_dir

ROOT = Path(__file__).parents[2]
MARKING = {"tr", "translate", "QT_TRANSLATE_NOOP"}
SHOWING = {
    "setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName", "setAccessibleDescription",
    "setStatusTip", "setWhatsThis", "addItem", "addItems", "addRow", "addTab", "addAction", "addMenu", "setTitle",
    "setHorizontalHeaderLabels", "setSuffix", "setPrefix", "setInformativeText", "QLabel", "QPushButton", "QToolButton",
    "QCheckBox", "QRadioButton", "QAction", "QListWidgetItem", "QTableWidgetItem", "QGroupBox", "tool_button",
}  # fmt: skip
"""Calls that put words on the screen or into the ears."""

NAMES = re.compile(
    r"TriageLens|ECG|DICOM|KTAS|ESI|NEWS2|qSOFA|Ctrl|Enter|Esc|EN|DBP|mmHg|min|bpm|PIN|SHAP|LIME|W/L|mm|mV|Hz"
)
"""What stands the same in both languages."""


@cache
def calls() -> tuple[tuple[Path, ast.Call, str], ...]:
    return tuple(_calls())


def _calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in sorted((ROOT / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                yield path, node, name


def written(node: ast.expr) -> Iterator[str]:
    """Literal words of an argument, those of a format string and of a choice between two too; not those in further calls."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (part.value for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.IfExp):
        yield from (*written(node.body), *written(node.orelse))
    elif isinstance(node, ast.BinOp):
        yield from (*written(node.left), *written(node.right))
    elif isinstance(node, ast.List | ast.Tuple):
        for element in node.elts:
            yield from written(element)


def unmarked() -> list[str]:
    found = []
    for path, call, name in calls():
        if name in SHOWING:
            shown = call.args[:1] if name == "tool_button" else call.args
            texts = (text for argument in shown for text in written(argument))
            found += [f"{path.name}:{call.lineno} {t!r}" for t in texts if re.search(r"[A-Za-z]{2,}", NAMES.sub("", t))]
    return found


def marked() -> set[str]:
    """Every text given literally to ``tr`` and its like, put together where it runs over lines."""
    found = set()
    for _, call, name in calls():
        if name in MARKING and len(call.args) >= (1 if name == "tr" else 2):
            last = call.args[0] if name == "tr" else call.args[min(1, len(call.args) - 1)]
            if isinstance(last, ast.Constant) and isinstance(last.value, str):
                found.add(last.value)
    return found


def translated() -> dict[str, str]:
    root = ElementTree.parse(resources_dir() / "i18n" / "ui_ko.ts").getroot()
    return {m.findtext("source", ""): m.findtext("translation") or "" for m in root.iter("message")}


def unfinished() -> list[str]:
    root = ElementTree.parse(resources_dir() / "i18n" / "ui_ko.ts").getroot()
    bad = [
        m for m in root.iter("message") if m.find("translation").get("type") in ("unfinished", "vanished", "obsolete")
    ]
    return [m.findtext("source", "") for m in bad]


def test_no_words_reach_the_screen_unmarked() -> None:
    assert unmarked() == []


def test_every_marked_text_has_its_korean() -> None:
    found, known = marked(), translated()
    assert len(found) > 400
    assert [text for text in found if not known.get(text)] == []


def test_none_is_left_unfinished_or_stands_for_a_text_that_is_gone() -> None:
    found = marked()
    assert unfinished() == []
    assert [text for text in translated() if text not in found] == []


def test_translations_are_korean_where_there_is_something_to_translate() -> None:
    known = translated().items()
    english = [s for s, k in known if re.search(r"[A-Za-z]{3,}", NAMES.sub("", s)) and not re.search("[가-힣]", k)]
    assert set(english) <= SAME, sorted(set(english) - SAME)


SAME = {"ECE"}
"""Texts that are nothing but names."""


def test_marks_are_literal_so_that_the_tool_that_collects_them_sees_them() -> None:
    hidden = [
        f"{path.name}:{call.lineno}"
        for path, call, name in calls()
        if name == "tr" and call.args and not isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []
