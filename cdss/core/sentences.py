"""Sentences for clinicians, looked up by code in ``resources/i18n/sentences/*.json``.

Each file holds ``{code: {"en": "...", "ko": "..."}}``; a placeholder such as ``{value}`` is filled from the issue's
parameters. A parameter that is the code of a reason of the system is put into the language of the sentence. A code stands in
one file only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache

from cdss.core.paths import resources_dir
from cdss.core.system_reasons import SYSTEM

LANGUAGES = ("en", "ko")

_SYSTEM_CODE = re.compile(SYSTEM + "[a-z0-9]+")


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """All sentences by code; raises ``ValueError`` where one code is defined twice."""
    merged: dict[str, Mapping[str, str]] = {}
    for path in sorted((resources_dir() / "i18n" / "sentences").glob("*.json")):
        for code, texts in json.loads(path.read_text(encoding="utf-8")).items():
            if code in merged:
                raise ValueError(f"sentence {code!r} is defined twice, again in {path.name}")
            merged[code] = texts
    return merged


def sentence(code: str, params: Mapping[str, str], language: str = "en") -> str:
    """The sentence for ``code`` in ``language``, its placeholders filled; ``KeyError`` for an unknown code."""
    return catalogue()[code][language].format_map({key: _in_words(value, language) for key, value in params.items()})


def _in_words(value: str, language: str) -> str:
    """``value``; in words where it is the code of a reason of the system (``system_reason``)."""
    if not _SYSTEM_CODE.fullmatch(value):
        return value
    if value in catalogue():
        return catalogue()[value][language]
    return catalogue()["os_reason_other"][language].format(code=value.removeprefix(SYSTEM).upper())
