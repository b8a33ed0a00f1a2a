"""Code-book phrases of the survey as a Korean triage nurse writes them: the lexicon of the note pipeline, in reverse.

A phrase is written in Korean where the lexicon (``resources/lexicon/ko_en.json``) knows all its words, else it stays in
English, as in the mixed notes of Korean emergency departments. What the pipeline does not know is therefore never tested by
these notes: they show what is lost on the way of Korean that it knows, through particles, endings, order and synonyms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.random import Generator

from cdss.text.abbreviations import expand
from cdss.text.korean_verbs import forms, verb_form
from cdss.text.lexicon import lexicon
from cdss.training.code_book import spoken_forms
from cdss.training.denials import denied_in_korean

_OF = re.compile(r"^(?P<what>.+?) (?:of|to|in|from|on) (?:the )?(?P<where>.+)$")
_OF_SPOKEN = re.compile(r"^(?P<what>injury|burn|laceration|contusion|fracture) (?P<where>.+)$")
"""The same without its preposition, as ``spoken_forms`` leaves it."""

_FILLING = ("the", "a", "an", "or", "and", "of", "area", "site", "symptoms of")
_LONGEST = 4
"""Words of the longest English entry that is looked up."""

# words of the code book, and how the lexicon says them
_SAME: dict[str, str] = {
    "stomach": "abdomen",
    "abdominal": "abdomen",
    "upper extremity": "arm",
    "lower extremity": "leg",
    "extremities": "limbs",
    "facial": "face",
    "cut": "laceration",
    "cuts": "laceration",
    "bruise": "contusion",
    "contusions/abrasions/bruises": "contusion",
    "contusion/abrasion/bruise": "contusion",
    "laceration/cut": "laceration",
    "fracture/dislocation": "fracture",
    "earache": "ear pain",
    "convulsions": "seizure",
    "flu": "influenza",
    "decreased appetite": "loss of appetite",
    "dysuria": "painful urination",
    "tingling": "paresthesia",
    "diminished vision": "decreased vision",
    "diminished hearing": "hearing loss",
    "general weakness": "generalized weakness",
    "throat pain": "sore throat",
    "head cold": "common cold",
    "skin itching": "itching",
    "skin rash": "rash",
    "excessive sweating": "sweating",
    "retention of urine": "urinary retention",
    "difficulty in swallowing": "difficulty swallowing",
    "coughing up blood": "hemoptysis",
    "unconscious on arrival": "unconscious",
    "increased heartbeat": "tachycardia",
    "decreased heartbeat": "bradycardia",
    "irregular heartbeat": "arrhythmia",
    "abnormal pulsations": "palpitations",
    "anal-rectal bleeding": "rectal bleeding",
    "anal-rectal pain": "anal pain",
    "uterine and vaginal bleeding": "vaginal bleeding",
    "motor vehicle accident": "traffic accident",
    "migraine headache": "migraine",
    "rapid breathing": "hyperventilation",
    "slurring": "slurred speech",
    "breathing problems": "difficulty breathing",
    "abd distention": "abdominal distension",
    "abdominal distention": "abdominal distension",
    "blood in stool": "bloody stool",
    "pregnancy": "pregnant",
    "kidney dialysis": "dialysis",
    "congestion in chest": "chest congestion",
    "frequency and urgency of urination": "urinary frequency",
    "postoperative visit": "postoperative",
    "functional psychoses": "psychosis",
    "psychiatric or psychological": "psychiatric symptoms",
    "hostile behavior": "aggressive behavior",
    "behavioral disturbances": "behavioral disturbance",
    "abnormal involuntary movements": "involuntary movements",
    "disorders of motor functions": "motor disturbance",
    "adverse effect of alcohol": "alcohol intoxication",
    "alcohol-related problems": "alcohol problem",
    "abnormal drug usage": "drug abuse",
    "adverse effect of drug abuse": "drug abuse",
    "discharge from eye": "eye discharge",
    "discharge from ear": "ear discharge",
    "infections of skin": "skin infection",
    "viral diseases": "viral infection",
    "mental disorders": "mental disorder",
    "fluid abnormalities": "dehydration",
    "excessive sputum": "sputum",
    "pain or soreness of breast": "breast pain",
    "cramps": "muscle cramps",
    "progress visit": "follow up",
    "suture": "suture removal",
    "animal": "animal bite",
    "burning sensation in the chest": "heartburn",
    "intentional self-mutilation": "self-harm",
    "involuntary urination": "urinary incontinence",
    "problems of pregnancy": "complications of pregnancy",
    "diagnosed complications of pregnancy": "complications of pregnancy",
    "spotting": "bleeding during pregnancy",
    "pain during pregnancy": "abdominal pain during pregnancy",
    "mellitus": "diabetes",
}

_DURATIONS: tuple[str, ...] = (
    "{n}시간 전부터",
    "{n}일 전부터",
    "{n}주 전부터",
    "내원 {n}시간 전",
    "{n}일 전",
    "{n}일째",
    "{n}시간 전부터 시작된",
    "어제부터",
    "오늘 아침부터",
    "금일 오전",
    "금일 새벽부터",
    "일주일 전부터",
    "며칠 전부터",
    "내원 당일",
    "갑자기",
)
_BETWEEN: tuple[str, ...] = (", ", ", ", ", ", " 및 ", " / ", "/", ". ", "{and} ")
_ENDINGS: tuple[str, ...] = (
    "",
    "",
    "",
    "{subject} 있음",
    " 있음",
    " 있어 내원",
    " 호소",
    "{object} 호소함",
    "{with} 내원",
    "{with} 내원함",
    " 주호소로 내원",
    " 발생하여 내원",
    "{subject} 있다고 함",
)
_PAST = 20
"""Number of the final consonant ㅆ, by which a verb in the past ends."""


@dataclass(frozen=True, slots=True)
class KoreanNote:
    """A note ``text``; ``written``: how many of the visit's ``phrases`` stand in it in Korean."""

    text: str
    written: int
    phrases: int


def korean(phrases: Sequence[str], rng: Generator, deny: bool = False) -> KoreanNote:
    """One random Korean version of the reasons for visit; ``deny``: close with what the patient does not have."""
    found = [in_korean(phrase, rng) for phrase in phrases]
    said = [term or phrase for term, phrase in zip(found, phrases, strict=True)]
    written = sum(term is not None for term in found)
    if not said:
        return KoreanNote("", 0, 0)
    text = _marked(said) if rng.random() < 0.1 else _sentence(said, rng)
    if deny:
        text = f"{text}. {denied_in_korean(phrases, rng)}"  # behind a comma it would be read as denying the whole list
    return KoreanNote(text, written, len(phrases))


def in_korean(phrase: str, rng: Generator) -> str | None:
    """A phrase of the code book in Korean, None where the lexicon lacks one of its words."""
    forms = spoken_forms(phrase)
    return _term(expand(forms[0]).text.lower(), rng) if forms else None


def _term(english: str, rng: Generator) -> str | None:
    if whole := _one_of(english, rng):
        return whole
    if m := _OF.match(english) or _OF_SPOKEN.match(english):
        where, what = _term(m["where"], rng), _term(m["what"], rng)
        return f"{where} {what}" if where and what else None
    return _word_by_word(english.split(), rng)


def _word_by_word(words: list[str], rng: Generator) -> str | None:
    """The longest known entries one after another; None where a word is left over."""
    parts: list[str] = []
    at = 0
    while at < len(words):
        sizes = range(min(_LONGEST, len(words) - at), 0, -1)
        known = ((size, _one_of(" ".join(words[at : at + size]), rng)) for size in sizes)
        size, term = next(((size, term) for size, term in known if term is not None), (1, None))
        if term is None and words[at] not in _FILLING:
            return None
        if words[at] == "and" and parts:
            parts.append("및")
        parts += [term] if term else []
        at += size
    return " ".join(parts) or None


def _one_of(english: str, rng: Generator) -> str | None:
    terms = _terms().get(_SAME.get(english, english), ())
    return str(rng.choice(terms)) if terms else None


@cache
def _terms() -> dict[str, tuple[str, ...]]:
    """Korean terms by their English; the other names of a concept lead to those of its usual name."""
    found: dict[str, list[str]] = {}
    for term, english in lexicon("ko_en")["findings"].items():
        found.setdefault(english.lower(), []).append(term)
    for stem, english in lexicon("ko_en")["verbs"].items():
        found.setdefault(english.lower(), []).extend(_said(stem))
    for usual, names in lexicon("concepts").items():
        for name in names:
            if usual in found and name.lower() not in found:
                found[name.lower()] = found[usual]
    return {english: tuple(terms) for english, terms in found.items()}


def _said(stem: str) -> tuple[str, str]:
    """A verb as a noun (``배가 아픔``) and as reported (``배가 아팠다고 함``), with the particle of its subject."""
    *before, last = stem.split(" ")
    if len(before) == 1 and before[0] not in ("안", "못"):
        before = [before[0] + _particle(before[0], "이", "가")]
    as_noun = next(form for form in forms(last) if verb_form(form) == "as a noun")
    past = next((form for form in reversed(forms(last)) if _final(form) == _PAST), f"{last}었")
    return " ".join([*before, as_noun]), " ".join([*before, f"{past}다고 함"])


def _sentence(said: Sequence[str], rng: Generator) -> str:
    """Findings in a row with a time before or behind the first, and an ending."""
    order = rng.permutation(len(said)) if rng.random() < 0.2 else np.arange(len(said))
    listed = [said[i] for i in order]
    when = str(rng.choice(_DURATIONS)).format(n=int(rng.integers(2, 10))) if rng.random() < 0.6 else ""
    if when and len(listed) > 1 and rng.random() < 0.3:
        return f"{listed[0]} {when}, {', '.join(listed[1:])} 동반"
    between = str(rng.choice(_BETWEEN))
    text = listed[0]
    for term in listed[1:]:
        text += _agreeing(between, text) + term
    text += _agreeing(str(rng.choice(_ENDINGS)), text)
    return f"{when} {text}".strip()


def _marked(said: Sequence[str]) -> str:
    return ", ".join(f"{term}(+)" for term in said)


def _agreeing(pattern: str, before: str) -> str:
    """``pattern`` with its particles in the form that the syllable before asks for."""
    return pattern.format(
        subject=_particle(before, "이", "가"),
        object=_particle(before, "을", "를"),
        **{"and": _particle(before, "과", "와"), "with": _particle(before, "으로", "로")},
    )


def _particle(word: str, closed: str, opened: str) -> str:
    """``closed`` behind a syllable with a final consonant, ``opened`` behind a vowel (and ``로`` behind ㄹ)."""
    final = _final(word)
    return closed if final and not (opened == "로" and final == 8) else opened


def _final(word: str) -> int:
    """Number of the final consonant of a word's last syllable; 0 where it ends with a vowel or is not Korean."""
    return (ord(word[-1]) - ord("가")) % 28 if "가" <= word[-1] <= "힣" else 0
