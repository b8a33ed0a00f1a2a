"""Checks shown beside the model's answer: what is missing, what disagrees, what the model was not made for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cdss.core.kinds import MODALITIES, Consciousness, Modality, Presence, Severity
from cdss.core.result import Issue, issue
from cdss.engine.st_check import st_check
from cdss.engine.st_depression import st_depression_check
from cdss.nets.triage import Encoded
from cdss.nets.vitals_series import SERIES_NAMES
from cdss.records.assessment import Assessment, ModalityStatus
from cdss.records.case import Case
from cdss.scoring.bands import news2_applicable
from cdss.scoring.course_change import course_issues
from cdss.scoring.same_illness import disagreements
from cdss.scoring.selective import likelier_level
from cdss.scoring.triage_levels import URGENT_LEVEL

HIGH_NEWS2 = 7
"""Aggregate NEWS2 that asks for an emergency response (Royal College of Physicians, 2017)."""

RED_SCORE = 3
"""Points of one item that ask for an urgent review whatever the sum (the same)."""

PULSE_GAP = 30.0
"""Difference in bpm between the monitor and the ECG above which they may be of two patients or of two times."""

MIXED_GAP = 60.0
"""Difference in bpm that neither a pulse deficit nor a change within the visit usually makes: another patient's data?"""

_CONSCIOUSNESS = SERIES_NAMES.index("consciousness")


def modality_statuses(case: Case, seen: Sequence[Modality]) -> dict[Modality, ModalityStatus]:
    """Presence of each modality with the reason where it could not be used."""
    return {m: _status(case, m, m in seen) for m in MODALITIES}


def _status(case: Case, modality: Modality, seen: bool) -> ModalityStatus:
    if seen:
        return ModalityStatus(Presence.PRESENT)
    reasons = [i.text() for i in case.issues if i.modality is modality and i.severity is not Severity.INFO]
    given = case.presence(modality) is not Presence.MISSING
    return ModalityStatus(Presence.REJECTED if given else Presence.MISSING, " ".join(reasons) or None)


def case_checks(case: Case, assessment: Assessment, encoded: Encoded) -> tuple[Issue, ...]:
    """All checks of one assessment, the reading issues of the case first."""
    return (
        *case.issues,
        *_population(case),
        *_operating_point(assessment),
        *_missing(assessment),
        *_early_warning(assessment),
        *_consciousness(case, encoded),
        *st_check(case, assessment),
        *st_depression_check(case, assessment),
        *_contradictions(case, assessment),
        *disagreements(assessment.findings, assessment.conditions),
        *course_issues(dict(zip(SERIES_NAMES, encoded.inputs.series[0].tolist(), strict=True))),
        *_note(encoded),
    )


def _population(case: Case) -> tuple[Issue, ...]:
    age, found = case.patient.age_years, []
    if age is None:
        found.append(issue("check_age_unknown", Severity.INFO))
    elif not news2_applicable(age):
        found.append(issue("check_child", Severity.WARNING, None, age=f"{age:g}"))
    if case.composite:
        found.append(issue("check_composite", Severity.INFO))
    return tuple(found)


def _operating_point(assessment: Assessment) -> tuple[Issue, ...]:
    """ "I don't know" of the level: between which levels, and why this one; nothing where it is the most probable one."""
    level = assessment.acuity.level
    likelier = int(likelier_level(np.array(assessment.acuity.probabilities), np.array(level)))
    if likelier == level:
        return ()
    first, last = sorted((likelier, level))
    unsure = issue("check_model_unsure", Severity.WARNING, None, first=first, last=last)
    if likelier > level:
        return (unsure, issue("check_level_not_likeliest", Severity.INFO, None, level=level, likeliest=likelier))
    shares = {f"p{n}": f"{100 * assessment.acuity.probabilities[n - 1]:.0f}" for n in (level, likelier)}
    less = {"level": level, "likeliest": likelier, "own": shares[f"p{level}"], "other": shares[f"p{likelier}"]}
    return (unsure, issue("check_level_less_urgent", Severity.WARNING, None, **less))


def _missing(assessment: Assessment) -> tuple[Issue, ...]:
    absent = [m for m in MODALITIES if assessment.modalities[m].status is not Presence.PRESENT]
    return tuple(issue(f"check_without_{m.value}", Severity.INFO, m) for m in absent)


def _early_warning(assessment: Assessment) -> tuple[Issue, ...]:
    score = assessment.scores.get("news2")
    if score is None or score.value is None:
        return ()
    found = []
    if not score.complete:
        names = ", ".join(f"name_vital_{name}" for name in score.missing)
        found.append(issue("check_news2_partial", Severity.INFO, Modality.VITALS, missing=names))
    if score.spo2_scale == 2:
        found.append(issue("check_news2_scale_2", Severity.INFO, Modality.VITALS))
    values = {"news2": f"{score.value:g}", "level": assessment.acuity.level}
    urgent = assessment.acuity.level <= URGENT_LEVEL
    if score.value >= HIGH_NEWS2 and not urgent:
        found.append(issue("check_news2_above_model", Severity.WARNING, Modality.VITALS, **values))
    elif score.value >= HIGH_NEWS2:
        found.append(issue("check_news2_agrees", Severity.WARNING, Modality.VITALS, **values))
    elif score.value == 0 and urgent:
        found.append(issue("check_news2_below_model", Severity.INFO, Modality.VITALS, **values))
    if score.band == "low_medium":  # 3 in one item, where the sum asks for less
        names = ", ".join(f"name_vital_{name}" for name, points in score.parts if points == RED_SCORE)
        severity = Severity.INFO if urgent else Severity.WARNING
        found.append(issue("check_news2_single", severity, Modality.VITALS, news2=f"{score.value:g}", names=names))
    return tuple(found)


def _consciousness(case: Case, encoded: Encoded) -> tuple[Issue, ...]:
    """Says so where the model could not know that the patient is not alert.

    The networks have no number for consciousness: it reaches them as a phrase behind the note's text, which a note cut for
    its length loses, or through the course of the vital signs. In NEWS2 it scores 3 by itself, and 3 in one parameter asks
    for an urgent assessment (Royal College of Physicians, 2017).
    """
    level = case.vitals.latest.consciousness if case.vitals else None
    if level in (None, Consciousness.ALERT):
        return ()
    by_note = encoded.note is not None and not encoded.note.ids.truncated
    if by_note or bool(encoded.inputs.series[0, _CONSCIOUSNESS]):
        return ()
    return (issue("check_consciousness_unread", Severity.WARNING, Modality.VITALS, level=level),)


def _contradictions(case: Case, assessment: Assessment) -> tuple[Issue, ...]:
    pulse = case.vitals.latest.heart_rate if case.vitals else None
    rate = assessment.ecg_measurements.get("heart_rate")
    if pulse is None or rate is None or abs(pulse - rate) <= PULSE_GAP:
        return ()
    values = {"pulse": f"{pulse:.0f}", "rate": f"{rate:.0f}"}
    mixed = abs(pulse - rate) >= MIXED_GAP
    return (issue("check_pulse_mixed" if mixed else "check_pulse_differs", Severity.WARNING, Modality.ECG, **values),)


def _note(encoded: Encoded) -> tuple[Issue, ...]:
    if encoded.note is None:
        return ()
    found = []
    if encoded.note.ids.truncated:
        found.append(issue("check_note_truncated", Severity.WARNING, Modality.NOTE, words=len(encoded.note.ids.ids)))
    if encoded.note.read.untranslated:
        words = ", ".join(encoded.note.read.untranslated[:8])
        found.append(issue("check_note_untranslated", Severity.INFO, Modality.NOTE, words=words))
    return tuple(found)
