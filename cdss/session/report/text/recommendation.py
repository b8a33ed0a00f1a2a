"""Sentences of the recommendation: what reviewed guidelines advise to consider, looked up and never generated."""

from __future__ import annotations

from collections.abc import Iterator

from cdss.session.decision.considered import Recommended
from cdss.session.names import condition_name, name
from cdss.session.panes import DecisionPane
from cdss.session.report.text.impression import moment_words
from cdss.session.report.text.records import Evidence, Sentence, said

HEAD = "recommendation"


def recommendation_sentences(pane: DecisionPane | None, language: str) -> Iterator[Sentence]:
    """One for each action of the table that is offered for this patient, with guideline, year and strength."""
    for action in pane.actions if pane else ():
        yield _considered(action, language)


def _considered(action: Recommended, language: str) -> Sentence:
    """What was ticked off is said to be done, and when where that is known."""
    if action.by_check or action.condition is None:
        concerns = name("report", "checks" if action.by_check else "level", language)
    else:
        concerns = condition_name(action.condition, language)
    done = ", done" if action.ticked else ""
    kept = f"{action.cited or action.source}{done}"
    evidence = (Evidence("decision", action.code, concerns, action.source, kept),)
    params = {"text": action.text.rstrip("."), "source": action.source}
    if not action.ticked:
        return said(f"{HEAD}/{action.code}", "report_consider", language, evidence, **params)
    when = f" {moment_words(action.at)}" if action.at else ""
    return said(f"{HEAD}/{action.code}", "report_considered", language, evidence, when=when, **params)
