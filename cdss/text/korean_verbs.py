"""Korean verbs and adjectives in the forms that notes use: ``아프`` is written 아픔, 아파서, 아프다고 함, 아팠음.

The regular rules of conjugation and the four irregular classes that symptoms belong to (stems in ㅂ, ㅅ, ㄷ and 르), as in
Yeon and Brown, "Korean: A Comprehensive Grammar", Routledge 2011, chapter 4. Not every form is a word that people say.
"""

from __future__ import annotations

import re

_FIRST = ord("가")
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_BRIGHT = "ㅏㅗ"
_JOINED = {"ㅣ": "ㅕ", "ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅚ": "ㅙ"} | {vowel: vowel for vowel in "ㅏㅐㅓㅔㅕ"}
"""Vowel of a stem, and what it becomes together with the 아/어 that follows."""

_IRREGULAR = {"ㅂ": "럽렵겁껍갑춥덥눕", "ㅅ": "붓낫긋", "ㄷ": "걷"}
"""Last syllables of the stems that lose or change their final consonant before a vowel."""

_ENDINGS = (
    r"(?:시|으시|신|셨)?(?:는|은|었|았|겠)?(?:다고|다며|대|다)(?:는|도)?(?:\s?(?:함|하며|하고|하여|해서|하심|했음|하나|합니다))?",
    r"(?:음|기(?:만|도|는)?|는|은|던|심|서|요|여|어|아|고|며|으며|으나|지만|지|면|면서|으면서|면은|니|데|는데|은데|다가|게|듯|듯이|듯한|었음|았음"
    r"|어서|아서|여서|어요|아요|습니다|네요|셔서|시며|시고|자마자|려|짐|져|져서|지며|지고|졌음|졌다고|진)",
    r"\s?(?:것|거)\s?같(?:음|다고(?:\s?함)?|아|아서|다|으며)",
)
_ENDING = re.compile(rf"(?:{'|'.join(_ENDINGS)})(?![가-힣])")
_TOLD = re.compile(r"다(?:고|는|도)?\s?(?:함|했음|하심)$")


def verb_pattern(stem: str) -> str:
    """Source of a pattern for ``stem`` in any of its forms, without the ending (``verb_end``)."""
    return f"(?:{'|'.join(sorted(set(forms(stem)), key=len, reverse=True))})"


def denied_pattern(stem: str) -> str:
    """The same for what is denied: ``안 아프``, ``아프지 않``."""
    return rf"(?:안\s?{verb_pattern(stem)}|{stem}지(?:는|도|가|를)?\s?{verb_pattern('않')})"


def verb_end(text: str, start: int, end: int, stem: str) -> int | None:
    """Where the verb that a pattern found at ``start:end`` ends with its ending; None for a bare ``stem``, which is no word."""
    if m := _ENDING.match(text, end):
        return m.end()
    bare = text.endswith(stem, start, end) and stem not in forms(stem)[1:]
    return None if bare or text.endswith("않", start, end) else end


def verb_form(written: str) -> str:
    """What a written verb is in its sentence: ``as a noun`` (아픔), ``before a noun`` (아픈, 아프던), or ``told`` (아프고)."""
    if written[-1] in "던한는" or (_letters(written[-1])[2] == "ㄴ" and not written.endswith("다는")):
        return "before a noun"
    return "as a noun" if _letters(written[-1])[2] == "ㅁ" and not _TOLD.search(written) else "told"


def forms(stem: str) -> tuple[str, ...]:
    """What the endings are put behind: ``넘어지`` has 넘어지, 넘어짐, 넘어진, 넘어질, 넘어져 and 넘어졌."""
    body, (lead, vowel, final) = stem[:-1], _letters(stem[-1])
    if stem.endswith("하"):
        return (stem, *(body + last for last in "함한할해했"))
    if stem.endswith("르") and body:
        return (stem, *(body + last for last in "름른를"), *_with_doubled_l(body))
    if final == " ":
        closed = (body + _syllable(lead, vowel, consonant) for consonant in "ㅁㄴㄹ")
        return (stem, *closed, *_contracted(body, lead, vowel))
    if final == "ㄹ":
        dropped = (body + _syllable(lead, vowel, consonant) for consonant in " ㄻㅁㄴ")
        return (stem, *dropped, *(stem + vowel for vowel in _after(vowel)))
    return (stem, *_on_consonant(stem, body, lead, vowel, final))


def _on_consonant(stem: str, body: str, lead: int, vowel: str, final: str) -> tuple[str, ...]:
    irregular = stem[-1] in _IRREGULAR.get(final, "")
    if irregular and final == "ㅂ":
        return tuple(body + _syllable(lead, vowel, " ") + last for last in ("워", "웠", "움", "운", "울"))
    changed = body + _syllable(lead, vowel, {"ㅅ": " ", "ㄷ": "ㄹ"}[final]) if irregular else stem
    return tuple(changed + last for last in (*_after(vowel), "음", "은", "을"))


def _with_doubled_l(body: str) -> tuple[str, str]:
    """``누르`` becomes 눌러 and 눌렀."""
    lead, vowel, _ = _letters(body[-1])
    opened = body[:-1] + _syllable(lead, vowel, "ㄹ")
    return (opened + "라", opened + "랐") if vowel in _BRIGHT else (opened + "러", opened + "렀")


def _contracted(body: str, lead: int, vowel: str) -> tuple[str, ...]:
    """The stem with 아/어 and 았/었 in one syllable, where it has such a form."""
    joined = _JOINED.get(vowel)
    if vowel == "ㅡ":
        joined = "ㅏ" if body and _letters(body[-1])[1] in _BRIGHT else "ㅓ"
    return tuple(body + _syllable(lead, joined, final) for final in " ㅆ") if joined else ()


def _after(vowel: str) -> tuple[str, str]:
    return ("아", "았") if vowel in _BRIGHT else ("어", "었")


def _letters(syllable: str) -> tuple[int, str, str]:
    """Number of the leading consonant, the vowel and the final consonant (a blank for none) of a syllable."""
    code = ord(syllable) - _FIRST
    return code // 588, _VOWELS[code % 588 // 28], _FINALS[code % 28]


def _syllable(lead: int, vowel: str, final: str) -> str:
    return chr(_FIRST + lead * 588 + _VOWELS.index(vowel) * 28 + _FINALS.index(final))
