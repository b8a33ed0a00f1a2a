"""The one record that both the PDF and the HTML page are made of, from the state of the session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cdss.core.sentences import sentence
from cdss.report.chart_changes import change_blocks
from cdss.report.evidence import ecg_blocks, film_blocks, note_blocks, strip_block, vitals_blocks
from cdss.report.figures import (
    condition_blocks,
    contribution_blocks,
    hidden_methods,
    note_words_blocks,
    vitals_shap_blocks,
)
from cdss.report.further import further_blocks, lead_blocks
from cdss.report.record import Block, Heading, Report
from cdss.report.summary import check_blocks, decided, headline, text_blocks
from cdss.report.technical import InputHash, WeightsHash, identity_blocks, missing_blocks
from cdss.session.names import name
from cdss.session.panes import DecisionPane, EcgPane, FilmPane, NotePane, VitalsPane
from cdss.session.report.text.impression import moment_words
from cdss.session.resolve import evidence_of, report_text_of, resolve
from cdss.session.state import Entry, SessionState


@dataclass(frozen=True, slots=True)
class Made:
    """What the state does not know. ``identity``: who the patient is, as the banner says; ``at``: when the report is made."""

    identity: str
    at: datetime
    inputs: tuple[InputHash, ...] = ()
    weights: tuple[WeightsHash, ...] = ()


def report_of(state: SessionState, made: Made) -> Report | None:
    """The report of the patient on screen in the language of the screen; None where there is none, or not read yet."""
    entry, view = state.selected, resolve(state)
    if entry is None or entry.case is None or view.banner is None or view.decision is None:
        return None
    language = state.intent.language
    return Report(
        language=language,
        title=name("report", "title", language),
        identity=made.identity,
        made=sentence("report_made", {"time": moment_words(made.at)}, language),
        status=sentence("session_status_sentence", {}, language),
        page=name("report", "page", language),
        blocks=(
            *headline(view.banner, view.decision, language, state.intent.settings.level_terms),
            *_blocks(entry, state, view.decision, made),
        ),
        evidence=evidence_of(entry, state),
    )


def _blocks(entry: Entry, state: SessionState, decision: DecisionPane, made: Made) -> Iterator[Block]:
    language, shown = state.intent.language, evidence_of(entry, state)
    yield from decided(decision, language, state.intent.settings.level_terms)
    yield from check_blocks(decision.checks, language)
    yield from missing_blocks(decision, language)
    yield from text_blocks(report_text_of(entry, state), language)
    yield from condition_blocks(decision, language)
    yield from contribution_blocks(decision, language)
    yield from vitals_shap_blocks(decision, language, state.intent.settings.fahrenheit)
    if isinstance(shown.vitals, VitalsPane):
        yield from vitals_blocks(shown.vitals, language)
        yield from change_blocks(entry.vitals_work.changes, language)
    if isinstance(shown.film, FilmPane):
        yield from film_blocks(shown.film, language)
    if isinstance(shown.note, NotePane):
        yield from note_blocks(shown.note, language)
        yield from note_words_blocks(shown.note, language)
    if isinstance(shown.ecg, EcgPane):
        yield from ecg_blocks(shown.ecg, language)
        yield from lead_blocks(shown.ecg, language)
    yield from further_blocks(decision, shown.note if isinstance(shown.note, NotePane) else None, language)
    yield from _methods(entry, state)
    known = entry.assessment
    yield from identity_blocks(
        known.model if known else state.engine.model,
        known.device if known else None,
        made.weights,
        made.inputs,
        language,
    )
    if isinstance(shown.ecg, EcgPane):
        yield strip_block(shown.ecg, language)


def _methods(entry: Entry, state: SessionState) -> Iterator[Block]:
    """Only of a patient who was explained: else nothing is left out."""
    language = state.intent.language
    found = hidden_methods(state.engine.failed_methods, state.intent.failed_methods, language)
    if found is not None and entry.explanation is not None:
        yield Heading(name("report", "methods", language))
        yield found
