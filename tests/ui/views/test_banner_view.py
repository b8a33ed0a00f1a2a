"""The banner: identity and acuity of one patient, in number, word and colour, and never of the patient before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from cdss.core.kinds import ArrivalMode, Sex
from cdss.records.assessment import Acuity, Risk
from cdss.records.identity import Arrival, Patient
from cdss.scoring.triage_levels import TRIAGE_LEVELS
from cdss.session.panes import BannerPane, Ruling
from ui.language import set_language
from ui.theme import THEMES, palette, set_theme
from ui.theme.contrast import contrast_ratio
from ui.views.banner_view import BannerView
from ui.views.painting import blended, level_colours
from ui.views.wording import arrival_words

NOW = datetime(2026, 11, 21, 14, 22, tzinfo=UTC)
LONG_AGO = datetime(2025, 1, 14, 14, 22, tzinfo=UTC)
PANE = BannerPane(
    "demo-1", Patient("7", 58.0, Sex.MALE), Arrival(NOW, ArrivalMode.AMBULANCE), "Chest pain", True,
    Acuity(2, (0.1, 0.8, 0.1, 0.0, 0.0)), Risk(9.1, (8.2, 9.6)), False,
)  # fmt: skip


def at_level(level: int) -> BannerPane:
    return replace(PANE, acuity=Acuity(level, (0.2,) * 5))


def hue_in(banner: BannerView, colour: str) -> bool:
    image, wanted = banner.grab().toImage(), QColor(colour).rgb()
    return any(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(8, image.height() - 8, 3))


@pytest.fixture
def banner(shown_at) -> BannerView:
    return shown_at(BannerView(), 1600, 56)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_acuity_is_number_word_and_colour(banner: BannerView, level: int) -> None:
    banner.set_pane(at_level(level))
    assert banner.badge.text() == str(level) and banner.badge.isVisible()
    assert f"KTAS {level} {TRIAGE_LEVELS[level - 1].ktas_en}" in banner.level.text()
    badge = banner.badge.grab().toImage()
    assert badge.pixelColor(badge.width() // 2, 2) == level_colours(level)[0]


def test_words_and_colours_of_no_two_levels_are_alike(banner: BannerView) -> None:
    seen = set()
    for level in range(1, 6):
        banner.set_pane(at_level(level))
        seen.add((banner.badge.text(), banner.level.text(), banner.acuity.styleSheet()))
    assert len({text for text, _, _ in seen}) == len({w for _, w, _ in seen}) == len({s for _, _, s in seen}) == 5


def test_the_acuity_of_the_patient_before_is_gone_while_the_new_one_is_assessed(banner: BannerView) -> None:
    banner.set_pane(PANE)
    red = palette().levels[1][0]
    assert hue_in(banner, red)
    banner.set_pane(replace(PANE, case_id="demo-2", complaint="", acuity=None, risk=None, busy=True))
    assert banner.identity.text() == "demo-2"
    assert banner.level.text() == "Being assessed…"
    assert not banner.badge.isVisible() and banner.badge.text() == ""
    assert banner.complaint.toolTip() == ""
    assert not hue_in(banner, red)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"busy": True}, "Being assessed…"),
        ({"busy": False}, "Not assessed"),
        ({"ruling": Ruling(3, None, "x")}, "KTAS 3 Urgent · set by clinician"),
    ],
)
def test_what_stands_there_without_an_answer_of_the_model(
    banner: BannerView, more: dict[str, object], words: str
) -> None:
    banner.set_pane(replace(PANE, acuity=None, risk=None, **more))  # type: ignore[arg-type]
    assert banner.level.text() == words


@pytest.mark.parametrize(
    ("ruling", "badge", "words"),
    [
        (None, "2", "KTAS 2 Emergent\nrisk"),
        (Ruling(2, 2), "2", "KTAS 2 Emergent · accepted by clinician\nrisk"),
        (Ruling(1, 2, "grey"), "1", "KTAS 1 Resuscitation · set by clinician\nrisk"),
        (Ruling(4, 2, "well"), "4", "KTAS 4 Less urgent · set by clinician\nrisk"),
    ],
)
def test_the_clinicians_level_comes_before_the_models(
    banner: BannerView, ruling: Ruling | None, badge: str, words: str
) -> None:
    banner.set_pane(replace(PANE, ruling=ruling))
    assert banner.badge.text() == badge and banner.level.text().startswith(words)


def test_composite_patients_are_marked_and_no_others(banner: BannerView) -> None:
    banner.set_pane(PANE)
    assert banner.composite.isVisible() and banner.composite.text() == "COMPOSITE"
    assert "different people" in banner.composite.toolTip()
    banner.set_pane(replace(PANE, composite=False))
    assert not banner.composite.isVisible()
    banner.set_pane(None)
    assert not banner.composite.isVisible() and not banner.acuity.isVisible()
    assert banner.identity.text() == "No patient"


@pytest.mark.parametrize(
    ("patient", "arrival", "facts"),
    [
        (
            Patient("7", 58.9, Sex.MALE),
            Arrival(LONG_AGO, ArrivalMode.AMBULANCE),
            "M · 58 y · ID 7 · arrived 14 Jan 2025 · ambulance",
        ),
        (Patient("demo-1", 1.5, Sex.FEMALE), Arrival(LONG_AGO), "F · 18 mo · arrived 14 Jan 2025"),
        (
            Patient(None, 0.0, Sex.UNKNOWN),
            Arrival(None, ArrivalMode.OTHER),
            "0 mo · not by ambulance · not known: sex, arrival",
        ),
        (Patient(), Arrival(), "not known: sex, age, arrival"),
        (Patient("7", None, Sex.OTHER), Arrival(), "Other · ID 7 · not known: age, arrival"),
    ],
)
def test_facts_say_what_is_known_and_what_is_not(
    banner: BannerView, patient: Patient, arrival: Arrival, facts: str
) -> None:
    banner.set_pane(replace(PANE, patient=patient, arrival=arrival))
    assert banner.facts.toolTip() == facts


def test_while_the_files_are_read_nothing_is_called_unknown(banner: BannerView) -> None:
    blank = replace(PANE, patient=Patient(), arrival=Arrival(), complaint="", acuity=None, risk=None, busy=True)
    banner.set_pane(replace(blank, reading=True))
    assert banner.facts.text() == "Reading the files…"
    banner.set_pane(blank)
    assert banner.facts.text() == "not known: sex, age, arrival"


@pytest.mark.parametrize(
    ("now", "english", "korean"),
    [
        (NOW + timedelta(hours=9), "14:22 · ambulance", "14:22 · 구급차"),
        (NOW + timedelta(hours=10), "21 Nov 14:22 · ambulance", "11/21 14:22 · 구급차"),
        (NOW + timedelta(days=2), "21 Nov 14:22 · ambulance", "11/21 14:22 · 구급차"),
        (NOW - timedelta(days=1), "21 Nov 14:22 · ambulance", "11/21 14:22 · 구급차"),
        (NOW + timedelta(days=60), "21 Nov 2026 · ambulance", "2026/11/21 · 구급차"),
        ((NOW + timedelta(hours=9)).astimezone(timezone(timedelta(hours=9))), "14:22 · ambulance", "14:22 · 구급차"),
    ],
)
def test_an_arrival_that_was_not_today_has_its_day(qtbot: QtBot, now: datetime, english: str, korean: str) -> None:
    arrival = Arrival(NOW, ArrivalMode.AMBULANCE)
    assert arrival_words(arrival, now) == english
    set_language("ko")
    assert arrival_words(arrival, now) == korean


def test_a_long_complaint_gives_way_and_the_acuity_stays_whole(banner: BannerView, qtbot: QtBot) -> None:
    banner.resize(1100, 56)
    banner.set_pane(replace(PANE, complaint="crushing chest pain radiating into the left arm and jaw " * 5))
    qtbot.waitUntil(lambda: banner.level.width() >= banner.level.sizeHint().width(), timeout=2000)
    assert banner.complaint.text().endswith("…") and banner.complaint.toolTip().endswith("jaw ”")
    assert banner.language_button.geometry().right() <= 1100


@pytest.mark.parametrize("ruling", [None, Ruling(2, 2), Ruling(1, 2, "grey")])
@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("en", "cannot lie flat, short of breath for 3 days, legs swollen"),
        ("ko", "누우면 숨이 차고 3일 전부터 호흡곤란, 다리 부종"),
    ],
)
def test_the_complaint_can_be_read_on_a_small_screen_also_after_a_level_was_set(
    banner: BannerView, qtbot: QtBot, code: str, complaint: str, ruling: Ruling | None
) -> None:
    set_language(code)
    banner.resize(1280, 56)
    banner.set_pane(replace(PANE, complaint=complaint, ruling=ruling))
    qtbot.waitUntil(lambda: banner.complaint.text() == f"“{complaint}”", timeout=2000)
    assert banner.complaint.accessibleName() == f"“{complaint}”"
    assert banner.facts.text() == banner.facts.toolTip(), "nor are age and arrival cut"
    assert "8.2–9.6" in banner.level.text(), "nor does the interval give way"
    qtbot.waitUntil(lambda: banner.level.height() >= banner.level.sizeHint().height(), timeout=2000)
    assert banner.complaint.geometry().top() > banner.facts.geometry().top()
    assert banner.lock_button.geometry().right() <= 1280


def test_a_patient_without_complaint_leaves_no_empty_line(banner: BannerView) -> None:
    banner.set_pane(replace(PANE, complaint=""))
    assert not banner.complaint.isVisible()


@pytest.mark.parametrize(
    ("device", "shown"),
    [(None, "● Local · offline"), ("cpu", "● Local · CPU · offline"), ("cuda", "● Local · GPU · offline")],
)
def test_it_says_where_the_engine_runs(banner: BannerView, device: str | None, shown: str) -> None:
    banner.set_device(device)
    assert banner.device.text() == shown


def test_buttons_ask_for_what_they_say(banner: BannerView, qtbot: QtBot) -> None:
    assert not banner.report_button.isEnabled(), "nobody is on screen to report on"
    banner.set_pane(PANE)
    for button, signal in (
        (banner.menu_button, banner.menu_requested),
        (banner.language_button, banner.language_requested),
    ):
        assert button.accessibleName()
        with qtbot.waitSignal(signal, timeout=1000):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    asked: list[str] = []
    banner.action_requested.connect(asked.append)
    for button in (banner.lock_button, banner.report_button):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == ["lock", "report"]
    assert banner.lock_button.toolTip() == "Lock the screen · Ctrl+Alt+L"
    assert banner.report_button.toolTip() == "Read and edit the report · Ctrl+Shift+R"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_the_acuity_can_be_read_after_the_theme_changed_under_it(
    banner: BannerView, qapp, theme: str, level: int
) -> None:
    banner.set_pane(at_level(level))
    set_theme(qapp, "light" if theme == "dark" else "dark")
    set_theme(qapp, theme)
    ground = blended(level_colours(level)[0].name(), palette().background, 0.22).name()
    assert ground in banner.acuity.styleSheet()
    assert hue_in(banner, ground)
    assert contrast_ratio(palette().text, ground) >= 4.5


def test_korean_banner_keeps_nothing_english_but_names(banner: BannerView, qtbot: QtBot) -> None:
    banner.set_pane(replace(PANE, complaint="흉통", ruling=Ruling(1, 2, "쇼크")))
    banner.set_device("cpu")
    set_language("ko")
    qtbot.waitUntil(lambda: banner.level.text().startswith("KTAS 1 소생"), timeout=2000)
    assert banner.facts.toolTip().startswith("남 · 58세 · ID 7")
    shown = (banner.facts.toolTip(), banner.level.text(), banner.device.text(), banner.composite.text())
    for text in shown:
        for allowed in ("KTAS", "ID", "CPU"):
            text = text.replace(allowed, "")
        assert not any(c.isascii() and c.isalpha() for c in text), text


def test_on_a_cramped_screen_two_buttons_give_way_to_who_the_patient_is(shown_at, qtbot: QtBot) -> None:
    banner = shown_at(BannerView(), 960, 56)
    banner.set_pane(PANE)
    assert not banner.language_button.isVisible() and not banner.report_button.isVisible()
    assert banner.lock_button.isVisible()
    assert "ID 7" in banner.facts.text() and not banner.facts.text().endswith("…")
    banner.resize(1280, 56)
    qtbot.waitUntil(lambda: banner.language_button.isVisible() and banner.report_button.isVisible())
