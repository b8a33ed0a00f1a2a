"""Explanations of the report beyond contributions and maps: ECG leads, second opinion, attention, similar visits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cdss.core.figures import percent
from cdss.core.sentences import sentence
from cdss.records.explanation import EcgAttribution
from cdss.records.neighbours import Neighbours
from cdss.report.record import Block, Heading, Paragraph, Table, Tone
from cdss.session.decision.wording import correlation
from cdss.session.explanation.ecg_ranking import gathered, limits_words, points_words, ranked_leads, strongest_words
from cdss.session.explanation.note_ranking import points
from cdss.session.names import name, target_name
from cdss.session.panes import DecisionPane, EcgPane, NotePane

MOST_LEADS = 6
MOST_PLACES = 6
_TENTHS = 1000


def lead_blocks(pane: EcgPane, language: str) -> Iterator[Block]:
    """Which leads and waves the answer rests on, by Integrated Gradients; what the figures do not cover."""
    found = pane.attribution
    if found is None:
        return
    target = {"target": target_name(found.target, language)}
    yield Paragraph(f"{sentence('report_leads', target, language)} {strongest_words(found, language)}")
    yield _leads(found, language)
    yield Paragraph(" ".join(limits_words(found, language)), Tone.SMALL)


def further_blocks(decision: DecisionPane, note: NotePane | None, language: str) -> Iterator[Block]:
    """LIME where it was asked for, attention with what it is worth, and what became of similar visits."""
    said = [*_opinions(decision, note, language), *_attention(decision, language)]
    if decision.neighbours is not None:
        said.append(_neighbours(decision.neighbours, language))
    if said:
        yield Heading(name("report", "further", language))
        yield from (Paragraph(text) for text in said)


def _leads(found: EcgAttribution, language: str) -> Table:
    heads = tuple(name("report", head, language) for head in ("lead", "share", "points"))
    other = name("report", "other_leads", language)
    ranked = gathered(ranked_leads(found), MOST_LEADS)
    rows = tuple((one.code or other, f"{one.percent} %", points_words(one.points)) for one in ranked)
    return Table(heads, rows, figures=(1, 2))


def _opinions(decision: DecisionPane, note: NotePane | None, language: str) -> Iterator[str]:
    """Effects by LIME in percentage points, strongest first, with its rank correlation with the other method."""
    if decision.opinion is not None:
        yield _opinion("vitals", decision.opinion.effects, decision.opinion.rho, language)
    if note is not None and note.opinion is not None:
        yield _opinion("note", note.opinion.effects, note.opinion.rho, language)


def _opinion(kind: str, effects: Mapping[str, float], rho: float | None, language: str) -> str:
    order = sorted(effects, key=lambda code: -abs(effects[code]))[:MOST_PLACES]
    listed = ", ".join(f"{_input(code, language)} {points(round(_TENTHS * effects[code]))}" for code in order)
    what = name("modality", kind, language)
    if rho is None:
        return sentence("report_lime_alone", {"what": what, "list": listed}, language)
    return sentence("report_lime", {"what": what, "list": listed, "rho": correlation(rho)}, language)


def _input(code: str, language: str) -> str:
    """A vital sign by its name; a unit of the note by its words, which end its path (``note/3/no chest pain``)."""
    return code.split("/", 2)[-1] if code.startswith("note/") else name("vital", code, language)


def _attention(decision: DecisionPane, language: str) -> Iterator[str]:
    """Where the note's words attend to; called routing wherever it does not rank as the attributions do."""
    if decision.attention is None:
        return
    received = decision.attention.weights.mean(axis=(0, 1))
    ranked = sorted(zip(decision.attention.evidence, received, strict=True), key=lambda pair: -pair[1])[:MOST_PLACES]
    listed = ", ".join(f"{name('evidence', code, language)} {percent(float(share))}" for code, share in ranked)
    found = decision.agreement
    if found is None or found.lower is None:
        yield sentence("report_attention_unranked", {"list": listed}, language)
    else:
        code = "report_attention_routing" if found.routing_only else "report_attention"
        yield sentence(code, {"list": listed, "rho": correlation(found.lower)}, language)


def _neighbours(found: Neighbours, language: str) -> str:
    similar = found.similar
    figures = {
        "visits": similar.visits,
        "urgent": similar.urgent,
        "admitted": similar.admitted,
        "critical": similar.critical,
    }
    return sentence("report_similar", {key: str(value) for key, value in figures.items()}, language)
