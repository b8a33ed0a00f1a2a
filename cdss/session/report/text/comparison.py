"""Sentences of the comparison: earlier films, ECGs and vital signs of this visit. Only figures are compared, never pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cdss.core.kinds import Modality
from cdss.records.ecg import Ecg
from cdss.records.film import Film, compared_film, is_earlier
from cdss.records.vitals import NUMERIC_VITALS, Vitals
from cdss.session.names import measured_text, measured_words, modality_name, name
from cdss.session.panes import EcgPane, EmptyPane, FilmPane, VitalsPane
from cdss.session.report.text.ecg import ecg_evidence, ecg_words
from cdss.session.report.text.film import film_evidence, film_words
from cdss.session.report.text.records import Evidence, Sentence, said

HEAD = "comparison"


def comparison_sentences(
    film: FilmPane | EmptyPane | None,
    ecg: EcgPane | EmptyPane | None,
    vitals: VitalsPane | EmptyPane | None,
    language: str,
) -> Iterator[Sentence]:
    """What there is to compare with, and for what there is nothing."""
    alone: list[Evidence] = []
    if isinstance(film, FilmPane):
        other = compared_film(film.film, film.films)
        if other is None:
            alone.append(film_evidence(film.film, "film", language))
        else:
            yield _film(film.film, other, language)
    if isinstance(ecg, EcgPane):
        if ecg.others:
            yield _ecg(ecg.ecg, _latest_earlier(ecg.ecg, ecg.others), language)
        else:
            alone.append(ecg_evidence(ecg.ecg, "ecg", language))
    change = _vitals(vitals.vitals, language, vitals.fahrenheit) if isinstance(vitals, VitalsPane) else None
    if change is not None:
        yield change
    elif isinstance(vitals, VitalsPane):
        alone.append(_measurements(vitals.vitals, language))
    if alone:
        listed = ", ".join(one.name for one in alone)
        yield said(f"{HEAD}/none", "report_no_prior", language, tuple(alone), list=listed)
    elif not any(isinstance(pane, FilmPane | EcgPane | VitalsPane) for pane in (film, ecg, vitals)):
        yield said(f"{HEAD}/none", "report_nothing_to_compare", language)


def _film(film: Film, other: Film, language: str) -> Sentence:
    words, label = film_words(other, language), modality_name(Modality.IMAGE, language)
    template = "report_prior" if is_earlier(other, film) else "report_other"
    evidence = (film_evidence(other, "prior", language),)
    return said(f"{HEAD}/film", template, language, evidence, what=f"{label}, {words}")


def _ecg(ecg: Ecg, other: Ecg, language: str) -> Sentence:
    words, label = ecg_words(other, language), modality_name(Modality.ECG, language)
    template = "report_prior" if _before(other, ecg) else "report_other"
    evidence = (ecg_evidence(other, "prior", language),)
    return said(f"{HEAD}/ecg", template, language, evidence, what=f"{label}, {words}")


def _latest_earlier(ecg: Ecg, others: tuple[Ecg, ...]) -> Ecg:
    """The latest recording before this one; the first other where none says that it was before."""
    earlier = [other for other in others if _before(other, ecg)]
    return max(earlier, key=_time) if earlier else others[0]


def _before(other: Ecg, ecg: Ecg) -> bool:
    return other.recorded is not None and ecg.recorded is not None and _time(other) < _time(ecg)


def _time(ecg: Ecg) -> datetime:
    """Without its zone: recordings may have one or not."""
    return (ecg.recorded or datetime.min).replace(tzinfo=None)


def _vitals(vitals: Vitals, language: str, fahrenheit: bool) -> Sentence | None:
    """First and last value of each vital sign that was measured twice or more; None where none was, or times are not given."""
    times = [row.time for row in vitals.rows if row.time is not None]
    if len(times) < 2 or len(times) < len(vitals.rows):
        return None
    evidence = tuple(filter(None, (_course(vitals, field, language, fahrenheit) for field in NUMERIC_VITALS)))
    if not evidence:
        return None
    listed = ", ".join(f"{one.name} {one.value}" for one in evidence)
    form = "%H:%M" if times[0].date() == times[-1].date() else "%Y-%m-%d %H:%M"
    first, last = (f"{moment:{form}}" for moment in (times[0], times[-1]))
    return said(f"{HEAD}/vitals", "report_course", language, evidence, first=first, last=last, list=listed)


def _measurements(vitals: Vitals, language: str) -> Evidence:
    """How many times they were measured: too few, or at times that are not known."""
    return Evidence("vitals", "rows", modality_name(Modality.VITALS, language), f"n = {len(vitals.rows)}")


def _course(vitals: Vitals, field: str, language: str, fahrenheit: bool) -> Evidence | None:
    values = [value for row in vitals.rows if (value := getattr(row, field)) is not None]
    if len(values) < 2:
        return None

    def course(of: str, fahrenheit: bool) -> str:
        return (
            f"{measured_text(field, values[0], of, fahrenheit)} → {measured_words(field, values[-1], of, fahrenheit)}"
        )

    return Evidence("vitals", field, name("vital", field, language), course(language, fahrenheit), course("en", False))
