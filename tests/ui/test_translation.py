"""The Korean translation: complete, with every placeholder, and compiled from the text that is in the repository."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QTranslator

from cdss.core.paths import resources_dir

PLACEHOLDER = re.compile(r"\{\d\}|%\d")


def messages() -> list[tuple[str, str, str]]:
    root = ElementTree.parse(resources_dir() / "i18n" / "ui_ko.ts").getroot()
    return [
        (context.findtext("name", ""), message.findtext("source", ""), message.findtext("translation") or "")
        for context in root.findall("context")
        for message in context.findall("message")
    ]


def test_every_text_is_translated_with_its_placeholders() -> None:
    found = messages()
    assert len(found) > 100
    assert [source for _, source, korean in found if not korean] == []
    broken = [s for _, s, k in found if sorted(PLACEHOLDER.findall(s)) != sorted(PLACEHOLDER.findall(k))]
    assert broken == []


def test_compiled_file_says_the_same_as_the_source() -> None:
    translator = QTranslator()
    assert translator.load(str(resources_dir() / "i18n" / "ui_ko.qm"))
    differing = [source for context, source, korean in messages() if translator.translate(context, source) != korean]
    assert differing == []


def test_every_tr_text_of_the_window_is_in_the_translation() -> None:
    known = {source for _, source, _ in messages()}
    code = "\n".join(p.read_text(encoding="utf-8") for p in (Path(__file__).parents[2] / "ui").rglob("*.py"))
    used = {match.group(1) for match in re.finditer(r'self\.tr\(\s*"((?:[^"\\]|\\.)*)"\s*\)', code)}
    assert used and used - known == set()
