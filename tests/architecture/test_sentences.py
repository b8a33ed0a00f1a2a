"""Every sentence a clinician may read exists, in English and in Korean, and none lies about unused."""

import ast
import re
from string import Formatter

from cdss.core.sentences import LANGUAGES, catalogue

RAISERS = {"issue", "refuse", "sentence"}


def _literal_codes(modules):
    """Codes given as a literal to one of the functions that raise a sentence, with their place."""
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name) and node.func.id in RAISERS:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, f"{module.path}:{node.lineno}"


def _texts(modules):
    return {
        n.value for m in modules for n in ast.walk(m.tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }


def _patterns(modules):
    """Codes put together from parts, such as ``f"check_without_{m}"``, as patterns."""
    for module in modules:
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.JoinedStr)
                and isinstance(node.values[0], ast.Constant)
                and "_" in node.values[0].value
            ):
                parts = [re.escape(v.value) if isinstance(v, ast.Constant) else r"\w+" for v in node.values]
                yield re.compile("".join(parts))


def test_every_code_that_is_raised_has_its_sentence(source_modules):
    known = catalogue()
    assert [(code, place) for code, place in _literal_codes(source_modules) if code not in known] == []


def test_no_sentence_is_unused(source_modules):
    texts, patterns = _texts(source_modules), list(_patterns(source_modules))
    unused = [c for c in catalogue() if c not in texts and not any(p.fullmatch(c) for p in patterns)]
    assert unused == []


def test_codes_are_snake_case():
    assert [code for code in catalogue() if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)+", code)] == []


def test_no_language_is_missing():
    """A name may be left unsaid (an unknown sex), but then in every language."""
    said = {
        code: [bool(texts.get(language, "").strip()) for language in LANGUAGES] for code, texts in catalogue().items()
    }
    assert [
        code for code, in_each in said.items() if not all(in_each) and (any(in_each) or not code.startswith("name_"))
    ] == []


def test_korean_sentences_are_korean():
    """Names such as ECG stay as they are; a sentence does not."""
    sentences = {code: texts["ko"] for code, texts in catalogue().items() if not code.startswith("name_")}
    assert [code for code, text in sentences.items() if not re.search("[가-힣]", text)] == []


def test_both_languages_use_the_same_values():
    def fields(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    different = {
        c: (fields(t["en"]), fields(t["ko"])) for c, t in catalogue().items() if fields(t["en"]) != fields(t["ko"])
    }
    assert different == {}
