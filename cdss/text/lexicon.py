"""Reads the word lists in ``resources/lexicon``, once each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from cdss.core.paths import resources_dir


@cache
def lexicon(name: str) -> Mapping[str, Any]:
    """The word list ``resources/lexicon/<name>.json``."""
    path = resources_dir() / "lexicon" / f"{name}.json"
    parsed: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return parsed
