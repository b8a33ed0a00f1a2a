"""The structured triage entry: its fields are kept as they were written, and stand in the note in one fixed form.

The chief complaint and the past history are fields of the case, which the model reads as such: the complaint in front of the
note, the history as flags. In the note itself there are, each on a line of its own and in this order, the onset, the free text,
the history and the allergies, with the labels that triage notes have (``Onset:``, ``PMH:``, ``Allergies:``; in a Korean entry
``증상 시작:``, ``과거력:``, ``알레르기:``, which the lexicon reads). What a field denies altogether is written as a denial, since
"Allergies: none" would be read as an allergy: ``No PMH.``, ``NKDA.``, ``과거력 없음.``, ``알레르기 없음.``
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cdss.records.case import Case
from cdss.records.vitals_changes import Signature
from cdss.text.pipeline import read_note

NONE_WORDS = frozenset(
    {
        "none",
        "no",
        "nil",
        "nothing",
        "nka",
        "nkda",
        "no pmh",
        "denies",
        "denied",
        "none known",
        "no known",
        "no known allergies",
        "no known drug allergies",
        "없음",
        "없다",
        "무",
        "부인",
        "부인함",
        "특이사항 없음",
        "해당 없음",
        "",
    }
)
"""Entries that say: asked, and there is none."""

UNKNOWN_WORDS = frozenset(
    {
        "unknown",
        "not known",
        "unsure",
        "unclear",
        "unobtainable",
        "?",
        "모름",
        "모른다고 함",
        "미상",
        "불명",
        "불분명",
        "알 수 없음",
        "확인 불가",
        "확인 안됨",
        "확인 안 됨",
        "파악 불가",
        "",
    }
)
"""Entries that say: asked, and nobody knows. That is neither a condition nor a denial."""

CHRONIC = frozenset(
    {
        "asthma",
        "atrial fibrillation",
        "cancer",
        "copd",
        "coronary artery disease",
        "dementia",
        "diabetes",
        "heart failure",
        "hyperlipidemia",
        "hypertension",
        "kidney disease",
        "liver disease",
        "pacemaker",
    }
)
"""Concepts of a note (``resources/lexicon/concepts.json``) that do not begin with the complaint: who has one has a history."""

_RELATIVE = re.compile(
    r"\b(?:father|mother|parents?|brothers?|sisters?|siblings?|family|fhx?)\b|가족력|부친|모친|아버지|어머니|부모|형제|자매|남매",
    re.IGNORECASE,
)
"""Whose disease follows is not the patient's."""

_CLAUSE = re.compile(r"[.;\n]")

_LABELS = {
    "en": {"onset": "Onset", "history": "PMH", "allergies": "Allergies"},
    "ko": {"onset": "증상 시작", "history": "과거력", "allergies": "알레르기"},
}
_DENIED = {
    "en": {"history": "No PMH.", "allergies": "NKDA."},
    "ko": {"history": "과거력 없음.", "allergies": "알레르기 없음."},
}
_NONE = {"en": "none", "ko": "없음"}
_BETWEEN = re.compile(r"\s*[,;·、，\n]\s*|(?<=[^\d\s.])\.\s+")
"""Between two conditions: a comma or its like, or the end of a sentence (not the point of a number)."""

_MEDICINE = re.compile(r"복용|투약|\b(?:tak(?:es|ing)|meds|medications?)\b", re.IGNORECASE)
"""What a patient takes often stands in the line of the history; only its writer knows for which condition."""

_BEGINS = r"(?:^|(?<=[.;!?]\s)|(?<=\n))[ \t]*"
_HISTORY_SENTENCE = re.compile(
    _BEGINS + r"(?:PMHx?|Hx|past medical history|과거력|병력)\b[ \t]*(?P<colon>:)?[ \t]*(?:of\b[ \t]*)?"
    r"(?P<said>[^\n]*?)(?:(?<!\b(?:Dr|Dx|Hx|Rx|Sx|Tx|vs))\.(?=\s|$)"
    r"|;(?=\s*(?:denies|now|on|reports|started|stopped|takes|taking|took)\b)|(?=\n)|$)",
    re.IGNORECASE,
)
"""A sentence of the free text that begins as the history: ``… no cough. PMH: hypertension, smoker 30 PY. Took aspirin.``

It is never taken out of the text: what is read wrongly out of it costs nothing that was written.
"""

_NO_HISTORY = re.compile(_BEGINS + r"(?:no PMHx?\b|과거력 없음)", re.IGNORECASE)
"""A sentence of the free text that denies one."""

_DENIES = re.compile(
    r"\b(?:no|not|none|never|denie[sd]|negative|ruled out)\b|\(-\)|없|않|아니|아님|부인", re.IGNORECASE
)

_HANGUL = re.compile(r"[가-힣]")


@dataclass(frozen=True, slots=True)
class TriageEntry:
    """What was written into the form; an empty field was not asked. ``signed``: who wrote it and when."""

    complaint: str = ""
    onset: str = ""
    history: str = ""
    allergies: str = ""
    text: str = ""
    signed: Signature | None = None

    @property
    def written(self) -> bool:
        """Whether a form was ever saved."""
        return self != TriageEntry()

    def on(self, case: Case) -> Case:
        """``case`` with the complaint and the history of the form, and its time; an emptied field is not known."""
        if not self.written:
            return case
        note = case.note
        if note is not None and self.signed is not None:
            note = replace(note, written=self.signed.at)
        return replace(case, chief_complaint=_line(self.complaint) or None, history=self.conditions, note=note)

    @property
    def conditions(self) -> tuple[str, ...] | None:
        """The history as the case has it: one entry a condition, none where there are none, None where nobody asked or knows."""
        line = _line(self.history)
        if not line:
            return None
        if _is_one_of(line, UNKNOWN_WORDS):
            return None
        return () if _is_one_of(line, NONE_WORDS) else tuple(part for part in _BETWEEN.split(line.rstrip(".")) if part)


def composed(entry: TriageEntry) -> str:
    """The note's text: its fields in their fixed form, the complaint apart; empty where all of them are.

    What the free text says of the history is not written again below it.
    """
    code = _language(entry)
    parts = (
        _labelled(code, "onset", entry.onset),
        entry.text.strip(),
        _labelled(code, "history", _unsaid(entry)),
        _labelled(code, "allergies", entry.allergies),
    )
    return "\n".join(part for part in parts if part)


def read_back(text: str, entry: TriageEntry) -> TriageEntry:
    """``entry`` with the fields that stand in ``text``, which a clinician has edited as text; the complaint is not in it.

    The free text stays whole: a sentence within it that is labelled as the history comes into the field as well, and what the
    field had and the text still says remains there.
    """
    found: dict[str, str] = {}
    free = []
    for line in text.splitlines():
        field, value = _field_of(line.strip())
        if field is None or field in found:
            free.append(line)
        else:
            found[field] = value
    onset, line, allergies = (found.get(name, "") for name in ("onset", "history", "allergies"))
    rest = "\n".join(free).strip()
    return replace(entry, text=rest, onset=onset, history=_history_of(entry, line, rest), allergies=allergies)


def with_text(entry: TriageEntry, text: str) -> TriageEntry:
    """``entry`` with another free text; the history that this has under its label comes into the field beside what is there."""
    stated = TriageEntry(history=", ".join(_stated(text, labelled=True)))
    if not stated.history:
        return replace(entry, text=text)
    return replace(entry, text=text, history=_both(entry.conditions, stated, _none_in(text)))


def form_of(case: Case, entry: TriageEntry) -> TriageEntry:
    """What the form opens with: the entry as it was saved, else what the files say of the patient."""
    if entry.written:
        return entry
    complaint = case.chief_complaint or ""
    found = _noted(case, TriageEntry(complaint=complaint))
    korean = _HANGUL.search(complaint + (case.note.text if case.note else "")) is not None
    return replace(found, history=_both(case.history, found, _NONE["ko" if korean else "en"]))


def disagreement(case: Case, entry: TriageEntry) -> tuple[str, str] | None:
    """The history of the patient's file and that of the note, where the form was never saved and one lacks what the other has.

    None where they agree, or one of them says nothing. The form then begins with both together.
    """
    if entry.written or case.note is None or case.history is None:
        return None
    noted, none = _noted(case, TriageEntry()), _none_in(case.note.text)
    said = noted.history or ", ".join(_stated(noted.text)) or (none if _NO_HISTORY.search(noted.text) else "")
    known = TriageEntry(history=said).conditions
    if known is None or _agree(case.history, known):
        return None
    return ", ".join(case.history) or none, said


def denied_yet_named(entry: TriageEntry) -> tuple[str, ...]:
    """Chronic diseases that the free text of ``entry`` states, as terms of the lexicon, where its history says there are none.

    What the text denies, and what a relative has, is not stated. Without a history that denies them nothing is named.
    """
    if entry.conditions != () or not entry.text.strip():
        return ()
    note = read_note(None, entry.text)
    stated = (c for c in note.concepts if not c.negated and c.term in CHRONIC)
    own = (c.term for c in stated if _RELATIVE.search(_CLAUSE.split(note.displayed[: c.start])[-1]) is None)
    return tuple(dict.fromkeys(own))


def carried(form: TriageEntry, before: str, after: str) -> TriageEntry:
    """``form`` with what a clinician did to the note beside it, line by line: from ``before`` to ``after``.

    A line that was taken out of the note goes out of the form, a new one comes into it, and all else that was typed stays.
    """
    old, new = _lines(before), _lines(after)
    kept = [line for line in _lines(composed(form)) if line not in old or line in new]
    return read_back("\n".join([*kept, *(line for line in new if line not in old and line not in kept)]), form)


def _both(filed: tuple[str, ...] | None, note: TriageEntry, none: str) -> str:
    """The history of file and note together: neither takes a condition away that the other names."""
    if not filed:
        return note.history or ("" if filed is None else none)
    noted = note.conditions or ()
    fuller = {one: next((other for other in noted if _says_more(other, one)), one) for one in filed}
    kept = dict.fromkeys(fuller.values())
    return ", ".join((*kept, *(one for one in noted if not any(_same(one, other) for other in kept))))


def _same(one: str, other: str) -> bool:
    """Whether two entries of a history say the same, also where one is an abbreviation of the other."""
    return one.casefold() == other.casefold() or (_term(one) is not None and _term(one) == _term(other))


def _says_more(longer: str, shorter: str) -> bool:
    """Whether ``longer`` is ``shorter`` with more said of it ("smoker 30 PY").

    A medicine is not the condition it is for, nor a relative's disease the patient's, nor a denial what it denies.
    """
    begins = re.match(rf"{re.escape(shorter.casefold())}(?![\w-])", longer.casefold())
    of_another = any(other.search(longer) for other in (_MEDICINE, _RELATIVE, _DENIES))
    return begins is not None and len(longer) > len(shorter) and not of_another


def _term(condition: str) -> str | None:
    """The term of the lexicon that ``condition`` names, and nothing beside it; None where it says more, or denies it."""
    note = read_note(None, condition)
    whole = (
        c.term for c in note.concepts if not c.negated and note.displayed[c.start : c.end] == note.displayed.strip()
    )
    return next(whole, None)


def _noted(case: Case, start: TriageEntry) -> TriageEntry:
    """``start`` with what the note of ``case`` says in the lines and sentences that fields stand in."""
    return read_back(case.note.text, start) if case.note else start


def _stated(text: str, labelled: bool = False) -> list[str]:
    """What the sentences of ``text`` say that begin as the history; ``labelled``: only of those with the label and a colon."""
    found = _HISTORY_SENTENCE.finditer(text)
    return [said for match in found if (said := match["said"].strip()) and (match["colon"] or not labelled)]


def _says(stated: list[str], condition: str) -> bool:
    """Whether a history that a text states has ``condition``, by this name or another, or with more said of it."""
    ones = [one for said in stated for one in TriageEntry(history=said).conditions or ()]
    return any(_same(one, condition) or _says_more(one, condition) for one in ones)


def _unsaid(entry: TriageEntry) -> str:
    """The history of ``entry`` as far as its free text does not say it."""
    stated, conditions = _stated(entry.text), entry.conditions
    if not conditions:
        denied = conditions == () and (_NO_HISTORY.search(entry.text) or any(_is_one_of(s, NONE_WORDS) for s in stated))
        return "" if denied or _line(entry.history) in stated else entry.history
    left = [one for one in conditions if not _says(stated, one)]
    return entry.history if len(left) == len(conditions) else ", ".join(left)


def _history_of(before: TriageEntry, line: str, text: str) -> str:
    """The history field where ``line`` is that of the note, and ``text`` the rest of it; ``before``: what it was."""
    stated, labelled = _stated(text), _stated(text, labelled=True)
    had, written = before.conditions or (), TriageEntry(history=line).conditions or ()
    kept = [one for one in had if one in written or _says(stated, one)]
    kept += [one for one in written if one not in kept]
    if kept == list(written) and not labelled:
        denied = before.conditions == () and not line and _NO_HISTORY.search(text)
        return before.history if denied else line
    return _both(tuple(kept) or None, TriageEntry(history=", ".join(labelled)), _none_in(text)) or line


def _none_in(text: str) -> str:
    return _NONE["ko" if _HANGUL.search(text) else "en"]


def _agree(filed: tuple[str, ...], noted: tuple[str, ...]) -> bool:
    """Whether neither lacks a condition of the other; a medicine in the note is none, and may name the condition it is for."""
    named = [one for one in noted if _MEDICINE.search(one) is None]
    medicines = " ".join(one.casefold() for one in noted if _MEDICINE.search(one) is not None)

    def either(one: str, other: str) -> bool:
        return _same(one, other) or _says_more(one, other) or _says_more(other, one)

    known = all(any(either(one, other) for other in filed) for one in named)
    return known and all(one.casefold() in medicines or any(either(one, other) for other in named) for one in filed)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _labelled(code: str, field: str, value: str) -> str:
    line = _line(value)
    if not line:
        return ""
    if field in _DENIED[code] and _is_one_of(line, NONE_WORDS):
        return _DENIED[code][field]
    if field == "allergies" and _is_one_of(line, UNKNOWN_WORDS):
        code = "en"  # the Korean label is read as an allergy, the English plural is not
    return f"{_LABELS[code][field]}: {line}{'' if line[-1] in '.!?' else '.'}"


def _field_of(line: str) -> tuple[str | None, str]:
    """Which field a line of the note is, and its value without the full stop that the form puts there."""
    for code, denied in _DENIED.items():
        for field, words in denied.items():
            if line.rstrip(".").casefold() == words.rstrip(".").casefold():
                return field, _NONE[code]
    for field, label in _labels():
        if line.casefold().startswith(f"{label.casefold()}:"):
            return field, line[len(label) + 1 :].strip().removesuffix(".")
    return None, ""


def _labels() -> Iterator[tuple[str, str]]:
    return ((field, label) for labels in _LABELS.values() for field, label in labels.items())


def _language(entry: TriageEntry) -> str:
    """Korean where any field has Korean in it, whatever the language of the screen."""
    words = (entry.complaint, entry.onset, entry.history, entry.allergies, entry.text)
    return "ko" if _HANGUL.search(" ".join(words)) else "en"


def _line(value: str) -> str:
    """On one line, without blanks at its ends."""
    return "; ".join(part.strip() for part in value.splitlines() if part.strip())


def _is_one_of(line: str, words: frozenset[str]) -> bool:
    return line.rstrip(". ").casefold() in words
