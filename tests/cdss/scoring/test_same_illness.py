"""One test nearly sure of an illness that all evidence calls unlikely: said with both figures, and not else."""

import pytest

from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS, Modality, Severity
from cdss.records.assessment import Condition, Finding
from cdss.scoring.same_illness import SAME_ILLNESS, disagreements


def fused(code: str, probability: float) -> tuple[Condition, ...]:
    return (Condition("sepsis", 0.9, (0.8, 1.0), True), Condition(code, probability, (0.0, 1.0), True))


def test_film_and_ecg_are_each_set_against_the_illness_they_would_be_taken_for() -> None:
    findings = {
        Modality.IMAGE: (Finding("pneumonia", 0.96), Finding("edema", 0.29)),
        Modality.ECG: (Finding("MI", 0.6), Finding("AF", 0.999)),
    }
    both = (*fused("pneumonia", 0.14), Condition("atrial_fibrillation", 0.004, (0.0, 0.1), False))
    film, ecg = disagreements(findings, both)
    assert (film.modality, film.severity) == (Modality.IMAGE, Severity.WARNING)
    assert film.text().startswith(
        "The film alone gives Pneumonia 96 %, all evidence together Pneumonia 14 %: they disagree"
    )
    assert ecg.text().startswith(
        "The ECG alone gives AF / flutter >99 %, all evidence together Atrial fibrillation <1 %"
    )
    assert "심방세동/조동 >99 %" in ecg.text("ko") and "폐렴 14 %" in film.text("ko")


@pytest.mark.parametrize(
    ("alone", "together", "said"),
    [(0.80, 0.32, True), (0.79, 0.01, False), (0.99, 0.33, False), (0.99, 0.326, False), (0.99, 0.324, True)],
)
def test_only_the_nearly_sure_against_what_is_not_even_possible(alone: float, together: float, said: bool) -> None:
    found = disagreements({Modality.ECG: (Finding("MI", alone),)}, fused("acs", together))
    assert bool(found) is said


def test_what_is_not_weighed_by_the_decision_contradicts_nothing() -> None:
    assert disagreements({Modality.IMAGE: (Finding("pneumonia", 0.99),)}, ()) == ()
    assert disagreements({Modality.ECG: (Finding("NORM", 0.99),)}, fused("acs", 0.01)) == ()


def test_every_illness_named_is_one_that_both_know() -> None:
    known = {Modality.IMAGE: IMAGE_FINDINGS, Modality.ECG: ECG_FINDINGS}
    assert all(code in known[modality] and illness in CONDITIONS for (modality, code), illness in SAME_ILLNESS.items())
