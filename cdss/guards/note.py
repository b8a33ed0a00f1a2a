"""Guard of the note: whether a text is a clinical note in English or Korean that the model may read.

By counting, so that anybody can check it: tables and program code by their shape, other scripts by their letters, all else
by the share of its words that stand in ``resources/lexicon/note_words.json`` or end as medical words do. A few words are
enough for a terse complaint ("CP", "fell"): one of them has to be known.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

from cdss.text.korean import has_hangul, translate
from cdss.text.lexicon import lexicon

REJECTING: frozenset[str] = frozenset(
    {"note_without_words", "note_is_table", "note_is_code", "note_other_language", "note_not_clinical"}
)
"""Codes that keep the note from the model."""

LETTERS = re.compile(r"[a-z]+(?:/[a-z]+)*")
"""A word in lower case; ``c/o`` and ``n/v`` are one word."""

TERSE_WORDS = 7
"""Up to this many words a note is terse: one known word is enough, everyday ones and misspellings included."""
TERSE_KOREAN = 4
"""The same for Korean, which says as much in fewer words."""
CLINICAL_SHARE = 0.07
"""Share of clinical words from which a longer text is clinical (``cdss.evaluation.guards_ecg`` measures what that costs)."""
CODE_SHARE = 0.10
"""Share of brackets, operators and the like among all signs from which a text is program code or mark-up."""

_CODE_SIGNS = re.compile(r"[{}<=_\\|$\"`]|(?<!-)>|;(?=\s*(?:\}|$))", re.MULTILINE)
_ENDING = re.compile(
    r"\w{3}(?:itis|a?emia|algia|ectomy|otomy|ostomy|opathy|oscopy|oplasty|uria|rrh?o?ea|pno?ea|cardia|plegia|paresis"
    r"|phagia|phasia|rrhage|megaly|thorax|o?edema|iasis|ocele|oma|osis|pril|olol|statin|cillin|mycin|azole|sartan"
    r"|zepam|dipine|floxacin|cycline|parin|xaban|gliptin|formin)s?"
)
_FOREIGN = frozenset(
    [
        "au",
        "aux",
        "avec",
        "ce",
        "che",
        "con",
        "dans",
        "das",
        "de",
        "dei",
        "del",
        "della",
        "dem",
        "den",
        "der",
        "des",
        "desde",
        "di",
        "du",
        "ein",
        "eine",
        "einen",
        "el",
        "est",
        "et",
        "für",
        "gli",
        "il",
        "ist",
        "kein",
        "keine",
        "la",
        "las",
        "le",
        "les",
        "los",
        "mais",
        "mit",
        "na",
        "nicht",
        "não",
        "nel",
        "para",
        "por",
        "pour",
        "que",
        "se",
        "seit",
        "sich",
        "sont",
        "sur",
        "un",
        "una",
        "und",
        "une",
        "uno",
        "von",
        "vor",
        "y",
        "zu",
        "é",
        "à",
        "è",
    ]
)
"""Small words of five languages that English does not share."""
_FOREIGN_SHARE = 0.2
_SEPARATORS = (",", ";", "\t", "|")
_NUMBER = re.compile(r"[-+]?[\d.:T-]+")
_LEAST_ROWS = 2
_LEAST_COLUMNS = 3
_CLOSE = 0.84


def note_verdict(text: str) -> str | None:
    """Code of the reason why ``text`` is no clinical note in English or Korean; None where it is one."""
    letters = [c for c in text if c.isalpha()]
    if len(letters) < 2:
        return "note_without_words"
    if is_table(text):
        return "note_is_table"
    if is_code(text):
        return "note_is_code"
    if sum(c.isascii() or "가" <= c <= "힣" or "À" <= c <= "ɏ" for c in letters) < 0.5 * len(letters):
        return "note_other_language"
    if is_foreign(text):
        return "note_other_language"
    return None if is_clinical(text) else "note_not_clinical"


def is_table(text: str) -> bool:
    """Whether the lines are rows of one table: the same three or more columns, mostly numbers or under machine-made names."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < _LEAST_ROWS:
        return False
    for separator in _SEPARATORS:
        rows = [line.split(separator) for line in lines]
        if len(rows[0]) >= _LEAST_COLUMNS and len({len(row) for row in rows}) == 1:
            cells = [cell.strip() for row in rows[1:] for cell in row]
            numeric = sum(bool(_NUMBER.fullmatch(cell)) for cell in cells)
            return numeric >= 0.3 * len(cells) or any("_" in cell for cell in rows[0])
    return False


def is_code(text: str) -> bool:
    """Whether the text is program code, mark-up or a data structure, by the share of its signs."""
    signs = len(_CODE_SIGNS.findall(text))
    return signs >= 3 and signs >= CODE_SHARE * sum(not c.isspace() for c in text)


def is_foreign(text: str) -> bool:
    """Whether a longer text has the small words of German, French, Spanish, Italian or Portuguese in it."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    foreign = sum(word in _FOREIGN for word in words)
    return len(words) > TERSE_WORDS and foreign >= _FOREIGN_SHARE * len(words)


def is_clinical(text: str) -> bool:
    """Whether enough of the words are clinical; Korean is read through the lexicon, unknown Korean words count as others."""
    words, unknown = _words(text)
    clinical = sum(_is_clinical_word(word) for word in words)
    count = len(words) + unknown
    if count > (TERSE_KOREAN if has_hangul(text) else TERSE_WORDS):
        return clinical >= CLINICAL_SHARE * count
    return clinical > 0 or any(word in _listed("everyday") for word in words) or any(map(_misspelt, words))


def _words(text: str) -> tuple[list[str], int]:
    """Words in lower-case English, and how many Korean words the lexicon lacks."""
    if not has_hangul(text):
        return LETTERS.findall(text.lower()), 0
    translated = translate(text)
    return LETTERS.findall(translated.english.text.lower()), len(translated.untranslated)


def _is_clinical_word(word: str) -> bool:
    parts = word.split("/")
    known = word in _listed("clinical") or (len(parts) == 2 and bool(set(parts) & _listed("clinical")))
    return known or _ENDING.fullmatch(word) is not None


def _misspelt(word: str) -> bool:
    """Whether a word of six letters or more is within a letter or two of a clinical one ("vomitting")."""
    return len(word) >= 6 and bool(get_close_matches(word, sorted(_listed("clinical")), n=1, cutoff=_CLOSE))


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(str(lexicon("note_words")[name]).split())
