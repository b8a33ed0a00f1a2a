"""First page of the report: the level, the risk, what the clinician decided, and the text of the report."""

from __future__ import annotations

from collections.abc import Iterator

from cdss.core.result import Issue
from cdss.core.sentences import sentence
from cdss.report.record import Block, Facts, Heading, LevelBox, Paragraph, Said, Sentences, Tone
from cdss.session.decision.checks import gravest_first
from cdss.session.decision.reasons import reason_words
from cdss.session.names import name
from cdss.session.panes import BannerPane, DecisionPane
from cdss.session.report.text.impression import level_words, moment_words
from cdss.session.report.text.records import ReportText, Section, Sentence


def headline(banner: BannerPane, decision: DecisionPane, language: str, terms: str) -> Iterator[Block]:
    """Complaint, level with number, word and colour, risk with its interval, and what the level rests on."""
    if banner.composite:
        yield Paragraph(sentence("check_composite", {}, language), Tone.WARNING)
    if banner.complaint:
        yield Facts(((name("report", "complaint", language), f"“{banner.complaint}”"),))
    ruling, acuity = decision.standing, decision.acuity
    level = ruling.level if ruling else acuity.level if acuity else None
    words = level_words(level, language, terms) if level else name("report", "not_assessed", language)
    yield LevelBox(level, words, tuple(_level_lines(decision, language, terms)))


def decided(decision: DecisionPane, language: str, terms: str) -> Iterator[Block]:
    """What the clinician decided, why and when; that they have not, where they have not."""
    yield Heading(name("report", "decision", language))
    ruling, own = decision.ruling, decision.own
    if own.level is not None:
        when = f" ({moment_words(own.made)})" if own.made else ""
        yield Facts(((name("report", "own", language), level_words(own.level, language, terms) + when),))
    if ruling is None:
        yield Paragraph(sentence("report_no_decision", {}, language))
        return
    how = "accepted" if ruling.accepted else "set"
    rows = [(name("report", how, language), level_words(ruling.level, language, terms))]
    model = level_words(ruling.model_level, language, terms) if ruling.model_level else name("report", "none", language)
    rows.append((name("report", "model_level", language), model))
    if ruling.reason:
        rows.append((name("report", "reason", language), reason_words(ruling.reason, language)))
    if ruling.made is not None:
        rows.append((name("report", "time", language), moment_words(ruling.made)))
    yield Facts(tuple(rows))


def text_blocks(text: ReportText, language: str) -> Iterator[Block]:
    """The four sections; sentences that the clinician left out are not printed, an empty section says so."""
    yield Heading(name("report", "text", language))
    for section in Section:
        rows = tuple(_said(one, language) for one in text.of(section) if one.text)
        none = (Said(sentence(f"report_empty_{section.value}", {}, language)),)
        yield Sentences(name("report", section.value, language), rows or none)


def check_blocks(checks: tuple[Issue, ...], language: str) -> Iterator[Block]:
    """Every check, the gravest first."""
    yield Heading(name("report", "checks", language))
    if not checks:
        yield Paragraph(sentence("report_no_checks", {}, language))
        return
    rows = ((name("severity", one.severity.value, language), one.text(language)) for one in gravest_first(checks))
    yield Facts(tuple(rows))


def _level_lines(decision: DecisionPane, language: str, terms: str) -> Iterator[str]:
    """Who set it, the risk with its interval, and what the model gave where that is another level."""
    ruling, acuity, risk = decision.standing, decision.acuity, decision.risk
    if ruling is not None:
        yield name("report", "by_clinician_accepted" if ruling.accepted else "by_clinician", language)
    elif acuity is not None:
        yield name("report", "by_model", language)
    if ruling is not None and acuity is not None and acuity.level != ruling.level:
        yield f"{name('report', 'model_level', language)}: {level_words(acuity.level, language, terms)}"
    if risk is not None:
        low, high = (f"{end:.1f}" for end in risk.interval)
        yield sentence("report_risk", {"score": f"{risk.score:.1f}", "low": low, "high": high}, language)
    if decision.refusal:
        yield decision.refusal


def _said(one: Sentence, language: str) -> Said:
    """An edited sentence is marked, with its time; one whose evidence has changed since says that too."""
    if one.edit is None:
        return Said(one.text)
    made = f", {moment_words(one.edit.made)}" if one.edit.made else ""
    changed = f"; {name('report', 'outdated', language)}" if one.outdated and not one.added else ""
    return Said(one.text, f"{name('report', 'added' if one.added else 'edited', language)}{made}{changed}")
