"""From English note text to token ids with their character ranges."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

MAX_TOKENS = 192
"""Longest note in word pieces; the rest is left unread and the assessment says so."""


@dataclass(frozen=True, slots=True)
class NoteIds:
    """``ids`` with [CLS] and [SEP]; ``offsets`` half-open character ranges, (0, 0) for the two special tokens."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]
    truncated: bool


class NoteTokenizer:
    """The published WordPiece vocabulary (``tokenizer.json`` of the bundle)."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def __call__(self, text: str) -> NoteIds:
        """Tokenise ``text``; more than ``MAX_TOKENS`` are cut, keeping the closing token."""
        coded = self._tokenizer.encode(text)
        ids, offsets = coded.ids, coded.offsets
        truncated = len(ids) > MAX_TOKENS
        if truncated:
            ids, offsets = [*ids[: MAX_TOKENS - 1], ids[-1]], [*offsets[: MAX_TOKENS - 1], offsets[-1]]
        return NoteIds(tuple(ids), tuple(offsets), truncated)
