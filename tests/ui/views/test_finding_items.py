"""What one kind of evidence says alone, with what all of it says of the same illness beside it."""

import pytest

from cdss.core.kinds import Modality
from cdss.records.assessment import Condition, Finding
from ui.language import set_language
from ui.views.finding_items import finding_items

FUSED = (Condition("pneumonia", 0.14, (0.1, 0.2), True), Condition("acs", 0.33, (0.2, 0.5), True))


@pytest.fixture(autouse=True)
def english_again():
    yield
    set_language("en")


def words(modality, findings, conditions=FUSED):
    return [item.words for item in finding_items(modality, findings, conditions)]


def test_a_notable_finding_has_the_figure_of_all_evidence_right_behind_it(qapp):
    found = (Finding("edema", 0.29), Finding("pneumonia", 0.96))
    assert words(Modality.IMAGE, found) == ["Pneumonia 96 %", "(all evidence 14 %)", "Oedema 29 %"]
    set_language("ko")
    assert words(Modality.IMAGE, found)[1] == "(전체 자료 14 %)"


def test_an_infarction_pattern_is_set_beside_the_coronary_syndrome(qapp):
    found = (Finding("MI", 0.9), Finding("CD", 0.88))
    behind = "(all evidence: ACS 33 %)"
    assert words(Modality.ECG, found) == ["Infarction pattern 90 %", behind, "Conduction disturbance 88 %"]


def test_what_is_not_notable_or_not_weighed_stands_alone(qapp):
    assert words(Modality.IMAGE, (Finding("pneumonia", 0.49),)) == ["Pneumonia 49 %"]
    assert words(Modality.IMAGE, (Finding("pneumonia", 0.96),), ()) == ["Pneumonia 96 %"]
    assert words(Modality.IMAGE, (Finding("effusion", 0.96),)) == ["Effusion 96 %"]


def test_notable_figures_stand_out_but_a_normal_ecg_is_no_alarm_and_no_all_clear(qapp):
    found = finding_items(Modality.ECG, (Finding("NORM", 0.9), Finding("STTC", 0.6), Finding("HYP", 0.1)), ())
    assert [(item.label, item.token) for item in found] == [
        ("ST-T change", "up"),
        ("Normal ECG", "text"),
        ("Hypertrophy", "text"),
    ]


def test_what_stands_out_is_left_out_last_and_what_does_not_first(qapp):
    found = (Finding("NORM", 0.95), Finding("MI", 0.9), Finding("CD", 0.88), Finding("HYP", 0.1))
    ranks = {item.words: item.rank for item in finding_items(Modality.ECG, found, FUSED)}
    strong = {ranks["Infarction pattern 90 %"], ranks["Conduction disturbance 88 %"]}
    aside = ranks["(all evidence: ACS 33 %)"]
    assert len(strong) == 1 and max(strong) < aside < ranks["Hypertrophy 10 %"]
    assert aside < ranks["Normal ECG 95 %"]
