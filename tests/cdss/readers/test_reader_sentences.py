"""Every code the readers raise has its sentence in both languages, with the placeholders that are given."""

from __future__ import annotations

import ast
import json
import string
from pathlib import Path

import pytest

from cdss.core.paths import resources_dir
from cdss.readers import part

SOURCES = sorted(Path(part.__file__).parent.glob("*.py"))
FOLDER = resources_dir() / "i18n" / "sentences"
SENTENCES = {
    code: texts
    for area in ("readers", "interchange")
    for code, texts in json.loads((FOLDER / f"{area}.json").read_text(encoding="utf-8")).items()
}
EDITS = json.loads((FOLDER / "what_if.json").read_text(encoding="utf-8"))
"""Edits of a case are judged as files are; their sentences stand with those of the screen that takes them."""


def literals():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def raised():
    calls = {"issue", "refuse", "sentence", "Implausible", "_warning", "_failed", "_conflict"}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls
            if named and node.args and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    assert set(raised()) - set(SENTENCES) - set(EDITS) == set()
    assert set(SENTENCES) - set(literals()) == set()


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_both_languages_say_the_same_values(code):
    texts = SENTENCES[code]
    assert set(texts) == {"en", "ko"}
    assert placeholders(texts["en"]) == placeholders(texts["ko"])
    assert any("가" <= c <= "힣" for c in texts["ko"])
