"""Sentences of the findings: the 12-lead ECG, measured and graded. No infarction is diagnosed from ST levels."""

from __future__ import annotations

from collections.abc import Iterator

from cdss.core.figures import signed
from cdss.core.kinds import Modality
from cdss.records.ecg import Ecg
from cdss.session.names import finding_name, name
from cdss.session.panes import EcgPane, EmptyPane
from cdss.session.report.text.certainty import Graded, graded
from cdss.session.report.text.records import Evidence, Sentence, said
from cdss.session.report.text.unused import unused, waiting
from cdss.signals.st_thresholds import ST_DEPRESSED_MV, ST_ELEVATED_MV, st_depression_mv, st_notable

HEAD = "findings/ecg"
PANE = "ecg"

MEASURED: tuple[tuple[str, str, str], ...] = (
    ("heart_rate", "{:.0f}", "/min"),
    ("pr_ms", "{:.0f}", "ms"),
    ("qrs_ms", "{:.0f}", "ms"),
    ("qt_ms", "{:.0f}", "ms"),
    ("qtc_ms", "{:.0f}", "ms"),
    ("qtcf_ms", "{:.0f}", "ms"),
    ("axis_deg", "{:+.0f}", "°"),
    ("sokolow_lyon_mv", "{:.1f}", "mV"),
    ("cornell_mv", "{:.1f}", "mV"),
)
"""Measurements in the order of a printed ECG, with form and unit; QTc after Bazett and after Fridericia, named so."""

_ENDS = {"low": signed(ST_DEPRESSED_MV, "{:+g}"), "high": signed(ST_ELEVATED_MV, "{:+g}")}
"""Between them an ST level is not named."""


def ecg_sentences(pane: EcgPane | EmptyPane | None, language: str) -> Iterator[Sentence]:
    """Which recording it is, its measurements and ST levels, and what was found; why not, where it was not assessed."""
    if not isinstance(pane, EcgPane):
        yield unused(HEAD, Modality.ECG, pane, language)
        return
    yield from _which(pane.ecg, language)
    if not pane.findings:
        yield waiting(HEAD, Modality.ECG, pane.left_out, pane.issues, language)
        return
    yield from _measured(dict(pane.measurements), language)
    yield from _st(pane, language)
    found = [
        Graded(f.code, finding_name(Modality.ECG, f.code, language), f.probability, f.interval) for f in pane.findings
    ]
    yield from graded(HEAD, PANE, found, language)
    yield said(f"{HEAD}/base", "report_ecg_base", language, tuple(one.evidence(PANE) for one in found))
    yield said(f"{HEAD}/scope", "report_ecg_scope", language, (ecg_evidence(pane.ecg, "ecg", language),))


def ecg_words(ecg: Ecg, language: str) -> str:
    """Length and date of a recording, or that the date is not given."""
    taken = f"{ecg.recorded:%Y-%m-%d %H:%M}" if ecg.recorded else name("film_view", "undated", language)
    return f"{ecg.seconds:.0f} s, {taken}"


def ecg_evidence(ecg: Ecg, code: str, language: str) -> Evidence:
    """The recording itself as evidence."""
    return Evidence(PANE, code, name("modality", "ecg", language), ecg_words(ecg, language), ecg_words(ecg, "en"))


def _which(ecg: Ecg, language: str) -> Iterator[Sentence]:
    words, label = ecg_words(ecg, language), name("modality", "ecg", language)
    yield said(f"{HEAD}/which", "report_ecg", language, (ecg_evidence(ecg, "ecg", language),), ecg=words)
    if absent := ", ".join(ecg.missing_leads):
        evidence = (Evidence(PANE, "leads", label, absent),)
        yield said(f"{HEAD}/leads", "report_ecg_leads", language, evidence, leads=absent)


def _measured(values: dict[str, float | None], language: str) -> Iterator[Sentence]:
    """What could be measured in one sentence, what could not in another."""
    known, absent = [], []
    for code, form, unit in MEASURED:
        if code not in values:
            continue
        label, value = name("ecg_measure", code, language), values[code]
        if value is None:
            absent.append(Evidence(PANE, code, label, name("report", "none", language), "none"))
        else:
            figure = signed(value, form)
            known.append(Evidence(PANE, code, label, f"{figure}{unit if unit == '°' else ' ' + unit}"))
    for key, template, group in (("measured", "report_measured", known), ("unmeasured", "report_unmeasurable", absent)):
        listed = ", ".join(one.name if group is absent else f"{one.name} {one.value}" for one in group)
        if group:
            yield said(f"{HEAD}/{key}", template, language, tuple(group), list=listed)


def _st(pane: EcgPane, language: str) -> Iterator[Sentence]:
    """Leads whose ST level is notable, largest deviation first, each beside the threshold of its lead for sex and age."""
    levels = [(lead, mv) for lead, mv in pane.st_level_mv if mv is not None]
    if not levels:
        return
    limits = dict(pane.st_threshold_mv)
    notable = sorted((pair for pair in levels if st_notable(pair[1])), key=lambda pair: -abs(pair[1]))
    if not notable:
        evidence = tuple(_level(lead, mv) for lead, mv in levels)
        yield said(f"{HEAD}/st", "report_st_within", language, evidence, **_ENDS)
        return
    reached = ((lead, mv, st_depression_mv(lead) if mv < 0 else limits.get(lead)) for lead, mv in notable)
    listed = ", ".join(f"{lead} {_signed(mv)} mV{_limit(threshold, language)}" for lead, mv, threshold in reached)
    evidence = tuple(_level(lead, mv) for lead, mv in notable)
    yield said(f"{HEAD}/st", "report_st_beyond", language, evidence, list=listed, **_ENDS)


def _level(lead: str, mv: float) -> Evidence:
    return Evidence(PANE, f"st_{lead}", f"ST {lead}", f"{_signed(mv)} mV")


def _limit(threshold: float | None, language: str) -> str:
    return "" if threshold is None else f" ({name('ecg_measure', 'threshold', language)} {_signed(threshold)})"


def _signed(mv: float) -> str:
    return signed(mv, "{:+.2f}")
