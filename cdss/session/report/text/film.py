"""Sentences of the findings: the chest X-ray that was assessed, and what the clinician measured on it."""

from __future__ import annotations

from collections.abc import Iterator

from cdss.core.kinds import IMAGE_FINDINGS, Modality, View
from cdss.core.sentences import sentence
from cdss.records.film import Film
from cdss.records.film_marks import Measure, MeasureKind, angle, cardiothoracic_ratio, length
from cdss.session.decision.wording import Likelihood, likelihood
from cdss.session.names import finding_name, name
from cdss.session.panes import EmptyPane, FilmPane
from cdss.session.report.text.certainty import Graded, graded
from cdss.session.report.text.records import Evidence, Sentence, said
from cdss.session.report.text.unused import unused, waiting

HEAD = "findings/film"
PANE = "film"


def film_sentences(pane: FilmPane | EmptyPane | None, language: str) -> Iterator[Sentence]:
    """Which film it is, what was found on it and what was measured; that it was not assessed, and why, where it was not."""
    if not isinstance(pane, FilmPane):
        yield unused(HEAD, Modality.IMAGE, pane, language)
        return
    yield _which(pane, language)
    if not pane.findings:
        yield waiting(HEAD, Modality.IMAGE, pane.left_out, pane.issues, language)
    else:
        yield from graded(HEAD, PANE, _graded(pane, language), language)
        figures = tuple(one.evidence(PANE) for one in _graded(pane, language))
        yield said(f"{HEAD}/base", "report_film_base", language, figures)
        yield _scope(pane, language)
    for index, measure in enumerate(pane.marks.measures):
        if found := _measured(index, pane.film, measure, language):
            yield found


def film_words(film: Film, language: str) -> str:
    """View and date of a film, or that they are not given."""
    view = name("film_view", film.view.value, language)
    taken = f"{film.acquired:%Y-%m-%d %H:%M}" if film.acquired else name("film_view", "undated", language)
    return f"{view}, {taken}"


def film_evidence(film: Film, code: str, language: str) -> Evidence:
    """The film itself as evidence."""
    words = film_words(film, language)
    return Evidence(PANE, code, name("modality", "image", language), words, film_words(film, "en"))


def _which(pane: FilmPane, language: str) -> Sentence:
    words, evidence = film_words(pane.film, language), (film_evidence(pane.film, "film", language),)
    if len(pane.films) < 2:
        return said(f"{HEAD}/which", "report_film", language, evidence, film=words)
    return said(f"{HEAD}/which", "report_film_of_several", language, evidence, film=words, count=str(len(pane.films)))


def _scope(pane: FilmPane, language: str) -> Sentence:
    """What the networks say nothing of: the other findings that a film may have, and all that they never learnt."""
    found = {one.code for one in pane.findings}
    others = ", ".join(finding_name(Modality.IMAGE, code, language) for code in IMAGE_FINDINGS if code not in found)
    film = (film_evidence(pane.film, "film", language),)
    if not others:
        return said(f"{HEAD}/scope", "report_film_scope", language, film)
    return said(f"{HEAD}/scope", "report_film_scope_without", language, film, list=others)


def _graded(pane: FilmPane, language: str) -> Iterator[Graded]:
    """Where the network looked is said of what is possible at least."""
    for found in pane.findings:
        shown = pane.cam.film_maps.get(found.code) if pane.cam else None
        peak = shown.peak if shown and likelihood(found.probability) is not Likelihood.NONE_STANDS_OUT else None
        words = finding_name(Modality.IMAGE, found.code, language)
        yield Graded(found.code, words, found.probability, found.interval, f"film_zone_{peak.place}" if peak else None)


def _measured(index: int, film: Film, measure: Measure, language: str) -> Sentence | None:
    """One measurement of the clinician's; None until it can be read."""
    value = _value(film, measure, language)
    if value is None:
        return None
    kind = name("film_measure", measure.kind.value, language)
    evidence = (Evidence(PANE, measure.kind.value, kind, value),)
    return said(f"{HEAD}/measure/{index + 1}", "report_film_measure", language, evidence, kind=kind, value=value)


def _value(film: Film, measure: Measure, language: str) -> str | None:
    """With its unit and what limits it: lengths in mm only where the file has pixel spacing."""
    if measure.kind is MeasureKind.DISTANCE:
        mm = length(film, *measure.points[:2])
        if film.spacing_mm is None:
            return sentence("report_length_pixels", {"value": f"{mm:.0f}"}, language)
        kind = film.spacing_kind.value if film.spacing_kind else "unstated"
        return f"{mm:.1f} mm ({name('film_spacing', kind, language)})"
    if measure.kind is MeasureKind.ANGLE:
        degrees = angle(film, *measure.points[:3])
        return None if degrees is None else f"{degrees:.1f}°"
    ratio = cardiothoracic_ratio(film, measure)
    if ratio is None:
        return None
    limit = {View.AP: "report_ratio_ap", View.UNKNOWN: "report_ratio_unknown"}.get(film.view)
    return f"{ratio:.2f}" + (f" ({sentence(limit, {}, language)})" if limit else "")
