"""What a pane says of its explanation when a test on this patient failed, or when the method failed on others."""

import pytest

from cdss.core.kinds import MODALITIES, Modality, Severity
from cdss.core.sentences import LANGUAGES
from cdss.records.attribution import Method
from cdss.records.explanation import Explanation, NoteTokens
from cdss.records.reliability import Completeness, Deletion, MethodCheck, Reliability, Verdict
from cdss.session.explanation.reliability import PART_OF, reliability_issues


def explained(check, hidden=(), **parts):
    return Explanation(reliability=Reliability("risk", (check,), hidden), **parts)


def check(part, verdict=Verdict.PASSED, error=0.0):
    deletion = Deletion(0.0, 0.02, 2, 10, verdict)
    return MethodCheck(part, Method.INTEGRATED_GRADIENTS, Completeness(error, 0.005), deletion)


@pytest.mark.parametrize("modality", MODALITIES)
def test_a_deletion_no_better_than_chance_is_said_in_the_pane_of_its_modality_only(modality):
    failed = explained(check(PART_OF[modality], Verdict.FAILED))
    said = {m: reliability_issues(failed, m) for m in MODALITIES}
    assert [(i.code, i.severity, i.modality) for i in said.pop(modality)] == [
        (f"explain_unconfirmed_{modality.value}", Severity.WARNING, modality)
    ]
    assert set(said.values()) == {()}


@pytest.mark.parametrize("verdict", [Verdict.PASSED, Verdict.NOT_MEASURED])
def test_nothing_is_said_of_what_passed_or_could_not_be_tested(verdict):
    assert reliability_issues(explained(check("note_tokens", verdict)), Modality.NOTE) == ()
    assert reliability_issues(Explanation(), Modality.NOTE) == ()


def test_parts_that_do_not_add_up_are_said_with_how_much_they_miss():
    (said,) = reliability_issues(explained(check("note_tokens", error=-0.0114)), Modality.NOTE)
    assert said.code == "explain_incomplete"
    assert "1.1 points" in said.text()
    assert "1.1%p" in said.text("ko")


def test_a_method_that_failed_on_others_is_named_instead_of_shown():
    hidden = explained(check("note_tokens", Verdict.FAILED), ("note_tokens",))
    (said,) = reliability_issues(hidden, Modality.NOTE)
    assert (said.code, said.severity) == ("explain_hidden_note", Severity.INFO)
    assert all(said.text(language) for language in LANGUAGES)


def test_a_part_that_was_asked_for_all_the_same_has_both_failures_beside_it():
    shown = explained(check("note_tokens", Verdict.FAILED), ("note_tokens",), note_tokens=NoteTokens("risk", "", ()))
    said = reliability_issues(shown, Modality.NOTE)
    assert [i.code for i in said] == ["explain_failed", "explain_unconfirmed_note"]
    assert {i.severity for i in said} == {Severity.WARNING}
