"""Conditions, Shapley waterfall, SHAP bars, dial and headline: order, sums, signs and units, in words and in pixels."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cdss.core.kinds import CONDITIONS, MODALITIES, Modality, Severity
from cdss.core.result import issue
from cdss.core.sentences import LANGUAGES
from cdss.records.assessment import Acuity, Condition, Risk
from cdss.records.explanation import Contribution, ModalityShapley, VitalsShap
from cdss.session.names import condition_name
from cdss.session.panes import DecisionPane
from ui.language import set_language
from ui.theme import palette
from ui.views.conditions_view import _NAME, ConditionsView
from ui.views.headline_view import HeadlineView
from ui.views.painting import font_of
from ui.views.risk_dial_view import RiskDialView
from ui.views.rows_view import RowsView
from ui.views.shap_view import ShapView
from ui.views.shapley_view import ShapleyView

WIDTH, ROW = 400, RowsView.row_height
PAIRS = ("image|ecg", "image|vitals", "image|note", "ecg|vitals", "ecg|note", "vitals|note")
NOTHING = DecisionPane(None, None, (), (), None, None, None, (), (), (), None, False)


def pane_with(**more: object) -> DecisionPane:
    return replace(NOTHING, **more)  # type: ignore[arg-type]


@pytest.fixture
def conditions(qtbot: QtBot) -> ConditionsView:
    return of_width(ConditionsView(), qtbot)


@pytest.fixture
def shapley(qtbot: QtBot) -> ShapleyView:
    return of_width(ShapleyView(), qtbot)


@pytest.fixture
def shap(qtbot: QtBot) -> ShapView:
    return of_width(ShapView(), qtbot)


@pytest.fixture
def headline(qtbot: QtBot) -> HeadlineView:
    return of_width(HeadlineView(), qtbot)


def of_width(view, qtbot: QtBot):
    qtbot.addWidget(view)
    view.resize(WIDTH, 200)
    return view


def drawn(view: QWidget) -> QImage:
    return view.grab().toImage()


def spoken(view: QWidget) -> list[str]:
    return view.accessibleDescription().splitlines()


def columns_of(image: QImage, colour: str, row: int) -> list[int]:
    """Columns whose pixel in the middle line of ``row`` has exactly ``colour``."""
    y, wanted = row * ROW + ROW // 2, QColor(colour).rgb()
    return [x for x in range(image.width()) if image.pixel(x, y) == wanted]


def test_conditions_stand_in_the_order_given(conditions: ConditionsView) -> None:
    codes = ("sepsis", "acs", "stroke_tia")
    conditions.set_conditions(tuple(Condition(c, 0.3, (0.2, 0.4), False) for c in codes))
    assert [line.split(":")[0] for line in spoken(conditions)] == ["Sepsis", "Acute coronary syndrome", "Stroke / TIA"]
    assert conditions.sizeHint().height() == 3 * ROW


def test_members_of_the_conformal_set_have_a_filled_dot_and_say_so(conditions: ConditionsView) -> None:
    conditions.set_conditions(tuple(Condition("acs", 0.3, (0.2, 0.4), member) for member in (True, False)))
    image = drawn(conditions)
    assert image.pixelColor(6, 8) == QColor(palette().text)
    assert image.pixelColor(6, ROW + 8) == QColor(palette().surface)
    said = spoken(conditions)
    assert said[0].endswith(", in the 90 % conformal set") and said[1].endswith(", not in the 90 % conformal set")


@pytest.mark.parametrize(
    ("probability", "interval", "words"),
    [
        (0.87, (0.78, 0.93), "87 %, interval 78 to 93 %"),
        (0.004, (0.0, 0.02), "<1 %, interval <1 to 2 %"),
        (0.999, (0.95, 1.0), ">99 %, interval 95 to >99 %"),
    ],
)
def test_no_condition_is_said_to_be_certain_or_impossible(
    conditions: ConditionsView, probability: float, interval: tuple[float, float], words: str
) -> None:
    conditions.set_conditions((Condition("acs", probability, interval, False),))
    assert words in spoken(conditions)[0]


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.2, 0.3), (0.6, 0.95), (0.5, 0.5)])
def test_interval_bar_lies_where_the_interval_lies(conditions: ConditionsView, low: float, high: float) -> None:
    conditions.set_conditions((Condition("acs", (low + high) / 2, (low, high), False),))
    left, width = WIDTH * _NAME + 20, WIDTH - (WIDTH * _NAME + 20) - 44
    found = columns_of(drawn(conditions), palette().accent, 0)
    tick = columns_of(drawn(conditions), palette().text, 0)
    assert any(abs(x - (left + (low + high) / 2 * width)) <= 2 for x in tick)
    if high - low > 0.05:
        assert min(found) == pytest.approx(left + low * width, abs=3.5)
        assert max(found) == pytest.approx(left + high * width, abs=3.5)


def test_conditions_follow_the_language(conditions: ConditionsView, qtbot: QtBot) -> None:
    conditions.set_conditions((Condition("sepsis", 0.5, (0.4, 0.6), True),))
    set_language("ko")
    qtbot.waitUntil(lambda: spoken(conditions)[0].startswith("패혈증"), timeout=2000)
    assert conditions.toolTip() == conditions.accessibleDescription()


def signed(line: str) -> float:
    return float(line.rsplit(": ", 1)[1].replace("\N{MINUS SIGN}", "-"))


def tenths(line: str) -> int:
    return round(10 * signed(line))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.floats(0.2, 0.5),
    st.lists(st.floats(-0.1, 0.15), min_size=4, max_size=4),
    st.lists(st.floats(-0.05, 0.05), min_size=6, max_size=6),
)
def test_rows_as_read_out_add_up_from_the_base_to_the_value(
    shapley: ShapleyView, base: float, phi: list[float], pairs: list[float]
) -> None:
    value = base + sum(phi)
    shapley.set_shapley(
        ModalityShapley(
            "risk", base, value, dict(zip(MODALITIES, phi, strict=True)), dict(zip(PAIRS, pairs, strict=True))
        )
    )
    rows = spoken(shapley)
    assert len(rows) == 7
    assert round(1000 * base) + sum(map(tenths, rows)) == round(1000 * value)


def test_waterfall_names_modalities_in_full_alone_and_short_in_pairs(shapley: ShapleyView) -> None:
    phi = {Modality.IMAGE: 0.05, Modality.ECG: 0.20, Modality.VITALS: 0.15, Modality.NOTE: -0.10}
    shapley.set_shapley(ModalityShapley("risk", 0.2, 0.5, phi, {"image|ecg": 0.02, "vitals|note": -0.04}))
    assert spoken(shapley) == [
        "ECG: +19.0", "Vital signs: +17.0", "Note: −8.0", "Chest X-ray: +4.0", "VS × Note: −4.0", "CXR × ECG: +2.0",
    ]  # fmt: skip


def test_bars_that_raise_and_lower_the_risk_differ_in_colour_and_hang_together(shapley: ShapleyView) -> None:
    shapley.set_shapley(ModalityShapley("risk", 0.2, 0.5, {Modality.ECG: 0.5, Modality.NOTE: -0.2}, {}))
    image = drawn(shapley)
    left, width = WIDTH * 0.37, WIDTH - WIDTH * 0.37 - 44
    up = [x for x in columns_of(image, palette().up, 0) if x < left + width]
    down = [x for x in columns_of(image, palette().down, 1) if x < left + width]
    assert (min(up), max(up)) == (pytest.approx(left + 0.2 * width, abs=3), pytest.approx(left + 0.7 * width, abs=3))
    assert (min(down), max(down)) == (
        pytest.approx(left + 0.5 * width, abs=3),
        pytest.approx(left + 0.7 * width, abs=3),
    )
    assert not columns_of(image, palette().down, 0) and not columns_of(image, palette().up, 1)


def test_waterfall_of_nobody_has_no_row(shapley: ShapleyView) -> None:
    shapley.set_shapley(ModalityShapley("risk", 0.2, 0.3, {Modality.ECG: 0.1}, {}))
    shapley.set_shapley(None)
    assert spoken(shapley) == [] and shapley.sizeHint().height() == 0


def shap_of(*effects: tuple[str, str, float]) -> VitalsShap:
    return VitalsShap("risk", 0.3, 0.5, tuple(Contribution(*e) for e in effects))


def test_shap_rows_have_name_value_with_unit_and_sign_strongest_first(shap: ShapView) -> None:
    shap.set_shap(
        shap_of(("temperature_c", "36.5 °C", -0.021), ("heart_rate", "120 bpm", 0.034), ("spo2", "88 %", 0.115))
    )
    assert spoken(shap) == ["SpO₂  88 %: +11.5", "Heart rate  120 bpm: +3.4", "Temperature  36.5 °C: −2.1"]


def test_weak_shap_rows_become_one_that_keeps_the_sum(shap: ShapView) -> None:
    names = ("heart_rate", "sbp", "spo2", "resp_rate", "age", "temperature_c")
    effects = (0.10, -0.08, 0.05, -0.02, 0.01, 0.004)
    shap.set_shap(shap_of(*((n, "1", e) for n, e in zip(names, effects, strict=True))))
    rows = spoken(shap)
    assert len(rows) == 4 and rows[-1] == "All others: −0.6"
    assert sum(map(signed, rows)) == pytest.approx(100 * sum(effects), abs=0.2)


def test_shap_bars_go_right_where_they_raise_the_risk_and_left_where_they_lower_it(shap: ShapView) -> None:
    shap.set_shap(shap_of(("spo2", "88 %", 0.2), ("sbp", "150 mmHg", -0.1)))
    image = drawn(shap)
    left = WIDTH * 0.46
    width = WIDTH - left - 44
    middle = left + width / 2
    up = [x for x in columns_of(image, palette().up, 0) if x < left + width]
    down = [x for x in columns_of(image, palette().down, 1) if x < left + width]
    assert min(up) == pytest.approx(middle, abs=3) and max(up) == pytest.approx(left + width, abs=3)
    assert max(down) == pytest.approx(middle, abs=3) and min(down) == pytest.approx(middle - width / 4, abs=3)


@pytest.mark.parametrize(("score", "low", "high"), [(0.3, 0.0, 1.0), (5.0, 4.0, 6.0), (9.7, 9.0, 10.0)])
def test_dial_says_risk_and_interval(qtbot: QtBot, score: float, low: float, high: float) -> None:
    dial = RiskDialView()
    qtbot.addWidget(dial)
    dial.set_risk(Risk(score, (low, high)), 3)
    assert dial.accessibleName() == f"Risk {score} of 10, 90 % interval {low} to {high}" == dial.toolTip()


def test_dial_speaks_the_new_language_at_once(qtbot: QtBot) -> None:
    dial = RiskDialView()
    qtbot.addWidget(dial)
    dial.resize(108, 108)
    dial.set_risk(Risk(5.0, (4.0, 6.0)), 2)
    before = drawn(dial).copy(QRect(QPoint(10, 60), QPoint(98, 84)))
    set_language("ko")
    qtbot.waitUntil(lambda: "Risk" not in dial.accessibleName(), timeout=2000)
    assert re.search(r"5\.0.*4\.0.*6\.0", dial.toolTip())
    assert drawn(dial).copy(QRect(QPoint(10, 60), QPoint(98, 84))) != before


def test_dial_of_an_unassessed_patient_is_an_empty_ring(qtbot: QtBot) -> None:
    dial = RiskDialView()
    qtbot.addWidget(dial)
    dial.resize(108, 108)
    dial.set_risk(Risk(9.0, (8.0, 9.5)), 2)
    dial.set_risk(None, None)
    image = drawn(dial)
    fills = {QColor(fill).rgb() for fill, _ in palette().levels}
    assert not any(image.pixel(x, y) in fills for x in range(108) for y in range(108))
    assert dial.accessibleName() == "Risk not known yet"


@pytest.mark.parametrize(
    ("probability", "title"),
    [
        (0.95, "Sepsis very likely"),
        (0.70, "Sepsis likely"),
        (0.55, "Sepsis more likely than not"),
        (0.50, "Sepsis possible"),
        (0.20, "No listed condition stands out"),
    ],
)
def test_headline_is_worded_by_the_probability(headline: HeadlineView, probability: float, title: str) -> None:
    other = Condition("acs", 0.01, (0.0, 0.1), False)
    headline.set_pane(pane_with(conditions=(other, Condition("sepsis", probability, (0.0, 1.0), True))))
    assert headline.title.text() == title


def test_any_other_warning_stands_before_that_no_condition_stands_out(headline: HeadlineView) -> None:
    checks = (issue("check_pulse_differs", Severity.WARNING, pulse="80", rate="120"),)
    for probability, title in (
        (0.20, "See the warning below. Listed conditions all under 33 %"),
        (0.70, "Sepsis likely"),
    ):
        found = (Condition("sepsis", probability, (0.0, 1.0), True),)
        headline.set_pane(pane_with(conditions=found, checks=checks))
        assert headline.title.text() == title


@pytest.mark.parametrize(
    ("probability", "severity", "title"),
    [
        (0.20, Severity.WARNING, "ST warning below. Listed conditions all under 33 %"),
        (0.20, Severity.STOP, "ST warning below. Listed conditions all under 33 %"),
        (0.20, Severity.INFO, "No listed condition stands out"),
        (0.70, Severity.WARNING, "ST warning below. Sepsis likely"),
    ],
)
def test_headline_is_no_all_clear_where_a_check_warns(
    headline: HeadlineView, probability: float, severity: Severity, title: str
) -> None:
    checks = (issue("check_age_unknown", Severity.INFO), issue("check_st_depressed", severity, leads="II, III"))
    found = (Condition("sepsis", probability, (0.0, 1.0), True),)
    headline.set_pane(pane_with(conditions=found, checks=checks))
    assert headline.title.text() == title


def test_levels_begin_with_the_suggested_one_even_where_another_is_more_probable(headline: HeadlineView) -> None:
    headline.set_pane(pane_with(acuity=Acuity(2, (0.05, 0.40, 0.45, 0.09, 0.01))))
    assert headline.levels.text() == "KTAS 2 (40 %) · 3 (45 %) · 4 (9 %)"


@pytest.mark.parametrize(("levels", "said"), [((2, 3, 4), "2–4"), ((3,), "3")])
def test_the_set_of_levels_stands_under_the_most_probable_ones(
    headline: HeadlineView, levels: tuple[int, ...], said: str
) -> None:
    headline.set_pane(pane_with(acuity=Acuity(3, (0.05, 0.2, 0.65, 0.09, 0.01), level_set=levels)))
    assert headline.levels.text() == f"KTAS 3 (65 %) · 2 (20 %) · 4 (9 %)\n90 % set: {said}"


def test_a_doubt_stands_in_the_headline_only_where_there_is_one(headline: HeadlineView) -> None:
    acuity = Acuity(2, (0.05, 0.4, 0.45, 0.09, 0.01), level_set=(2, 3, 4))
    doubt = issue("check_model_unsure", Severity.WARNING, None, first=2, last=3)
    headline.set_pane(pane_with(acuity=acuity, doubt=doubt))
    assert headline.doubt.text() == "The model is not sure: between level 2 and 3."
    assert headline.doubt.isVisibleTo(headline)
    headline.set_pane(pane_with(acuity=acuity))
    assert not headline.doubt.isVisibleTo(headline)


def test_levels_and_outcomes_never_claim_certainty(headline: HeadlineView) -> None:
    headline.set_pane(
        pane_with(acuity=Acuity(1, (0.998, 0.002, 0.0, 0.0, 0.0)), outcomes=(("admission", 0.999), ("critical", 0.003)))
    )
    assert headline.levels.text() == "KTAS 1 (>99 %) · 2 (<1 %) · 3 (<1 %)"
    assert headline.outcomes.text() == "Admission >99 % · ICU / death <1 %"


@pytest.mark.parametrize(
    ("more", "title", "facts"),
    [
        ({"busy": True}, "Being assessed…", ""),
        ({"refusal": "Two patients."}, "Not assessed", "Two patients."),
        ({"missing": (Modality.ECG, Modality.NOTE), "busy": True}, "Being assessed…", "Without ECG, Note"),
        ({"acuity": Acuity(2, (0.2,) * 5)}, "", ""),
        ({}, "", ""),
    ],
)
def test_headline_without_conditions(headline: HeadlineView, more: dict[str, object], title: str, facts: str) -> None:
    headline.set_pane(pane_with(**more))
    assert (headline.title.text(), headline.facts.text()) == (title, facts)


def test_a_refusal_that_came_after_the_assessment_stands_beside_the_figures(headline: HeadlineView) -> None:
    best = (Condition("sepsis", 0.7, (0.6, 0.8), True),)
    headline.set_pane(
        pane_with(conditions=best, acuity=Acuity(2, (0.1, 0.9, 0.0, 0.0, 0.0)), refusal="No explanation.")
    )
    assert headline.title.text() == "Sepsis likely" and headline.facts.text() == "No explanation."


def test_headline_in_korean_is_one_natural_sentence(headline: HeadlineView, qtbot: QtBot) -> None:
    headline.set_pane(
        pane_with(
            conditions=(Condition("sepsis", 0.7, (0.6, 0.8), True),),
            outcomes=(("critical", 0.2),),
            missing=(Modality.ECG,),
        )
    )
    set_language("ko")
    qtbot.waitUntil(lambda: headline.title.text() == "패혈증 가능성 높음", timeout=2000)
    assert headline.outcomes.text() == "중환자실/사망 20 %"
    assert "심전도" in headline.facts.text() and "Without" not in headline.facts.text()


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_name_of_every_condition_is_whole_in_the_narrow_column(conditions: ConditionsView, code: str) -> None:
    card = 338  # pixels inside a card beside the scroll bar
    room = card * _NAME + 20 - 6 - 16
    metrics = QFontMetricsF(font_of(conditions, conditions.font_pixels))
    wide = {c: metrics.horizontalAdvance(condition_name(c, code)) for c in CONDITIONS}
    assert {c: width for c, width in wide.items() if width > room} == {}


@pytest.mark.parametrize(
    ("condition", "probability", "check", "title"),
    [
        ("heart_failure", 0.44, "check_st_depressed_anterior", "ST warning below. Acute heart failure possible"),
        ("acs", 0.60, "check_st_over_threshold", "ST warning below. Acute coronary syndrome more likely than not"),
        ("acs", 0.70, "check_st_over_threshold", "Acute coronary syndrome likely"),
        ("heart_failure", 0.44, "check_pulse_differs", "Acute heart failure possible"),
    ],
)
def test_the_headline_does_not_point_away_from_a_warning_of_st(
    headline: HeadlineView, condition: str, probability: float, check: str, title: str
) -> None:
    found = (Condition(condition, probability, (0.0, 1.0), True),)
    headline.set_pane(pane_with(conditions=found, checks=(issue(check, Severity.WARNING, leads="V2"),)))
    assert headline.title.text() == title
