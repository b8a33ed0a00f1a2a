"""Sentences for clinicians, looked up by code in ``resources/i18n/sentences/*.json``.

Each file holds ``{code: {"en": "...", "ko": "..."}}``; a placeholder such as ``{value}`` is filled from the issue's
parameters. A code stands in one file only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from cdss.core.paths import resources_dir

LANGUAGES = ("en", "ko")


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
    return catalogue()[code][language].format_map(params)
