"""Reasons to set another level: kept by key, said in the language of the screen."""

import pytest

from cdss.core.sentences import LANGUAGES
from cdss.session.decision.reasons import REASONS, reason_words


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_of_the_list_has_words_of_its_own(language):
    words = [reason_words(reason, language) for reason in REASONS]
    assert len(set(words)) == len(REASONS) and not any(word.startswith("reason_") for word in words)


def test_a_kept_key_is_said_in_another_language_later():
    assert reason_words("reason_severe_pain", "en") == "Severe pain or distress"
    assert reason_words("reason_severe_pain", "ko") == "심한 통증 또는 고통"


@pytest.mark.parametrize("written", ["mottled skin", "회색빛", "", "reason_unknown_to_this_version"])
def test_free_text_stays_as_it_was_written(written):
    assert reason_words(written, "ko") == written
