"""The line under the attention: which side cannot be compared, because the method behind it failed its test."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from cdss.records.explanation import CrossAttention
from cdss.records.routing import AttentionAgreement
from ui.language import set_language
from ui.views.attention_card import AttentionCard
from ui.views.painting import font_of

CARD = 338
"""Width in pixels of the card in the decision column."""


@pytest.mark.parametrize(
    ("failed", "words", "evidence", "said"),
    [
        (("words",), None, 0.9, "ρ with attributions: words – (method failed) · evidence 0.90 (n = 9)"),
        (("evidence",), 0.9, None, "ρ with attributions: words 0.90 (n = 8) · evidence – (method failed)"),
        (("words", "evidence"), None, None, "Not comparable: attributions failed on other patients"),
        ((), 0.9, None, "ρ with attributions: words 0.90 (n = 8) · evidence – (n = 9)"),
        (("words",), 0.9, 0.8, "ρ with attributions: words 0.90 (n = 8) · evidence 0.80 (n = 9)"),
    ],
)
def test_each_side_says_for_itself(qtbot: QtBot, failed, words, evidence, said) -> None:
    card = AttentionCard()
    view = card.view
    qtbot.addWidget(card)
    card.resize(CARD, 200)
    card.show()
    found = CrossAttention(("pain",), ("spo2", "sbp"), np.full((4, 1, 2), 0.5, np.float32))
    view.set_attention(found, AttentionAgreement("risk", words, 8, evidence, 9, failed))
    assert view.figure == said and view.routing_only is bool(failed)
    assert said in view.accessibleName()
    try:
        for code in ("en", "ko"):
            set_language(code)
            card.show_words()
            card.layout().activate()
            lines = card.figure.lines()
            assert " ".join(lines) == view.figure
            assert card.figure.height() >= len(lines) * QFontMetricsF(font_of(view, 12)).height()
            assert card.figure.geometry().bottom() < view.geometry().top()
    finally:
        set_language("en")
