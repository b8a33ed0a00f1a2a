"""The attention table (named columns whose heads never touch, rows that sum to 1) and the list of checks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cdss.core.kinds import Severity
from cdss.core.result import Issue, issue
from cdss.core.sentences import LANGUAGES, catalogue
from cdss.records.explanation import CrossAttention
from cdss.session.decision.checks import gravest_first
from ui.language import set_language
from ui.theme import THEMES, palette, set_theme
from ui.views.attention_view import MAX_COLUMNS, MAX_WORDS, AttentionView, _in_two_lines, _label
from ui.views.checks_view import ChecksView, folded_words, shown_first
from ui.views.painting import font_of

FILM = tuple(f"film_{side}_{part}" for side in ("right", "left") for part in ("upper", "middle", "lower"))
ECG = tuple(f"ecg_segment_{i}" for i in range(1, 5))
VITALS = ("heart_rate", "resp_rate", "sbp", "dbp", "spo2", "temperature_c", "consciousness")
SIXTEEN = (*FILM, *ECG, *VITALS[:6])
EVIDENCE = (*FILM, *ECG, *VITALS, "pain", "on_oxygen")


def attention(evidence: tuple[str, ...], words: int = 5, heads: int = 4, seed: int = 0) -> CrossAttention:
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet([0.6] * len(evidence), (heads, words)).astype(np.float32)
    return CrossAttention(tuple(f"word{i}" for i in range(words)), evidence, weights)


def heads_of(view: AttentionView) -> list[tuple[str, float, float]]:
    """Column code with the left and right end of its head as painted, centred over the cell."""
    metrics = QFontMetricsF(font_of(view, 10))
    found = []
    for column, code in enumerate(view._evidence):
        lines = _in_two_lines(_label(code), font_of(view, 12).toString())[0].split("\n")
        width, centre = max(map(metrics.horizontalAdvance, lines)), view._cell(0, column).center().x()
        found.append((code, centre - width / 2, centre + width / 2))
    return found


@pytest.fixture
def view(qtbot: QtBot) -> AttentionView:
    made = AttentionView()
    qtbot.addWidget(made)
    made.resize(330, 120)
    return made


@pytest.fixture
def checks(shown_at) -> ChecksView:
    return shown_at(ChecksView(), 330, 200)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [250, 330, 336, 480, 1100])
@pytest.mark.parametrize("evidence", [SIXTEEN, EVIDENCE, VITALS, ECG, (*FILM, *VITALS)], ids=len)
def test_heads_of_the_columns_never_touch_and_stay_inside(
    view: AttentionView, language: str, width: int, evidence: tuple[str, ...]
) -> None:
    set_language(language)
    view.resize(width, 120)
    for seed in range(6):
        view.set_attention(attention(evidence, seed=seed))
        heads = heads_of(view)
        assert len(heads) >= 2
        assert all(left[2] + 2 <= right[1] for left, right in pairwise(heads)), heads
        assert heads[-1][2] <= width


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_lines_of_a_head_stand_above_the_first_row(view: AttentionView, language: str) -> None:
    set_language(language)
    view.set_attention(attention(SIXTEEN))
    metrics = QFontMetricsF(font_of(view, 10))
    assert 2 * metrics.lineSpacing() <= view._cell(0, 0).top()
    assert all(_in_two_lines(_label(code), font_of(view, 12).toString())[0].count("\n") <= 1 for code in EVIDENCE)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.integers(1, 17), st.integers(1, 9), st.integers(200, 900), st.integers(0, 10_000))
def test_rows_add_up_to_one_at_any_width(view: AttentionView, columns: int, words: int, width: int, seed: int) -> None:
    view.resize(width, 120)
    view.set_attention(attention(EVIDENCE[:columns], words, seed=seed))
    assert view._weights.shape == (min(words, MAX_WORDS), len(view._evidence))
    assert view._weights.sum(axis=1) == pytest.approx(np.ones(min(words, MAX_WORDS)), abs=1e-5)
    assert len(view._evidence) <= MAX_COLUMNS + 1


def test_the_strongest_columns_are_named_in_their_own_order(view: AttentionView) -> None:
    weights = np.full((1, 1, 16), 0.01, np.float32)
    for column, share in ((1, 0.3), (7, 0.25), (12, 0.31)):
        weights[0, 0, column] = share
    view.resize(1100, 120)
    view.set_attention(CrossAttention(("pain",), SIXTEEN, weights))
    named = view._evidence[:-1]
    assert {SIXTEEN[1], SIXTEEN[7], SIXTEEN[12]} <= set(named)
    assert list(named) == sorted(named, key=SIXTEEN.index) and view._evidence[-1] == "other"
    assert view.accessibleDescription() == "pain: SBP 31 %"


def test_a_wider_pane_names_more_columns(view: AttentionView) -> None:
    view.resize(250, 120)
    view.set_attention(attention(SIXTEEN))
    few = len(view._evidence)
    view.show()
    view.resize(900, 120)
    view.grab()
    assert few < len(view._evidence) == MAX_COLUMNS + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_evidence_has_a_name_in_both_languages(view: AttentionView, language: str) -> None:
    set_language(language)
    for code in EVIDENCE:
        assert _label(code) == catalogue()[f"name_evidence_{code}"][language]
    assert len({_label(code) for code in EVIDENCE}) == len(EVIDENCE)


def test_one_head_or_the_mean_of_all(view: AttentionView) -> None:
    weights = np.array([[[0.9, 0.1]], [[0.2, 0.8]]], np.float32)
    both = CrossAttention(("pain",), ("heart_rate", "spo2"), weights)
    for head, said in ((None, "pain: HR 55 %"), (0, "pain: HR 90 %"), (1, "pain: SpO₂ 80 %")):
        view.set_attention(both)
        view.choose_head(head)
        assert view.accessibleDescription() == said


def test_the_tip_under_the_pointer_is_of_that_cell(view: AttentionView) -> None:
    weights = np.array([[[0.9, 0.1], [0.3, 0.7]]], np.float32)
    view.set_attention(CrossAttention(("pain", "arm"), ("heart_rate", "spo2"), weights))
    assert view._at(view._cell(1, 1).center()) == (1, 1)
    assert view._tip(1, 1) == "arm → SpO₂: 70.0 %"
    assert view._at(QPointF(2, 2)) is None


def test_the_strongest_cell_has_the_full_accent_and_an_empty_one_the_track(view: AttentionView) -> None:
    weights = np.array([[[1.0, 0.0]]], np.float32)
    view.set_attention(CrossAttention(("pain",), ("heart_rate", "spo2"), weights))
    image = view.grab().toImage()
    cells = [view._cell(0, column).center().toPoint() for column in (0, 1)]
    assert image.pixelColor(cells[0]) == QColor(palette().accent)
    assert image.pixelColor(cells[1]) == QColor(palette().track)


def test_nothing_is_left_of_the_patient_before(view: AttentionView) -> None:
    view.set_attention(attention(SIXTEEN))
    view.set_attention(None)
    assert view.accessibleDescription() == "" and view.sizeHint().height() == 0 and view._evidence == ()


def test_attention_follows_the_language(view: AttentionView, qtbot: QtBot) -> None:
    view.set_attention(CrossAttention(("통증",), ("heart_rate", "pain"), np.array([[[0.9, 0.1]]], np.float32)))
    set_language("ko")
    qtbot.waitUntil(lambda: view.accessibleDescription() == "통증: 심박수 90 %", timeout=2000)


def check(severity: Severity, own: int = 4) -> Issue:
    return issue("session_model_more_urgent", severity, None, model=1, own=own)


MIXED = (check(Severity.INFO), check(Severity.WARNING, 3), check(Severity.STOP), check(Severity.WARNING, 2))


def test_gravest_first_and_within_a_severity_as_given() -> None:
    assert gravest_first(MIXED) == (MIXED[2], MIXED[1], MIXED[3], MIXED[0])


def test_what_is_folded_says_how_many_and_of_which_severity(qapp) -> None:
    many = (
        check(Severity.STOP),
        *(check(Severity.WARNING) for _ in range(4)),
        *(check(Severity.INFO) for _ in range(3)),
    )
    assert shown_first(many) == 5 and shown_first(many[4:]) == 3
    assert folded_words(many[5:]) == "more: 3 for information"
    assert folded_words(many) == "more: 1 stop, 4 warning, 3 for information"


def shown(view: ChecksView) -> list[tuple[str, str, str]]:
    """Glyph, its words for a screen reader, and the sentence of each row."""
    grid = view._grid
    rows = [(grid.itemAtPosition(r, 0), grid.itemAtPosition(r, 1)) for r in range(grid.rowCount())]
    labels = [(a.widget(), b.widget()) for a, b in rows if a is not None and b is not None]
    return [(glyph.text(), glyph.accessibleName(), text.text()) for glyph, text in labels]


def test_each_severity_has_glyph_word_and_colour(checks: ChecksView) -> None:
    checks.set_checks(gravest_first(MIXED[:3]))
    assert [(glyph, word) for glyph, word, _ in shown(checks)] == [
        ("✕", "Stop"), ("!", "Warning"), ("i", "Information"),
    ]  # fmt: skip
    glyphs_have_their_colours(checks)


def glyphs_have_their_colours(checks: ChecksView) -> None:
    for label, colour in zip(checks._glyphs, (palette().stop, palette().warning, palette().accent), strict=True):
        image = label.grab().toImage()
        wanted = QColor(colour)
        near = [
            image.pixelColor(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if abs(image.pixelColor(x, y).hue() - wanted.hue()) < 12 and image.pixelColor(x, y).saturation() > 60
        ]
        assert near, f"no pixel of {colour}"


@pytest.mark.parametrize("theme", [t for t in THEMES if t != "dark"])
def test_glyphs_take_the_colours_of_a_theme_chosen_later(checks: ChecksView, qapp, theme: str) -> None:
    checks.set_checks(gravest_first(MIXED[:3]))
    set_theme(qapp, theme)
    glyphs_have_their_colours(checks)


def test_sentences_follow_the_language_and_leave_no_old_row(checks: ChecksView, qtbot: QtBot) -> None:
    checks.set_checks(MIXED)
    set_language("ko")
    qtbot.waitUntil(lambda: shown(checks)[0][2].startswith("모델은 1단계"), timeout=2000)
    checks.set_checks(MIXED[:1])

    def visible() -> int:
        return sum(label.isVisibleTo(checks) for label in checks.findChildren(QLabel))

    qtbot.waitUntil(lambda: visible() == 2, timeout=2000)
    checks.set_checks(())
    assert shown(checks) == [] and checks._glyphs == []


def test_a_sentence_of_a_check_can_be_marked_and_wraps(checks: ChecksView) -> None:
    checks.set_checks(MIXED[:1])
    label = checks.findChild(QLabel, "checkText")
    assert label is not None and label.wordWrap()
    assert label.heightForWidth(150) > label.heightForWidth(330)
