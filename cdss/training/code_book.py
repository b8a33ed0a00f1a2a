"""The reasons for visit of the survey without the manner of its code book: ``Knee pain, ache, soreness`` is knee pain."""

from __future__ import annotations

import re

_CODE_BOOK = re.compile(
    r"\(.*?\)|,? ?\bNOS\b|\b(?:other|oth) (?:and|&) unspecified(?: of)?\b|,? other(?: specified)? types?|\bunspecified\b"
    r"|, type of injur\w*|\bsymptoms? (?:of|referable to)\b|\b(?:NEC|general)\b",
    re.IGNORECASE,
)
# words of the code book that nobody types
_SPOKEN: tuple[tuple[str, str], ...] = (
    (r"pain, ache, soreness, discomfort", "pain"),
    (r"pain, ache, soreness.*", "pain"),
    (r"pain, cramps, spasms", "pain"),
    (r"headache, pain in head", "headache"),
    (r"vertigo - dizziness", "dizziness"),
    (r"throat soreness", "sore throat"),
    (r"side pain, flank pain", "flank pain"),
    (r"labored or difficult breathing", "difficulty breathing"),
    (r"convulsions", "seizure"),
    (r"loss of feeling", "numbness"),
    (r"motor vehicle accident", "mva"),
    (r"medical counseling", "advice"),
    (r"laceration/cut of", "cut on"),
    (r"carbuncle, furuncle, boil, cellulitis.*", "abscess"),
    (r"anxiety and nervousness", "anxiety"),
    (r"painful urination", "dysuria"),
    (r"tiredness, exhaustion", "fatigue"),
    (r"disturbances of sensation", "tingling"),
    (r"suicide attempt, overdose.*", "overdose"),
    (r"^(injury|burn|laceration|contusion|fracture)[\s,]+(?:all degrees[\s,]+)?(?:of |to )?(.+)", r"\1 \2"),
    (r"abdominal", "abd"),
)


def spoken_forms(phrase: str) -> list[str]:
    """A phrase without the manner of the code book, lower case, no brackets: its synonyms, the first the usual one."""
    text = _CODE_BOOK.sub(" ", phrase).lower()
    for written, said in _SPOKEN:
        text = re.sub(written, said, text)
    parts = [p.strip(" ,.-") for p in re.split(r",| - ", text)]
    return [re.sub(r"\s+", " ", p) for p in parts if p and p != "unspecified"]
