"""The worklist divided into groups: headings with counts, read aloud, stepped over by keys, kept under a search."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cdss.core.kinds import MODALITIES, Presence, Sex
from cdss.records.identity import Arrival, Patient
from cdss.session.panes import WorklistRow
from ui.language import set_language
from ui.theme import palette
from ui.views.worklist_delegate import HEADING_HEIGHT, ROW_HEIGHT
from ui.views.worklist_view import WorklistView
from ui.views.worklist_words import Heading, group_words, with_headings

HERE = tuple((m, Presence.PRESENT) for m in MODALITIES)


def row(key: str, group: tuple[str, int] | None, selected: bool = False) -> WorklistRow:
    patient = Patient(key, 58.0, Sex.MALE)
    return WorklistRow(key, patient, "Pain", HERE, Arrival(), False, 2, 7.5, selected, key=key, group=group)


ROWS = (
    row("a", ("level", 1), selected=True),
    row("b", ("level", 3)),
    row("c", ("level", 3)),
    row("d", ("level", 9)),
)


@pytest.fixture
def view(shown_at) -> WorklistView:
    return shown_at(WorklistView(), 258, 700)


def spoken(view: WorklistView) -> list[str]:
    model = view.model()
    return [model.index(i, 0).data(Qt.ItemDataRole.AccessibleTextRole) for i in range(model.rowCount())]


def test_each_group_has_one_heading_with_its_count() -> None:
    headings = [item for item in with_headings(ROWS) if isinstance(item, Heading)]
    assert [(h.group, h.count) for h in headings] == [(("level", 1), 1), (("level", 3), 2), (("level", 9), 1)]
    assert [h.words for h in headings] == ["Level 1 · Resuscitation · 1", "Level 3 · Urgent · 2", "Not assessed · 1"]


def test_a_list_that_is_not_divided_has_no_heading() -> None:
    rows = tuple(replace(r, group=None) for r in ROWS)
    assert with_headings(rows) == rows


@pytest.mark.parametrize(
    ("group", "english", "korean"),
    [
        (("level", 2), "Level 2 · Emergent", "2단계 · 긴급"),
        (("level", 9), "Not assessed", "미평가"),
        (("wait", 0), "Here over 4 h", "내원 4시간 초과"),
        (("wait", 1), "Here 2 to 4 h", "내원 2–4시간"),
        (("wait", 2), "Here 1 to 2 h", "내원 1–2시간"),
        (("wait", 3), "Here 30 to 60 min", "내원 30–60분"),
        (("wait", 4), "Here under 30 min", "내원 30분 미만"),
        (("wait", 5), "Wait not known, or over 3 days", "대기 시간 미상 또는 3일 초과"),
        (("missing", 0), "All four tests missing", "미시행 4종 전부"),
        (("missing", 3), "One test missing", "미시행 1종"),
        (("missing", 4), "No test missing", "미시행 없음"),
        (("missing", 5), "Not read yet", "읽는 중"),
    ],
)
def test_a_heading_says_what_the_group_is_in_both_languages(
    group: tuple[str, int], english: str, korean: str, qapp: object
) -> None:
    assert group_words(group) == english
    set_language("ko")
    assert group_words(group) == korean


def test_headings_and_the_group_of_each_patient_are_read_aloud(view: WorklistView) -> None:
    view.set_rows(ROWS)
    words = spoken(view)
    assert words[0] == "Level 1 · Resuscitation · 1" and words[2] == "Level 3 · Urgent · 2"
    assert "Level 3 · Urgent" in words[3] and words[3].startswith("b")


def test_arrow_keys_go_from_patient_to_patient_over_the_headings(view: WorklistView, qtbot: QtBot) -> None:
    chosen: list[str] = []
    view.patient_chosen.connect(chosen.append)
    view.set_rows(ROWS)
    assert view.currentIndex().row() == 1, "the patient on screen, below the first heading"
    keys = (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up)
    for key in keys:
        qtbot.keyClick(view, key)
    assert chosen == ["b", "c", "d", "c", "b", "a"]
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert chosen[6:] == ["d", "a"]


def test_a_click_on_a_heading_chooses_nobody_and_keeps_the_patient_on_screen(view: WorklistView, qtbot: QtBot) -> None:
    chosen: list[str] = []
    view.patient_chosen.connect(chosen.append)
    view.set_rows(ROWS)
    heading = view.visualRect(view.model().index(2, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=heading)
    assert chosen == [] and view.currentIndex().row() == 1
    assert [i.row() for i in view.selectedIndexes()] == [1]


def test_headings_are_lower_than_patients_and_painted_in_the_text_colour(view: WorklistView) -> None:
    view.set_rows(ROWS)
    boxes = [view.visualRect(view.model().index(i, 0)) for i in range(3)]
    assert [box.height() for box in boxes] == [HEADING_HEIGHT, ROW_HEIGHT, HEADING_HEIGHT]
    image = view.viewport().grab(boxes[0]).toImage()
    wanted = palette().text
    found = sum(image.pixelColor(x, y).name() == wanted for x in range(image.width()) for y in range(image.height()))
    assert found > 10


def test_a_patient_more_in_a_group_is_counted_without_losing_the_place(view: WorklistView) -> None:
    view.set_rows(ROWS)
    view.set_rows((ROWS[0], *ROWS[1:3], row("e", ("level", 3)), ROWS[3]))
    assert "Level 3 · Urgent · 3" in spoken(view)
    assert view.currentIndex().data(Qt.ItemDataRole.UserRole).key == "a"
