"""Sentences of the findings: vital signs with their scores, and what the note says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from cdss.core.kinds import Modality
from cdss.records.assessment import Score
from cdss.records.vitals import VITALS_FIELDS, VitalsRow
from cdss.session.entry.older_values import clock_words, older_values, oldest_time
from cdss.session.names import concept_name, measured_words, name
from cdss.session.panes import EmptyPane, NotePane, VitalsPane
from cdss.session.report.text.records import Evidence, Sentence, said
from cdss.session.report.text.unused import unused

VITALS_HEAD, NOTE_HEAD = "findings/vitals", "findings/note"


_FORMS = {"shock_index": "{:.2f}"}


def vitals_sentences(pane: VitalsPane | EmptyPane | None, language: str) -> Iterator[Sentence]:
    """What was measured last, older values with their times, what was never measured, and the scores made of them."""
    if not isinstance(pane, VitalsPane):
        yield unused(VITALS_HEAD, Modality.VITALS, pane, language)
        return
    latest = pane.vitals.latest
    older = dict(pane.vitals.carried())
    yield from _latest(latest, older, language, pane.fahrenheit)
    yield from _older(latest, older, language, pane.fahrenheit)
    missing = [field for field in VITALS_FIELDS if getattr(latest, field) is None]
    if missing:
        none = name("report", "none", language)
        evidence = tuple(Evidence("vitals", field, name("vital", field, language), none, "none") for field in missing)
        listed = ", ".join(one.name for one in evidence)
        yield said(f"{VITALS_HEAD}/missing", "report_not_measured", language, evidence, list=listed)
    yield from _scores(pane.scores, oldest_time(older_values(pane.vitals)), latest.time, language)


def note_sentences(pane: NotePane | EmptyPane | None, language: str) -> Iterator[Sentence]:
    """The complaint as it was given, and the terms that were recognised: named, and denied."""
    if not isinstance(pane, NotePane):
        yield unused(NOTE_HEAD, Modality.NOTE, pane, language)
        return
    if pane.complaint:
        given = Evidence("note", "complaint", name("modality", "note", language), pane.complaint)
        yield said(f"{NOTE_HEAD}/complaint", "report_complaint", language, (given,), complaint=pane.complaint)
    kinds = (("named", "report_named", False, "present"), ("denied", "report_denied", True, "denied"))
    for key, template, denied, meant in kinds:
        terms = [term for term, negated in pane.concepts if negated is denied]
        if terms:
            words = name("meant", meant, language)
            evidence = tuple(
                Evidence("note", f"{key}/{term}", concept_name(term, language), words, key) for term in terms
            )
            yield said(
                f"{NOTE_HEAD}/{key}",
                template,
                language,
                evidence,
                list=", ".join(one.name for one in evidence),
            )

    if pane.corrected:
        yield _corrected(pane, language)


def _corrected(pane: NotePane, language: str) -> Sentence:
    """What the clinician said is meant otherwise than the note is read, and who said so: the note itself was not changed."""
    chips = tuple(chip for chip in pane.chips if chip.corrected is not None)
    evidence = tuple(
        Evidence(
            "note",
            f"corrected/{chip.term}",
            concept_name(chip.term, language),
            name("meant", chip.meant.value, language),
            chip.meant.value,
        )
        for chip in chips
    )
    listed = ", ".join(f"{one.name}: {one.value}" for one in evidence)
    return said(f"{NOTE_HEAD}/corrected", "report_note_corrected", language, evidence, list=listed)


def _evidence(row: VitalsRow, fields: Iterable[str], language: str, fahrenheit: bool) -> tuple[Evidence, ...]:
    """What is kept of a value is in °C: another unit on the screen makes no sentence outdated."""
    known = [(field, value) for field in fields if (value := getattr(row, field)) is not None]
    return tuple(
        Evidence(
            "vitals",
            field,
            name("vital", field, language),
            measured_words(field, value, language, fahrenheit),
            measured_words(field, value),
        )
        for field, value in known
    )


def _named(one: Evidence) -> str:
    return one.value if one.code == "on_oxygen" else f"{one.name} {one.value}"


def _older(
    latest: VitalsRow, older: Mapping[str, datetime | None], language: str, fahrenheit: bool
) -> Iterator[Sentence]:
    """Values of earlier measurements, each with its own time: under the newest time they would pass for new ones."""
    evidence = _evidence(latest, older, language, fahrenheit)
    times = {field: f" ({clock_words(time, latest.time)})" if time else "" for field, time in older.items()}
    if evidence:
        listed = ", ".join(_named(one) + times[one.code] for one in evidence)
        yield said(f"{VITALS_HEAD}/earlier", "report_vitals_earlier", language, evidence, list=listed)


def _latest(
    latest: VitalsRow, older: Mapping[str, datetime | None], language: str, fahrenheit: bool
) -> Iterator[Sentence]:
    evidence = _evidence(latest, (field for field in VITALS_FIELDS if field not in older), language, fahrenheit)
    if not evidence:
        return
    listed = ", ".join(_named(one) for one in evidence)
    if latest.time is None:
        yield said(f"{VITALS_HEAD}/latest", "report_vitals", language, evidence, list=listed)
    else:
        when = f"{latest.time:%Y-%m-%d %H:%M}"
        yield said(f"{VITALS_HEAD}/latest", "report_vitals_at", language, evidence, time=when, list=listed)


def _scores(
    scores: tuple[tuple[str, Score], ...], oldest: datetime | None, newest: datetime | None, language: str
) -> Iterator[Sentence]:
    """Scores of which something was measured; a partial one says so, and all of them how far back their values go."""
    evidence = tuple(
        Evidence(
            "vitals", code, name("score", code, language), *(score_words(code, found, of) for of in (language, "en"))
        )
        for code, found in scores
        if found.value is not None
    )
    if evidence:
        listed = ", ".join(f"{one.name} {one.value}" for one in evidence)
        if oldest is None:
            yield said(f"{VITALS_HEAD}/scores", "report_scores", language, evidence, list=listed)
        else:
            time = clock_words(oldest, newest)
            yield said(f"{VITALS_HEAD}/scores", "report_scores_older", language, evidence, list=listed, time=time)


def score_words(code: str, found: Score, language: str) -> str:
    """A score with the guideline's word for it; "at least" and "partial" where something it needs was not measured.

    NEWS2 on SpO2 scale 2 says so: the same figure means another patient on scale 1.
    """
    if found.value is None:
        return name("score", "none", language)
    figure = _FORMS.get(code, "{:.0f}").format(found.value)
    band = name("score_band", found.band, language) if found.band else ""
    partial = "" if found.complete else name("score", "partial", language)
    scale = name("score", "spo2_scale_2", language) if found.spo2_scale == 2 else ""
    words = ", ".join(filter(None, (band, scale, partial)))
    return f"{'' if found.complete else '≥ '}{figure}" + (f" ({words})" if words else "")
