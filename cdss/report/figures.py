"""The model's figures in the report: conditions, what each modality adds, and what the vital signs and the words add."""

from __future__ import annotations

from collections.abc import Iterator

from cdss.core.figures import percent
from cdss.core.kinds import MODALITIES
from cdss.core.sentences import sentence
from cdss.records.assessment import Interval
from cdss.records.explanation import Contribution, ModalityShapley, NoteTokens, VitalsShap
from cdss.report.record import Bar, Bars, Block, Heading, Paragraph, Table, Tone
from cdss.session.decision.wording import ranked
from cdss.session.explanation.note_ranking import points, ranking, strongest
from cdss.session.explanation.waterfall import apportion, waterfall
from cdss.session.names import condition_name, explained_value, modality_name, name, target_name
from cdss.session.panes import DecisionPane, NotePane

STRONGEST_WORDS = 6
"""Units of the note that are listed each way."""

_TENTHS = 1000
"""Tenths of a percentage point in the whole probability scale."""


def condition_blocks(decision: DecisionPane, language: str) -> Iterator[Block]:
    """Every condition with its interval and whether the conformal set holds it; then the outcomes."""
    if not decision.conditions:
        return
    yield Heading(name("report", "conditions", language))
    heads = ("condition", "probability", "interval", "in_set")
    rows = tuple(
        (
            condition_name(one.code, language),
            percent(one.probability),
            _interval(one.interval),
            "●" if one.in_set else "–",
        )
        for one in ranked(decision.conditions)
    )
    yield Table(tuple(name("report", head, language) for head in heads), rows, figures=(1, 2, 3))
    yield Paragraph(sentence("report_set_words", {}, language), Tone.SMALL)


def contribution_blocks(decision: DecisionPane, language: str) -> Iterator[Block]:
    """What each modality adds from the base to the value; the figures add up as printed."""
    shapley = decision.shapley
    if shapley is None:
        return
    yield Heading(f"{name('report', 'contributions', language)}: {target_name(shapley.target, language)}")
    yield _waterfall(shapley, language)
    yield Paragraph(sentence("report_contributions_words", {}, language), Tone.SMALL)
    if decision.without:
        risks = (f"{modality_name(m, language)} {score:.1f}" for m, score in decision.without if m in MODALITIES)
        yield Paragraph(sentence("report_risk_without", {"list": ", ".join(risks)}, language))


def vitals_shap_blocks(decision: DecisionPane, language: str, fahrenheit: bool = False) -> Iterator[Block]:
    """SHAP values of vital signs, age, arrival and history, strongest first, in the patient's units."""
    shap = decision.vitals_shap
    if shap is None:
        return
    yield Heading(f"{name('report', 'vitals_shap', language)}: {target_name(shap.target, language)}")
    yield _shap(shap, language, fahrenheit)
    if shap.visits:
        yield Paragraph(sentence("report_vitals_shap_words", {}, language), Tone.SMALL)
    if decision.shap_failed:
        yield Paragraph(sentence("explain_failed", {}, language), Tone.WARNING)


def note_words_blocks(note: NotePane, language: str) -> Iterator[Block]:
    """The units of the note that raise the output most and those that lower it most."""
    if note.tokens is None:
        return
    rows = tuple(_words(note.tokens, language))
    if rows:
        heads = (name("report", "words", language), name("report", "points", language))
        yield Paragraph(sentence("report_words", {"target": target_name(note.tokens.target, language)}, language))
        yield Table(heads, rows, figures=(1,))


def hidden_methods(failed: tuple[str, ...], shown: bool, language: str) -> Paragraph | None:
    """Which methods failed their test on other patients, and whether their explanations are left out; None where none did."""
    if not failed:
        return None
    named = (name("report_method", part, language) for part in failed)
    code = "report_failed_shown" if shown else "report_failed_hidden"
    return Paragraph(sentence(code, {"list": ", ".join(named)}, language), Tone.PLAIN)


def _waterfall(shapley: ModalityShapley, language: str) -> Bars:
    fall = waterfall(shapley)
    rows = [Bar(name("report", "base", language), _share(fall.base_shown), 0.0, fall.base, total=True)]
    for step in fall.steps:
        label = " × ".join(modality_name(m, language) for m in step.parts) or name("report", "other_pairs", language)
        rows.append(Bar(label, points(step.shown), step.start, step.end))
    rows.append(Bar(name("report", "value", language), _share(fall.value_shown), 0.0, fall.value, total=True))
    ends = [end for row in rows for end in (row.start, row.end)]
    return Bars(tuple(rows), 0.0, max(*ends, 0.01))


def _shap(shap: VitalsShap, language: str, fahrenheit: bool) -> Bars:
    order = sorted(shap.contributions, key=lambda part: -abs(part.effect))
    base, value = round(_TENTHS * shap.base), round(_TENTHS * shap.value)
    tenths = apportion([_TENTHS * part.effect for part in order], value - base)
    at, rows = shap.base, [Bar(name("report", "base", language), _share(base), 0.0, shap.base, total=True)]
    for part, shown in zip(order, tenths, strict=True):
        rows.append(Bar(_input(part, language, fahrenheit), points(shown), at, at + part.effect))
        at += part.effect
    rows.append(Bar(name("report", "value", language), _share(value), 0.0, shap.value, total=True))
    return Bars(tuple(rows), 0.0, max(*(end for row in rows for end in (row.start, row.end)), 0.01))


def _input(part: Contribution, language: str, fahrenheit: bool) -> str:
    return (
        f"{name('vital', part.name, language)} {explained_value(part.name, part.shown, language, fahrenheit)}".rstrip()
    )


def _words(tokens: NoteTokens, language: str) -> Iterator[tuple[str, str]]:
    """Signed percentage points; with base and value, and all that is not listed, where the method's sum is known."""
    found = ranking(tokens, STRONGEST_WORDS)
    if found is None:
        up, down = strongest(tokens, STRONGEST_WORDS)
        yield from ((unit.shown, points(unit.tenths)) for unit in (*up, *down))
        return
    yield name("report", "base", language), _share(found.base)
    yield from ((unit.shown, points(unit.tenths)) for unit in (*found.raising, *found.lowering))
    if found.rest or found.rest_count:
        yield name("report", "other_words", language), points(found.rest)
    if found.error:
        yield name("report", "remainder", language), points(found.error)
    yield name("report", "value", language), _share(found.value)


def _interval(interval: Interval) -> str:
    """In whole percent; one that is nothing in whole percent is below one."""
    low, high = (f"{100.0 * end:.0f}" for end in interval)
    return f"{low}–{high} %" if high != "0" else percent(interval[1])


def _share(tenths: int) -> str:
    return f"{tenths / 10:.1f} %"
