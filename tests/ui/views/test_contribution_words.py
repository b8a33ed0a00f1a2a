"""The value beside a bar of SHAP, in the language of the screen."""

import re

import pytest

from cdss.nets.vitals_input import HISTORY
from cdss.records.explanation import CONTEXT_PLAYERS
from cdss.session.names import name
from ui.language import set_language
from ui.views.wording import contribution_words


@pytest.fixture(autouse=True)
def english_again():
    yield
    set_language("en")


@pytest.mark.parametrize(
    ("player", "shown", "english", "korean"),
    [
        ("arrival", "ambulance", "ambulance", "구급차"),
        ("arrival", "other", "not by ambulance", "구급차 외"),
        ("age", "74 y", "74 y", "74세"),
        (
            "history",
            "hypertension; end-stage renal disease",
            "hypertension; end-stage renal disease",
            "고혈압; 말기신부전",
        ),
        ("history", "copd", "COPD", "COPD"),
        ("history", "", "none listed", "해당 없음"),
        ("spo2", "88%", "88%", "88%"),
    ],
)
def test_arrival_and_age_are_said_in_the_language_and_units_stay(qapp, player, shown, english, korean):
    set_language("en")
    assert contribution_words(player, shown) == english
    set_language("ko")
    assert contribution_words(player, shown) == korean


def test_every_condition_that_the_model_knows_has_a_korean_name(qapp):
    set_language("ko")
    every = [contribution_words("history", known) for known, _ in HISTORY]
    assert len(set(every)) == len(HISTORY) == 18
    assert [words for words in every if not re.search("[가-힣]", words)] == ["COPD"]


def test_what_is_explained_beside_the_vital_signs_has_a_name(qapp):
    assert [name("vital", player) for player in CONTEXT_PLAYERS] == ["Age", "Arrival", "History"]
    assert [name("vital", player, "ko") for player in CONTEXT_PLAYERS] == ["나이", "내원 방법", "과거력"]
