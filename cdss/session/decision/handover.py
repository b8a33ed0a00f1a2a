"""The hand-over of one patient as plain text, in the layout of SBAR: Situation, Background, Assessment, Recommendation.

SBAR: Leonard, Graham & Bonacum, Qual Saf Health Care 2004; distributed by the Institute for Healthcare Improvement. Nothing is
written here that is not shown: the sentences are those of the report's text, with what the clinician made of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cdss.core.sentences import sentence
from cdss.records.case import Case
from cdss.session.decision.checks import checks_of
from cdss.session.decision.own_level import as_seen
from cdss.session.decision.recommended import actions_of
from cdss.session.names import name
from cdss.session.report.text.impression import level_words
from cdss.session.report.text.records import ReportText, Sentence
from cdss.session.resolve import report_text_of
from cdss.session.state import Entry, SessionState

_LEFT_OUT = ("/scope", "/unlikely", "/very_unlikely")
"""Ends of the keys of sentences on what is never assessed, and on what is unlikely: they are for the report, this is short."""


def handover(state: SessionState, identity: str, now: datetime) -> str | None:
    """The hand-over of the patient on screen in the language of the screen; None where none is read.

    ``identity``: who the patient is, as the banner says it.
    """
    seen = as_seen(state)
    entry = seen.selected
    if entry is None or entry.case is None:
        return None
    language = seen.intent.language
    report = report_text_of(entry, seen)
    parts = (
        ("handover_situation", _situation(entry, report, seen)),
        ("handover_background", _background(entry.case, language)),
        ("handover_assessment", _assessment(entry, report, seen)),
        ("handover_recommendation", _recommendation(entry, report, language)),
    )
    lines = [sentence("handover_head", {"time": _moment(now)}, language), identity]
    for code, said in parts:
        lines += ["", sentence(code, {}, language), *(f"- {line}" for line in said)]
    return "\n".join([*lines, "", sentence("session_status_sentence", {}, language)])


def _situation(entry: Entry, report: ReportText, state: SessionState) -> Iterator[str]:
    intent, language = state.intent, state.intent.language
    yield from _of(report, "findings/note/complaint", language)
    yield from _of(report, "impression/ruling", language)
    if entry.own.level is not None and entry.ruling is not None:
        level = level_words(entry.own.level, language, intent.settings.level_terms)
        when = f" ({_moment(entry.own.made)})" if entry.own.made else ""
        yield sentence("handover_own", {"level": level, "when": when}, language)
    yield from _of(report, "impression/level", language)


def _background(case: Case, language: str) -> Iterator[str]:
    if case.history is None:
        yield sentence("handover_history_unknown", {}, language)
    else:
        codes = (known.replace(" ", "_").replace("-", "_") for known in case.history or ("none",))
        listed = ", ".join(name("history", code, language) for code in codes)
        yield sentence("handover_history", {"list": listed}, language)
    if case.note is not None and case.note.text.strip():
        yield sentence("handover_note", {"note": " ".join(case.note.text.split())}, language)


def _assessment(entry: Entry, report: ReportText, state: SessionState) -> Iterator[str]:
    language = state.intent.language
    for head in ("findings/vitals", "findings/ecg", "findings/film"):
        yield from _of(report, head, language)
    if entry.withheld is not None:
        yield sentence("handover_withheld", {}, language)
    else:
        before = ("impression/ruling", "impression/level")
        yield from _of(report, "impression", language, but=before)
    yield from (check.text(language) for check in checks_of(entry, state))


def _recommendation(entry: Entry, report: ReportText, language: str) -> Iterator[str]:
    """What guidelines advise to consider, what of it is done, and what the clinician wrote beside it."""
    yield from _of(report, "recommendation", language)
    if not actions_of(entry, language):
        yield sentence("handover_no_actions", {}, language)


def _of(report: ReportText, head: str, language: str, but: tuple[str, ...] = ()) -> Iterator[str]:
    yield from (_words(one, language) for one in report.sentences if _is_of(one.key, head, but) and one.text)


def _words(one: Sentence, language: str) -> str:
    """A sentence that the clinician wrote from evidence that has changed since has what it would say now behind it."""
    if not one.outdated or one.added:
        return one.text
    changed = name("report", "outdated", language)
    return f"{one.text} [{changed}: {one.draft}]" if one.draft else f"{one.text} [{changed}]"


def _is_of(key: str, head: str, but: tuple[str, ...] = ()) -> bool:
    return (key == head or key.startswith(f"{head}/")) and key not in but and not key.endswith(_LEFT_OUT)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
