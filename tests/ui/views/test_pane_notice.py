"""Every warning of a pane has its own line while the pane has room for it; what has none is counted, nothing is silently gone."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from ui.language import set_language
from ui.views.pane_notice import PaneNotice
from ui.views.pane_view import PaneView
from ui.views.whole_text import LINE_BREAK

WIDE, ROOMY = 1200, 600


def warning(code: str) -> Issue:
    return issue(code, Severity.WARNING, Modality.ECG, leads="I", points="0.6")


ST, NOISE, FAILED = (warning(code) for code in ("check_st_over_threshold", "ecg_leads_noisy", "explain_failed"))
INCOMPLETE = warning("explain_incomplete")
REMARK = issue("explain_hidden_ecg", Severity.INFO, Modality.ECG)
OTHER_REMARK = issue("explain_hidden_note", Severity.INFO, Modality.NOTE)


@pytest.fixture
def notice(qtbot: QtBot) -> PaneNotice:
    made = PaneNotice()
    qtbot.addWidget(made)
    made.set_issues((ST,))
    made.resize(WIDE, 20)
    made.set_room(ROOMY)
    made.show()
    return made


def said(notice: PaneNotice) -> list[str]:
    return notice.text().split(LINE_BREAK)


def test_every_warning_has_a_line_with_its_mark(notice: PaneNotice) -> None:
    notice.set_issues((ST, NOISE, FAILED))
    assert said(notice) == [f"! {found.text('en')}" for found in (ST, NOISE, FAILED)]
    assert notice.lines() == said(notice), "each begins a line of its own"


def test_what_stops_comes_first_and_remarks_are_counted_after_the_last_warning(notice: PaneNotice) -> None:
    stop = issue("ecg_leads_noisy", Severity.STOP, Modality.ECG, leads="V1")
    notice.set_issues((REMARK, ST, stop, OTHER_REMARK))
    assert said(notice) == [f"! {stop.text('en')}", f"! {ST.text('en')}  (+2)"]
    assert notice.toolTip().split("\n")[2:] == [REMARK.text("en"), OTHER_REMARK.text("en")]
    assert notice.accessibleName() == " ".join(found.text("en") for found in (stop, ST, REMARK, OTHER_REMARK))


def test_remarks_alone_share_one_line_without_a_mark(notice: PaneNotice) -> None:
    notice.set_issues((REMARK,))
    assert notice.text() == REMARK.text("en")
    notice.set_issues((REMARK, OTHER_REMARK))
    assert notice.text() == f"{REMARK.text('en')}  (+1)" and OTHER_REMARK.text("en") in notice.toolTip()


def test_without_issues_it_takes_no_room(notice: PaneNotice) -> None:
    notice.set_issues(())
    assert not notice.isVisible() and notice.text() == ""


@pytest.mark.parametrize(
    ("code", "one", "two"),
    [
        ("en", "(1 more warning, +1)", "(2 more warnings, +1)"),
        ("ko", "(그 밖에 경고 1건, +1)", "(그 밖에 경고 2건, +1)"),
    ],
)
def test_where_room_is_short_the_last_warnings_are_counted_in_words(
    notice: PaneNotice, code: str, one: str, two: str
) -> None:
    set_language(code)
    notice.set_issues((ST, NOISE, INCOMPLETE, REMARK))
    three = notice.height()
    notice.set_room(three - 1)
    assert [line[:2] for line in said(notice)] == ["! ", "! "] and notice.text().endswith(one)
    assert notice.height() < three and INCOMPLETE.text(code) in notice.toolTip()
    notice.set_room(0)
    assert len(said(notice)) == 1 and notice.text().startswith(f"! {ST.text(code)}") and notice.text().endswith(two)
    notice.set_room(three)
    assert len(said(notice)) == 3


def test_what_is_drawn_against_its_failed_test_is_said_however_little_room_there_is(notice: PaneNotice) -> None:
    notice.set_issues((ST, NOISE, FAILED))
    notice.set_room(0)
    assert said(notice) == [f"! {ST.text('en')}", f"! {FAILED.text('en')}  (1 more warning)"]


def test_at_another_width_other_warnings_have_room(notice: PaneNotice) -> None:
    notice.set_issues((ST, NOISE))
    notice.set_room(notice.height())
    assert len(said(notice)) == 2
    notice.resize(300, notice.height())
    assert len(said(notice)) == 1 and notice.text().endswith("(1 more warning)")
    notice.resize(WIDE, notice.height())
    assert len(said(notice)) == 2


def test_the_pane_keeps_most_of_its_height_and_says_all_when_it_is_grown(qtbot: QtBot) -> None:
    pane = PaneView()
    qtbot.addWidget(pane)
    pane.set_issues((ST, NOISE, INCOMPLETE, FAILED))
    for height, lines in ((ROOMY, 4), (120, 2), (ROOMY, 4)):
        pane.resize(420, height)
        pane.show()
        QApplication.processEvents()
        assert len(said(pane.notice)) == lines
        assert height < ROOMY or pane.notice.height() <= 0.25 * ROOMY


def test_what_is_wrong_with_an_explanation_is_said_while_it_is_drawn(qtbot: QtBot) -> None:
    pane = PaneView()
    qtbot.addWidget(pane)
    pane.resize(WIDE, ROOMY)
    pane.show()
    pane.set_issues((ST, FAILED, INCOMPLETE, warning("explain_unconfirmed_ecg"), REMARK))
    assert len(said(pane.notice)) == 4
    pane.set_drawn(False)
    assert said(pane.notice) == [f"! {ST.text('en')}  (+1)"] and "request" not in pane.notice.toolTip()
    pane.set_drawn(True)
    assert len(said(pane.notice)) == 4
