"""Further explanations: leads of the ECG, LIME, attention and similar visits, each only where it is there and shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cdss.records.attribution import Attribution, Method
from cdss.records.explanation import CrossAttention, EcgAttribution, EcgPart
from cdss.records.neighbours import Neighbours, Outcomes
from cdss.records.routing import AttentionAgreement
from cdss.records.second_opinion import Opinion, Surrogate
from cdss.report.record import Heading, Paragraph, Report, Table
from cdss.session.state import Entry


def texts(report: Report) -> list[str]:
    return [block.text for block in report.blocks if isinstance(block, Paragraph)]


def explained(entry: Entry, **parts: object) -> Entry:
    return replace(entry, explanation=replace(entry.explanation, **parts))


def ecg() -> EcgAttribution:
    parts = (EcgPart("V2", "ST", 0.2, 0.0, 0.6), EcgPart("V3", "ST", 0.1, 0.02, 0.3), EcgPart("I", "P", 0.0, 0.01, 0.1))
    return EcgAttribution("risk", np.zeros((12, 10), dtype=np.float32), 500.0, parts, 0.3, 0.57, 32, 10)


def attention(rho: float | None, failed: tuple[str, ...] = ()) -> dict[str, object]:
    weights = np.array([[[0.75, 0.25]]], dtype=np.float32)
    return {
        "cross_attention": CrossAttention(("pain",), ("spo2", "film_right_lower"), weights),
        "attention_agreement": AttentionAgreement("risk", rho, 9, rho, 9, failed),
    }


def test_leads_are_printed_with_share_and_points_that_add_up(make_report, entry: Entry) -> None:
    report = make_report(explained(entry, ecg_attribution=ecg()))
    table = next(b for b in report.blocks if isinstance(b, Table) and b.columns[0] == "Lead")
    assert [row[0] for row in table.rows] == ["V2", "V3", "I"]
    assert sum(int(row[1].removesuffix(" %")) for row in table.rows) == 100
    assert table.rows[0][2] == "+20.0"
    assert any(text.startswith("What the leads add to “Risk (level 1 or 2)”") for text in texts(report))


def test_leads_of_a_method_that_failed_are_left_out_until_they_are_asked_for(make_report, entry: Entry) -> None:
    told = explained(entry, ecg_attribution=ecg())
    hidden = make_report(told, failed=("ecg_attribution",))
    assert not any("leads add" in text for text in texts(hidden))
    shown = make_report(told, failed=("ecg_attribution",), failed_methods=True)
    assert any("leads add" in text for text in texts(shown))


@pytest.mark.parametrize(
    ("rho", "begins"),
    [
        (0.82, "Cross-attention of the note's words (rank correlation with the attributions 0.82): SpO₂ 75 %"),
        (0.31, "Cross-attention of the note's words; routing, not importance (rank correlation"),
        (None, "Cross-attention of the note's words; routing, not importance (not compared"),
    ],
)
def test_attention_is_called_routing_unless_it_ranks_as_the_attributions_do(
    make_report, entry: Entry, rho: float | None, begins: str
) -> None:
    said = texts(make_report(explained(entry, **attention(rho))))
    assert any(text.startswith(begins) for text in said)


def test_similar_visits_are_counted_and_called_no_reason(make_report, entry: Entry) -> None:
    found = Neighbours("risk", True, (), None, Outcomes(50, 24, 20, 4), Outcomes(900, 100, 200, 10))
    report = make_report(explained(entry, neighbours=found))
    assert any(isinstance(b, Heading) and b.text == "Further explanations" for b in report.blocks)
    assert (
        "Of 50 similar visits (NHAMCS 2016–2018): 24 level 1 or 2, 20 admitted, 4 ICU or death. "
        "To compare with, no reason for the answer."
    ) in texts(report)


def test_lime_is_printed_with_its_agreement_where_it_was_asked_for(make_report, entry: Entry) -> None:
    names = [
        f"{'context' if c.name in ('arrival', 'age') else 'vitals'}/{c.name}"
        for c in entry.explanation.vitals_shap.contributions
    ]
    effects = dict(zip(names, (0.3, 0.1, -0.04), strict=True))
    lime = Surrogate(Attribution(Method.LIME, "risk", effects, 0.3, 0.66), 0.9, 500)
    asked = replace(entry, answers=(Opinion("risk", None, lime),))
    said = [text for text in texts(make_report(asked)) if "LIME" in text]
    assert len(said) == 1 and "SpO₂ +30.0" in said[0] and "rank correlation with the method above" in said[0]
    assert not any("LIME" in text for text in texts(make_report(entry)))


def test_without_any_there_is_no_heading(make_report, entry: Entry) -> None:
    assert not any(isinstance(b, Heading) and b.text == "Further explanations" for b in make_report(entry).blocks)
