"""Contradictions between parts of a case that suggest another patient's data got in.

ID, age and sex in file headers against the case stop it where it is read (``cdss.readers.same_patient``). Here is what the
note says of age, sex and consciousness, and recordings of another day. They warn and do not stop: a note may be mistyped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cdss.core.kinds import Consciousness, Modality, Severity, Sex
from cdss.core.result import Issue, issue
from cdss.records.case import Case

AGE_TOLERANCE_YEARS = 2.0
"""As for file headers: whole years at different dates, often rounded."""
OTHER_DAY = timedelta(hours=48)
"""A film or recording this long before arrival, or after it, belongs to another visit or patient."""
COMA = 8
"""Glasgow sum up to which a patient is called comatose; alert patients have 15, those who answer to pain only 8
(McNarry and Goldhill, Anaesthesia 2004)."""

_MAN, _WOMAN = r"(?P<man>male|man|gentleman|boy|m)", r"(?P<woman>female|woman|lady|girl|f)"
_SEX = rf"(?:{_MAN}|{_WOMAN})"
_ENGLISH = re.compile(
    rf"(?<![\w/.-])(?P<age>\d{{1,3}})[\s-]*(?:(?P<years>y(?:ea)?rs?|y)[\s/-]*(?:o(?:ld)?)?[\s,/-]*)?"
    rf"(?:(?!m\b|f\b)(?:white|black|asian|hispanic|african|american|caucasian|korean|right|left|handed|pleasant)[\s-]+)*"
    rf"{_SEX}(?![\w/])",
    re.IGNORECASE,
)
_YEARS_OLD = re.compile(r"(?<![\w/.-])(?P<age>\d{1,3})[\s-]*(?:y(?:ea)?rs?[\s-]*old|y/?o)(?!\w)", re.IGNORECASE)
_CHART = re.compile(r"(?<![\w/])(?:(?P<man>M)|(?P<woman>F))\s?/\s?(?P<age>\d{1,3})(?![\d/])")
_KOREAN = re.compile(r"(?<!\d)(?P<age>\d{1,3})\s?세\s?[,/]?\s?(?:(?P<man>남)|(?P<woman>여))(?:자|성|아)?")
_PATTERNS = (_ENGLISH, _CHART, _KOREAN, _YEARS_OLD)
_OTHERS = re.compile(
    r"\b(mother|father|mom|dad|sister|brother|son|daughter|wife|husband|spouse|partner|aunt|uncle|cousin|grand\w+|friend"
    r"|baby|child|twin|neighbou?r|driver|coworker|at age|aged?|since|when|was)\b|어머니|아버지|아들|딸|아내|남편|형|누나|동생",
    re.IGNORECASE,
)
_BEFORE = 40
_OPENING = re.compile(r"(?:.*\b(?:an?|pt|patient|is|this|now|later|hpi|cc))?[\s:,-]*", re.IGNORECASE)
_LETTER_FROM, _LETTER_TO = 10, 94
"""Years between which a number with a mere M or F may be an age: less are metres or months, more degrees Fahrenheit."""
_GLASGOW = re.compile(r"\bGCS\s*(?:of|:|=|is|score|sum)?\s*(?P<sum>1[0-5]|[3-9])(?!\d|/(?!15\b)\d)", re.IGNORECASE)
"""The sum, also "of 15"; three parts behind one another are no sum."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a note says of its patient, with the words that say it; ``sex`` unknown where only the age is given."""

    age_years: float
    sex: Sex
    words: str


def contradictions(case: Case) -> tuple[Issue, ...]:
    """All contradictions of ``case`` with its note and its dates; a declared composite keeps its donors' dates."""
    dates = () if case.composite else _dates(case)
    return (*_person(case), *_consciousness(case), *dates)


def stated_person(text: str) -> Stated | None:
    """The first age with a sex, else the first age, that ``text`` gives of its patient; relatives and past ages are skipped."""
    for pattern in _PATTERNS:
        for m in pattern.finditer(text):
            near = re.split(r"[.;\n]", text[max(0, m.start() - _BEFORE) : m.start()])[-1]
            groups = m.groupdict()
            if int(m["age"]) <= 120 and not _OTHERS.search(near) and _is_age(groups, near):
                sex = Sex.MALE if groups.get("man") else Sex.FEMALE if groups.get("woman") else Sex.UNKNOWN
                return Stated(float(m["age"]), sex, m.group().strip())
    return None


def _is_age(groups: dict[str, str | None], near: str) -> bool:
    """Whether a number with a mere M or F is an age: it opens a sentence or follows "pt" and the like."""
    letter = groups.get("man") or groups.get("woman") or ""
    if "years" not in groups or groups["years"] or len(letter) != 1:
        return True
    return _LETTER_FROM <= int(str(groups["age"])) <= _LETTER_TO and _OPENING.fullmatch(near) is not None


def _person(case: Case) -> Iterator[Issue]:
    stated = stated_person(_text(case))
    if stated is None:
        return
    age, sex = case.patient.age_years, case.patient.sex
    if age is not None and abs(int(age) - stated.age_years) > AGE_TOLERANCE_YEARS:
        yield _warn("note_states_other_age", Modality.NOTE, words=stated.words, age=f"{age:g}")
    if {sex, stated.sex} == {Sex.MALE, Sex.FEMALE}:
        yield _warn("note_states_other_sex", Modality.NOTE, words=stated.words, sex=sex.value)


def _consciousness(case: Case) -> Iterator[Issue]:
    scale = case.vitals.latest.consciousness if case.vitals else None
    m = _GLASGOW.search(_text(case))
    if scale is None or m is None:
        return
    total = int(m["sum"])
    low = total <= COMA and scale is Consciousness.ALERT
    high = total == 15 and scale in (Consciousness.PAIN, Consciousness.UNRESPONSIVE)
    if low or high:
        yield _warn("note_states_other_consciousness", Modality.VITALS, words=m.group(), scale=scale.value)


def _dates(case: Case) -> Iterator[Issue]:
    taken = [(Modality.IMAGE, film.source, film.acquired) for film in case.films[:1]]
    taken += [(Modality.ECG, ecg.source, ecg.recorded) for ecg in case.ecgs[:1]]
    for modality, source, time in taken:
        if time is not None and case.arrival.time is not None and abs(_apart(time, case.arrival.time)) > OTHER_DAY:
            yield _warn("part_of_another_day", modality, file=source, date=f"{time:%Y-%m-%d}")


def _apart(first: datetime, second: datetime) -> timedelta:
    """Time between two clocks; without both offsets they are taken for local."""
    if (first.tzinfo is None) != (second.tzinfo is None):
        first, second = first.replace(tzinfo=None), second.replace(tzinfo=None)
    return first - second


def _text(case: Case) -> str:
    return "\n".join(part for part in (case.chief_complaint, case.note.text if case.note else None) if part)


def _warn(code: str, modality: Modality, **params: object) -> Issue:
    return issue(code, Severity.WARNING, modality, **params)
