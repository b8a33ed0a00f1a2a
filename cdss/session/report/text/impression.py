"""Sentences of the impression: the level, the risk, the conditions, each with its figure; and what the clinician decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cdss.core.figures import percent
from cdss.core.result import Issue
from cdss.records.assessment import Acuity, Condition, Risk
from cdss.scoring.triage_levels import triage_level
from cdss.session.decision.reasons import reason_words
from cdss.session.decision.wording import Likelihood, ReadFirst, likelihood, read_first
from cdss.session.names import condition_name, modality_name, name
from cdss.session.panes import DecisionPane, Ruling
from cdss.session.report.text.certainty import Graded, graded
from cdss.session.report.text.records import Evidence, Sentence, said

HEAD = "impression"
PANE = "decision"


def impression_sentences(pane: DecisionPane | None, language: str, terms: str = "ktas") -> Iterator[Sentence]:
    """Why there is no assessment where there is none; the clinician's own level stands either way, and first.

    ``terms``: the scale that the levels are called after, ``ktas`` or ``esi``.
    """
    if pane is None:
        return
    if (ruling := pane.standing) is not None:
        yield _ruled(ruling, language, terms)
    if pane.acuity is None or pane.risk is None:
        yield _unassessed(pane, language)
        return
    yield _level(pane.acuity, language, terms)
    if pane.doubt is not None:
        evidence = (Evidence(PANE, pane.doubt.code, name("outcome", "risk", language), _levels(pane.acuity)),)
        doubt = pane.doubt
        yield Sentence(f"{HEAD}/doubt", doubt.code, doubt.params, doubt.text(language), evidence)
    yield _risk(pane.risk, language)
    yield from _conditions(pane.conditions, pane.checks, language)
    yield from _outcomes(pane.outcomes, language)
    if pane.missing:
        listed = ", ".join(modality_name(modality, language) for modality in pane.missing)
        codes = " ".join(modality.value for modality in pane.missing)
        evidence = (Evidence(PANE, "missing", listed, name("report", "none", language), codes),)
        yield said(f"{HEAD}/missing", "report_without", language, evidence, list=listed)


def level_words(level: int, language: str, terms: str) -> str:
    """Scale, number and word, after ``ktas`` or ``esi``: ``KTAS 2 Emergent``."""
    names = triage_level(level)
    word = names.esi_name(language) if terms == "esi" else names.name(language)
    return f"{terms.upper()} {level} {word}"


def moment_words(moment: datetime) -> str:
    """A moment of the program's own clock, in the time of this computer."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _unassessed(pane: DecisionPane, language: str) -> Sentence:
    label, words = name("outcome", "risk", language), name("report", "not_assessed", language)
    if pane.refusal:
        evidence = (Evidence(PANE, "refusal", label, words, "refused"),)
        return said(f"{HEAD}/unassessed", "report_not_assessed_why", language, evidence, reason=pane.refusal)
    evidence = (Evidence(PANE, "refusal", label, words, "waiting"),)
    return said(f"{HEAD}/unassessed", "report_not_assessed", language, evidence)


def _ruled(ruling: Ruling, language: str, terms: str) -> Sentence:
    """An accepted level and one of the clinician's own are told apart; reason and time where they are known."""
    template = "report_level_accepted" if ruling.accepted else "report_level_set"
    said_why, in_english = (_reason(ruling, of) for of in (language, "en"))
    when = f" ({moment_words(ruling.made)})" if ruling.made else ""
    level = level_words(ruling.level, language, terms)
    evidence = (Evidence(PANE, "ruling", level, f"{ruling.level}{said_why}", f"{ruling.level}{in_english}"),)
    return said(f"{HEAD}/ruling", template, language, evidence, level=level, when=when, reason=said_why)


def _reason(ruling: Ruling, language: str) -> str:
    why = reason_words(ruling.reason, language).rstrip(".")
    return f" {why}." if why else ""


def _level(acuity: Acuity, language: str, terms: str) -> Sentence:
    probability = percent(acuity.probabilities[acuity.level - 1])
    level = level_words(acuity.level, language, terms)
    evidence = (Evidence(PANE, "acuity", level, probability),)
    if not acuity.level_set:
        return said(f"{HEAD}/level", "report_level", language, evidence, level=level, percent=probability)
    held = _levels(acuity)
    return said(f"{HEAD}/level", "report_level_in_set", language, evidence, level=level, percent=probability, set=held)


def _levels(acuity: Acuity) -> str:
    if not acuity.level_set:
        return f"{acuity.level}"
    first, last = acuity.level_set[0], acuity.level_set[-1]
    return f"{first}" if first == last else f"{first}–{last}"


def _risk(risk: Risk, language: str) -> Sentence:
    low, high = (f"{end:.1f}" for end in risk.interval)
    evidence = (Evidence(PANE, "risk", name("outcome", "risk", language), f"{risk.score:.1f} / 10"),)
    return said(f"{HEAD}/risk", "report_risk", language, evidence, score=f"{risk.score:.1f}", low=low, high=high)


def _conditions(conditions: tuple[Condition, ...], checks: tuple[Issue, ...], language: str) -> Iterator[Sentence]:
    """Those of the conformal set are named beside the graded ones; a warning that outranks them stands before them in full, and
    that none stands out is no all-clear beside it."""
    if not conditions:
        return
    best = max(conditions, key=lambda one: one.probability)
    outranking = read_first(best.probability, best.code, checks)
    if outranking is not None and outranking[0] is ReadFirst.ST:
        listed = " ".join(check.text(language) for check in outranking[1])
        yield said(
            f"{HEAD}/read_first", "report_read_first", language, (_warnings(outranking[1], language),), list=listed
        )
    if likelihood(best.probability) is Likelihood.NONE_STANDS_OUT:
        evidence = (_evidence(best, language), *((_warnings(outranking[1], language),) if outranking else ()))
        template = "report_none_but_warned" if outranking else "report_none_stands_out"
        yield said(f"{HEAD}/none_stands_out", template, language, evidence)
    items = (Graded(c.code, condition_name(c.code, language), c.probability, c.interval) for c in conditions)
    yield from graded(f"{HEAD}/condition", PANE, items, language)
    yield _set(conditions, language)


def _warnings(checks: tuple[Issue, ...], language: str) -> Evidence:
    codes = " ".join(check.code for check in checks)
    return Evidence(PANE, "checks", name("report", "checks", language), str(len(checks)), codes)


def _set(conditions: tuple[Condition, ...], language: str) -> Sentence:
    """The conformal set, which may hold no condition, or all of them."""
    held = sorted((c for c in conditions if c.in_set), key=lambda one: -one.probability)
    evidence = tuple(_evidence(one, language) for one in held)
    if len(held) == len(conditions):
        return said(f"{HEAD}/set", "report_set_all", language, evidence)
    if held:
        listed = ", ".join(one.name for one in evidence)
        return said(f"{HEAD}/set", "report_set", language, evidence, list=listed)
    return said(f"{HEAD}/set", "report_set_empty", language, tuple(_evidence(one, language) for one in conditions))


def _evidence(one: Condition, language: str) -> Evidence:
    return Evidence(PANE, one.code, condition_name(one.code, language), percent(one.probability))


def _outcomes(outcomes: tuple[tuple[str, float], ...], language: str) -> Iterator[Sentence]:
    evidence = tuple(Evidence(PANE, code, name("outcome", code, language), percent(p)) for code, p in outcomes)
    if evidence:
        listed = ", ".join(f"{one.name} {one.value}" for one in evidence)
        yield said(f"{HEAD}/outcomes", "report_outcomes", language, evidence, list=listed)
