"""``resolve()``: what the window shows, from state alone. Every pane is made of one entry, so patients cannot mix."""

from __future__ import annotations

from dataclasses import replace

from cdss.core.kinds import ECG_LEADS, MODALITIES, Modality, Presence
from cdss.core.result import Issue
from cdss.core.sentences import sentence
from cdss.records.assessment import Assessment, Finding, Score
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.records.identity import Arrival, Patient
from cdss.records.question import NextTest, NextTests, Occlude, Occlusion
from cdss.session.decision.checks import checks_of, doubt_of, doubts_about, gravest_first
from cdss.session.decision.own_level import as_seen, awaited
from cdss.session.decision.recommended import actions_of
from cdss.session.decision.what_if import what_if_pane
from cdss.session.entry.film_work import unread
from cdss.session.evidence import events_of, note_reading, scores_of
from cdss.session.explanation.failed_methods import failed, hidden, shown
from cdss.session.explanation.lit import leading_leads
from cdss.session.explanation.note_units import unit_words, units_as_displayed
from cdss.session.explanation.reliability import reliability_issues
from cdss.session.explanation.second_opinion import (
    asking_opinion,
    compared_note,
    compared_vitals,
    lime_vitals,
    lime_words,
)
from cdss.session.facts import busy, complaint_of, display_id, presence_of, refusal
from cdss.session.kept_words import kept_words
from cdss.session.panes import (
    BannerPane,
    DecisionPane,
    EcgPane,
    EmptyPane,
    FilmPane,
    GuidePane,
    NotePane,
    ReportPane,
    StatusLine,
    ViewState,
    VitalsPane,
)
from cdss.session.report.text.draft import ReportEvidence, report_text
from cdss.session.report.text.records import ReportText
from cdss.session.state import EnginePhase, Entry, Problem, SessionState
from cdss.session.tidings import MessageKind, kind_of
from cdss.session.worklist.rows import worklist
from cdss.session.worklist.shift import shift_pane
from cdss.signals.st_thresholds import st_threshold_mv


def resolve(state: SessionState) -> ViewState:
    """The whole screen, without what is withheld. Pure: the same state always gives an equal view state."""
    state = as_seen(state)
    entry = state.selected
    case = entry.case if entry else None
    return ViewState(
        worklist=worklist(state),
        banner=_banner(entry, state) if entry else None,
        film=_film(entry, case, state) if entry and case else None,
        ecg=_ecg(entry, case, state) if entry and case else None,
        vitals=_vitals(entry, case, state) if entry and case else None,
        note=_note(entry, case, state) if entry and case else None,
        decision=_decision(entry, state) if entry else None,
        status=_status(state),
        sources=case.sources if case else (),
        shift=shift_pane(state),
        report=_report(entry, state) if entry and state.intent.report else None,
        guide=_guide(entry, state),
        what_if=what_if_pane(entry, state) if entry and not awaited(entry, state) else None,
    )


def _banner(entry: Entry, state: SessionState) -> BannerPane:
    case, assessment = entry.case, entry.assessment
    return BannerPane(
        case_id=display_id(entry),
        patient=case.patient if case else Patient(),
        arrival=case.arrival if case else Arrival(),
        complaint=complaint_of(case),
        composite=case.composite if case else False,
        acuity=assessment.acuity if assessment else None,
        risk=assessment.risk if assessment else None,
        busy=busy(entry, state) and assessment is None,
        ruling=entry.standing,
        own_awaited=awaited(entry, state),
        key=entry.key,
        reading=case is None and entry.problem is None,
    )


def _film(entry: Entry, case: Case, state: SessionState) -> FilmPane | EmptyPane:
    if not case.films:
        return _empty(entry, state, Modality.IMAGE)
    work = entry.film_work
    film = work.film_of(case.films)
    pane = FilmPane(
        film=film,
        findings=_findings(entry.assessment, Modality.IMAGE),
        conditions=entry.assessment.conditions if entry.assessment else (),
        cam=shown(entry, state).image_cam,
        issues=_shown_issues(entry, case, state, Modality.IMAGE),
        credit=_credit(case, Modality.IMAGE),
        left_out=presence_of(entry, Modality.IMAGE) is Presence.REJECTED,
        awaited=busy(entry, state),
        occlusion=next((a for a in entry.answers if isinstance(a, Occlusion)), None),
        occluding=any(p.key == entry.key and isinstance(p.question, Occlude) for p in state.pending),
        hidden="image_cam" in hidden(entry, state),
        marks=work.marks_of(film.source),
        films=case.films,
        withheld=entry.withheld is not None,
        key=entry.key,
    )
    return pane if film is case.films[0] else unread(pane)


def _ecg(entry: Entry, case: Case, state: SessionState) -> EcgPane | EmptyPane:
    if not case.ecgs:
        return _empty(entry, state, Modality.ECG)
    assessment = entry.assessment or entry.withheld
    return EcgPane(
        ecg=case.ecgs[0],
        findings=_findings(entry.assessment, Modality.ECG),
        conditions=entry.assessment.conditions if entry.assessment else (),
        measurements=tuple(assessment.ecg_measurements.items()) if assessment else (),
        st_level_mv=tuple(assessment.st_level_mv.items()) if assessment else (),
        attribution=shown(entry, state).ecg_attribution,
        issues=_shown_issues(entry, case, state, Modality.ECG),
        credit=_credit(case, Modality.ECG),
        st_threshold_mv=tuple(
            (lead, st_threshold_mv(lead, case.patient.sex, case.patient.age_years)) for lead in ECG_LEADS
        ),
        left_out=presence_of(entry, Modality.ECG) is Presence.REJECTED,
        awaited=busy(entry, state),
        hidden="ecg_attribution" in hidden(entry, state),
        others=case.ecgs[1:],
        withheld=entry.withheld is not None,
    )


def _vitals(entry: Entry, case: Case, state: SessionState) -> VitalsPane | EmptyPane:
    if case.vitals is None or not case.vitals.rows:
        return _empty(entry, state, Modality.VITALS, bool(entry.typed.vitals))
    return VitalsPane(
        vitals=case.vitals,
        scores=_scores(entry.assessment, case),
        issues=_shown_issues(entry, case, state, Modality.VITALS),
        credit=_credit(case, Modality.VITALS),
        waiting=bool(entry.typed.vitals),
        spo2_scale=case.spo2_scale,
        fahrenheit=state.intent.settings.fahrenheit,
        events=events_of(case),
    )


def _note(entry: Entry, case: Case, state: SessionState) -> NotePane | EmptyPane:
    complaint = complaint_of(case)
    text = case.note.text if case.note else ""
    if not text and not complaint:
        return _empty(entry, state, Modality.NOTE, entry.typed.triage is not None)
    reading = note_reading(complaint, text, case.concept_corrections)
    opinion = compared_note(entry, state)
    return NotePane(
        complaint=complaint,
        text=reading.displayed,
        tokens=shown(entry, state).note_tokens,
        negated_spans=reading.negated_spans,
        concepts=reading.concepts,
        chips=reading.chips,
        behind=reading.behind,
        abbreviations=reading.abbreviations,
        issues=_shown_issues(entry, case, state, Modality.NOTE),
        credit=_credit(case, Modality.NOTE),
        opinion=opinion,
        asking=asking_opinion(entry, state),
        hidden="note_tokens" in hidden(entry, state),
        lime=lime_words(entry, opinion),
        units=units_as_displayed(entry, reading.displayed),
        waiting=entry.typed.triage is not None,
        draft=entry.edits.draft,
        edited=entry.note_work.edited,
        key=entry.key,
    )


def _report(entry: Entry, state: SessionState) -> ReportPane:
    return ReportPane(display_id(entry), entry.key, report_text_of(entry, state))


def report_text_of(entry: Entry, state: SessionState) -> ReportText:
    """The text of the patient's report, drafted from what is shown of them."""
    intent = state.intent
    return report_text(evidence_of(entry, state), entry.report_work, intent.language, intent.settings.level_terms)


def evidence_of(entry: Entry, state: SessionState) -> ReportEvidence:
    """What the report is made of: the panes, with the film that is assessed, whichever is on screen."""
    state = as_seen(state)
    entry = state.entry(entry.key) or entry
    case, assessed = entry.case, replace(entry, film_work=replace(entry.film_work, shown=None))
    return ReportEvidence(
        film=_film(assessed, case, state) if case else None,
        ecg=_ecg(entry, case, state) if case else None,
        vitals=_vitals(entry, case, state) if case else None,
        note=_note(entry, case, state) if case else None,
        decision=_decision(entry, state),
    )


def _empty(entry: Entry, state: SessionState, modality: Modality, waiting: bool = False) -> EmptyPane:
    assert entry.case is not None
    case, able = entry.case, entry.assessable and state.engine.phase not in (EnginePhase.ABSENT, EnginePhase.FAILED)
    able = able and any(case.presence(m) is Presence.PRESENT for m in MODALITIES)
    return EmptyPane(modality, case.presence(modality), _issues(case, modality), waiting, able)


def _guide(entry: Entry | None, state: SessionState) -> GuidePane | None:
    """What to do where there is no evidence to show, or that it is being read; None where there is."""
    if entry is None:
        return None if state.entries else GuidePane()
    if entry.case is not None:
        return None
    if entry.problem is None:
        return GuidePane(display_id(entry), reading=True)
    return GuidePane(display_id(entry), entry.problem.words(state.intent.language))


def _findings(assessment: Assessment | None, modality: Modality) -> tuple[Finding, ...]:
    return tuple(assessment.findings.get(modality, ())) if assessment else ()


def _scores(assessment: Assessment | None, case: Case) -> tuple[tuple[str, Score], ...]:
    return tuple(assessment.scores.items()) if assessment else scores_of(case)


def _issues(case: Case, modality: Modality) -> tuple[Issue, ...]:
    return tuple(i for i in case.issues if i.modality is modality)


def _shown_issues(entry: Entry, case: Case, state: SessionState, modality: Modality) -> tuple[Issue, ...]:
    """What was found on reading and what the guards doubt, the gravest first, for a narrow pane shows one line; then what must be
    said of the explanation in the same pane."""
    read = _issues(case, modality)
    told = (*read, *(doubt for doubt in doubts_about(entry, modality) if doubt not in read))
    return (*gravest_first(told), *reliability_issues(shown(entry, state), modality, failed(entry, state)))


def _credit(case: Case, modality: Modality) -> str:
    credits = (" · ".join(filter(None, (s.credit, s.licence, s.doi))) for s in case.sources if s.part == modality)
    return "; ".join(credits)


def _decision(entry: Entry, state: SessionState) -> DecisionPane:
    """A refusal that came after the assessment (of its explanation, say) stands beside the figures, which stay true."""
    known, explanation, opinion = entry.assessment, shown(entry, state), compared_vitals(entry, state)
    refused = refusal(entry, state.intent.language)
    return DecisionPane(
        acuity=known.acuity if known else None,
        risk=known.risk if known else None,
        outcomes=tuple(known.outcomes.items()) if known else (),
        conditions=known.conditions if known else (),
        shapley=explanation.modality_shapley if known else None,
        vitals_shap=explanation.vitals_shap if known else None,
        attention=explanation.cross_attention if known else None,
        agreement=explanation.attention_agreement if known else None,
        unit_words=unit_words(entry) if known else (),
        segment_leads=_segment_leads(explanation) if known else (),
        without=tuple(known.without.items()) if known else (),
        checks=checks_of(entry, state),
        missing=_unused(entry),
        refusal=refused or _no_engine(state),
        busy=busy(entry, state),
        ruling=entry.ruling,
        target=state.intent.target,
        doubt=doubt_of(entry),
        neighbours=explanation.neighbours if known else None,
        next_test=next((a for a in entry.answers if isinstance(a, NextTests)), None),
        testing=any(p.key == entry.key and isinstance(p.question, NextTest) for p in state.pending),
        opinion=opinion,
        asking=asking_opinion(entry, state),
        shap_failed="vitals_shap" in failed(entry, state),
        lime=lime_vitals(entry, opinion),
        own=entry.own,
        own_awaited=awaited(entry, state),
        actions=actions_of(entry, state.intent.language),
        key=entry.key,
    )


def _segment_leads(explanation: Explanation) -> tuple[tuple[str, tuple[str, ...]], ...]:
    part = explanation.ecg_attribution
    return leading_leads(part) if part is not None and explanation.cross_attention is not None else ()


def _unused(entry: Entry) -> tuple[Modality, ...]:
    """Modalities that the answer does without: missing, or rejected by the reader or by a guard."""
    if entry.case is None:
        return ()
    return tuple(m for m in MODALITIES if presence_of(entry, m) is not Presence.PRESENT)


def _no_engine(state: SessionState) -> str | None:
    silent = state.engine.phase in (EnginePhase.ABSENT, EnginePhase.FAILED)
    return state.engine.problem.words(state.intent.language) if silent and state.engine.problem else None


def _status(state: SessionState) -> StatusLine:
    entry, engine = state.selected, state.engine
    model, assessment = engine.model, entry.assessment if entry else None
    nobody = None if state.entries else Problem("session_no_patients")
    told = state.remark or state.noted
    standing = tuple(p for p in (state.unsaved, state.unaudited) if p)
    said = (told,) if told else standing or tuple(p for p in (state.calibration or nobody or engine.problem,) if p)
    return StatusLine(
        engine=activity(state),
        total_ms=assessment.timings_ms.get("total") if assessment else None,
        device=assessment.device if assessment else engine.device,
        model=f"{model.name} {model.version} · sha256 {model.sha256[:8]}" if model else None,
        message=" ".join(problem.words(state.intent.language) for problem in said) or None,
        dismissable=told is not None,
        attention=kind_of(said) is MessageKind.ATTENTION,
        kept=kept_words(state),
        device_note=sentence(engine.notice, {}, state.intent.language) if engine.notice else "",
    )


def activity(state: SessionState) -> str:
    """One word for what is happening: reading, assessing, explaining, assessing_others, or the engine's phase."""
    entry = state.selected
    if entry is not None and entry.case is None and entry.problem is None:
        return "reading"
    if state.engine.phase is EnginePhase.READY and state.pending:
        if entry is None or state.pending_of(entry.key) is None:
            return "assessing_others"
        return "assessing" if entry.assessment is None else "explaining"
    return state.engine.phase.value
