"""The whole text of one patient's report, drafted from the panes: what is not shown of the patient is not written either."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.session.panes import DecisionPane, EcgPane, EmptyPane, FilmPane, NotePane, VitalsPane
from cdss.session.report.text.bedside import note_sentences, vitals_sentences
from cdss.session.report.text.comparison import comparison_sentences
from cdss.session.report.text.ecg import ecg_sentences
from cdss.session.report.text.film import film_sentences
from cdss.session.report.text.impression import impression_sentences
from cdss.session.report.text.recommendation import recommendation_sentences
from cdss.session.report.text.records import ReportText, with_work
from cdss.session.report.work import ReportWork


@dataclass(frozen=True, slots=True)
class ReportEvidence:
    """The panes of one patient. ``film`` is of the film that the assessment reads, whichever is on screen."""

    film: FilmPane | EmptyPane | None = None
    ecg: EcgPane | EmptyPane | None = None
    vitals: VitalsPane | EmptyPane | None = None
    note: NotePane | EmptyPane | None = None
    decision: DecisionPane | None = None


def report_text(shown: ReportEvidence, work: ReportWork, language: str, terms: str = "ktas") -> ReportText:
    """Findings, impression, comparison and recommendation in ``language``, with what the clinician wrote in ``work``.

    ``terms``: the scale that the levels are called after, ``ktas`` or ``esi``.
    """
    drafted = (
        *film_sentences(shown.film, language),
        *ecg_sentences(shown.ecg, language),
        *vitals_sentences(shown.vitals, language),
        *note_sentences(shown.note, language),
        *impression_sentences(shown.decision, language, terms),
        *comparison_sentences(shown.film, shown.ecg, shown.vitals, language),
        *recommendation_sentences(shown.decision, language),
    )
    return with_work(drafted, work)
