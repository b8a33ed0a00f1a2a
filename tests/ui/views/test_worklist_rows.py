"""Rows of the worklist as painted: level, chips of what is there, missing or refused, waiting time, and the keyboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cdss.core.kinds import MODALITIES, Presence, Sex
from cdss.records.identity import Arrival, Patient
from cdss.session.panes import Ruling, WorklistRow
from ui.frame_sizes import NARROW_WORKLIST, WORKLIST_WIDTH
from ui.language import set_language
from ui.panels.worklist_panel import MARGIN, WorklistPanel
from ui.theme import THEMES, palette, set_theme
from ui.views.painting import font_of
from ui.views.worklist_delegate import ROW_HEIGHT, WorklistDelegate
from ui.views.worklist_view import WorklistView
from ui.views.worklist_words import ruling_mark

ALL_PRESENT = tuple((m, Presence.PRESENT) for m in MODALITIES)


def row(key: str, level: int | None = 2, **more: object) -> WorklistRow:
    base = WorklistRow(
        f"case-{key}", Patient("p", 58.0, Sex.MALE), "Chest pain", ALL_PRESENT, Arrival(), False, level,
        None if level is None else 7.5, False, key=key,
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


@pytest.fixture
def panel(shown_at) -> WorklistPanel:
    return shown_at(WorklistPanel(), 278, 700)


@pytest.fixture
def view(shown_at) -> WorklistView:
    return shown_at(WorklistView(), 258, 600)


def painted(view: WorklistView, index: int = 0) -> QImage:
    box = view.visualRect(view.model().index(index, 0))
    return view.viewport().grab(box).toImage()


def count(image: QImage, colour: str, box: QRect | None = None) -> int:
    part = image if box is None else image.copy(box)
    wanted = QColor(colour).rgb()
    return sum(part.pixel(x, y) == wanted for x in range(part.width()) for y in range(part.height()))


CHIPS = QRect(48, 46, 200, 30)
BADGE = QRect(12, 10, 30, 30)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_badge_has_the_fill_of_its_level_and_a_number_in_its_text_colour(view: WorklistView, level: int) -> None:
    view.set_rows((row("a", level),))
    fill, text = palette().levels[level - 1]
    badge = painted(view).copy(BADGE)
    assert count(badge, fill) > 300
    assert count(badge, text) > 3


@pytest.mark.parametrize(
    "more", [{"waiting": True}, {"problem": "Two patients in one folder."}, {}], ids=["waiting", "refused", "no engine"]
)
def test_an_unassessed_row_has_the_colour_of_no_level(view: WorklistView, more: dict[str, object]) -> None:
    view.set_rows((row("a", None, **more),))
    badge = painted(view).copy(BADGE)
    assert count(badge, palette().track) > 300
    assert sum(count(badge, fill) for fill, _ in palette().levels) == 0


def test_waiting_refused_and_unassessed_have_three_different_marks(view: WorklistView) -> None:
    marks = []
    for more in ({"waiting": True}, {"problem": "No."}, {}):
        view.set_rows((row("a", None, **more),))
        marks.append(painted(view).copy(BADGE))
    assert marks[0] != marks[1] != marks[2] != marks[0]


@pytest.mark.parametrize("theme", THEMES)
def test_present_missing_and_rejected_chips_are_told_apart_in_every_theme(view: WorklistView, qapp, theme: str) -> None:
    set_theme(qapp, theme)
    chips = {}
    for presence in Presence:
        view.set_rows((row("a", 3, presence=tuple((m, presence) for m in MODALITIES)),))
        chips[presence] = painted(view).copy(CHIPS)
    stop, muted = palette().stop, palette().faint
    assert count(chips[Presence.REJECTED], stop) > 20
    assert count(chips[Presence.PRESENT], stop) == count(chips[Presence.MISSING], stop) == 0
    assert count(chips[Presence.MISSING], muted) > 5
    assert chips[Presence.PRESENT] != chips[Presence.MISSING] != chips[Presence.REJECTED]


def test_rejected_chips_differ_by_a_stroke_and_not_by_colour_alone(view: WorklistView, qapp) -> None:
    """Without the stroke a chip's red letters alone would say it, which a colour-blind reader cannot see."""
    view.set_rows((row("a", 3, presence=((MODALITIES[0], Presence.REJECTED),)),))
    rejected = painted(view).copy(CHIPS).convertToFormat(QImage.Format.Format_Grayscale8)
    view.set_rows((row("a", 3, presence=((MODALITIES[0], Presence.MISSING),)),))
    missing = painted(view).copy(CHIPS).convertToFormat(QImage.Format.Format_Grayscale8)
    differing = sum(
        abs(QColor(rejected.pixel(x, y)).red() - QColor(missing.pixel(x, y)).red()) > 20
        for x in range(rejected.width())
        for y in range(rejected.height())
    )
    assert differing > 40


def test_a_refusal_stands_in_place_of_the_complaint_in_the_warning_colour(view: WorklistView) -> None:
    words = QRect(48, 26, 200, 20)
    view.set_rows((row("a", None, problem="Two patients in one folder."),))
    assert count(painted(view), palette().stop, words) > 20
    assert view.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "Two patients in one folder."
    view.set_rows((row("a", None),))
    assert count(painted(view), palette().stop, words) == 0


class Painted(QObject):
    """Counts how often a widget is drawn."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.times = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.Paint
        return False


NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def minutes(count: int) -> datetime:
    return NOON - timedelta(minutes=count)


@pytest.mark.parametrize(
    ("arrived", "measured", "english", "korean"),
    [
        (minutes(42), minutes(7), "here 42 min · vitals 7 min ago", "내원 42분 · 활력징후 7분 전"),
        (minutes(42), None, "here 42 min", "내원 42분"),
        (None, minutes(0), "arrival unknown · vitals 0 min ago", "내원 시각 미상 · 활력징후 0분 전"),
        (None, None, "arrival unknown", "내원 시각 미상"),
        (minutes(721), minutes(720), "here 12 h · vitals 12 h ago", "내원 12시간 · 활력징후 12시간 전"),
        (minutes(1500), minutes(1490), "here 25 h · vitals 24 h ago", "내원 25시간 · 활력징후 24시간 전"),
        (minutes(4320), minutes(4320), "here 72 h · vitals 72 h ago", "내원 72시간 · 활력징후 72시간 전"),
        (minutes(4321), minutes(4330), "came 18 Nov 11:59 · vitals 11:50", "내원 11/18 11:59 · 활력징후 11:50"),
        (minutes(4330), minutes(722), "came 18 Nov 11:50 · vitals 12 h ago", "내원 11/18 11:50 · 활력징후 12시간 전"),
        (minutes(42), minutes(5820), "here 42 min · vitals 17 Nov 11:00", "내원 42분 · 활력징후 11/17 11:00"),
        (minutes(-1), None, "came 21 Nov 12:01", "내원 11/21 12:01"),
        (datetime(2025, 3, 9, 8, 0, tzinfo=UTC), None, "came 9 Mar 2025", "내원 2025/3/9"),
        (minutes(90).astimezone(timezone(timedelta(hours=9))), None, "here 90 min", "내원 90분"),
        (minutes(5).astimezone().replace(tzinfo=None), None, "here 5 min", "내원 5분"),
    ],
)
def test_a_row_says_when_the_patient_came_and_how_old_the_vital_signs_are(
    qtbot: QtBot, arrived: datetime | None, measured: datetime | None, english: str, korean: str
) -> None:
    delegate = WorklistDelegate(WorklistView(), lambda: NOON)
    qtbot.addWidget(delegate.parent())
    shown = row("a", arrival=Arrival(arrived), measured=measured)
    assert delegate.waits(shown) == english
    set_language("ko")
    assert delegate.waits(shown) == korean


def test_a_patient_whose_files_are_still_read_has_no_times(qtbot: QtBot) -> None:
    delegate = WorklistDelegate(WorklistView(), lambda: NOON)
    qtbot.addWidget(delegate.parent())
    assert delegate.waits(row("a", None, waiting=True, presence=())) == ""


def test_the_minutes_go_on_while_nothing_else_happens(qtbot: QtBot) -> None:
    time = [NOON]
    view = WorklistView(clock=lambda: time[0])
    qtbot.addWidget(view)
    view.resize(258, 600)
    view.show()
    view.set_rows((row("a", arrival=Arrival(minutes(3)), measured=minutes(1)),))
    qtbot.waitExposed(view)
    assert view.minute.isActive() and view.minute.interval() <= 30_000
    spoken = view.model().index(0, 0)
    before = painted(view)
    time[0] = NOON + timedelta(minutes=1)
    drawn = Painted(view.viewport())
    view.minute.timeout.emit()
    qtbot.waitUntil(lambda: drawn.times > 0, timeout=2000)
    assert painted(view) != before
    assert spoken.data(Qt.ItemDataRole.AccessibleTextRole).endswith("here 4 min · vitals 2 min ago")


def test_the_longest_times_fit_a_narrow_list(view: WorklistView) -> None:
    metrics = QFontMetricsF(font_of(view, 12))
    for words in (
        "here 119 min · vitals 119 min ago",
        "내원 119분 · 활력징후 119분 전",
        "came 20 Nov 23:59 · vitals 23:59",
        "내원 11/20 23:59 · 활력징후 23:59",
    ):
        assert metrics.horizontalAdvance(words) <= NARROW_WORKLIST - 2 * MARGIN - 20, words


def test_the_clinicians_own_level_is_marked_below_the_badge(view: WorklistView) -> None:
    below = QRect(8, 39, 40, 18)
    view.set_rows((row("a", 3, ruling=Ruling(3, None)),))
    assert count(painted(view), palette().muted, below) > 0
    view.set_rows((row("a", 3),))
    assert count(painted(view), palette().muted, below) == 0


def test_the_row_says_whether_the_level_was_accepted_or_set(view: WorklistView) -> None:
    view.set_rows((row("a", 3, ruling=Ruling(3, 3)), row("b", 3, ruling=Ruling(3, 2))))
    accepted, own = (view.model().index(i, 0).data(Qt.ItemDataRole.AccessibleTextRole) for i in (0, 1))
    assert "3 Urgent, accepted" in accepted and "3 Urgent, set" in own
    below = QRect(6, 39, 44, 16)
    assert painted(view, 0).copy(below) != painted(view, 1).copy(below)
    room, metrics = 44, QFontMetricsF(font_of(view, 12))
    for language in ("en", "ko"):
        set_language(language)
        assert all(metrics.horizontalAdvance(ruling_mark(r)) < room for r in (Ruling(3, 3), Ruling(3, 2))), language


def test_the_whole_reason_is_painted_on_a_row_as_high_as_it_needs(view: WorklistView) -> None:
    long = "case.json names two patients, A-17 and A-18; it was not read. Put the files of each into a folder of their own."
    view.set_rows((row("a", None, problem=long), row("b", None, problem="Short.")))
    heights = [view.visualRect(view.model().index(i, 0)).height() for i in (0, 1)]
    assert heights[0] > heights[1] == ROW_HEIGHT
    last = QRect(48, 26 + heights[0] - heights[1], 200, 20)
    assert count(painted(view), palette().stop, last) > 0, "its last line"
    view.set_rows((row("a", None, problem="Short."), row("b", None, problem="Short.")))
    assert view.visualRect(view.model().index(0, 0)).height() == ROW_HEIGHT


def test_a_row_without_chips_keeps_no_place_for_them(view: WorklistView) -> None:
    view.set_rows((row("a", None, problem="Not read.", presence=()), row("b", None, problem="Not read.")))
    heights = [view.visualRect(view.model().index(i, 0)).height() for i in (0, 1)]
    assert heights == [ROW_HEIGHT - 22, ROW_HEIGHT]


def test_the_selected_row_has_the_accent_frame(view: WorklistView) -> None:
    view.set_rows((row("a", 3, selected=True), row("b", 3)))
    assert painted(view, 0) != painted(view, 1)
    assert view.currentIndex().row() == 0


def test_rows_change_with_the_language(view: WorklistView, qtbot: QtBot) -> None:
    view.set_rows((row("a", 2, arrival=Arrival(datetime.now(UTC) - timedelta(minutes=9))), row("b", None)))
    before = painted(view)
    set_language("ko")
    qtbot.waitUntil(lambda: view.accessibleName() == "환자 목록", timeout=2000)
    assert painted(view) != before
    said = [view.model().index(i, 0).data(Qt.ItemDataRole.AccessibleTextRole) for i in (0, 1)]
    assert said[0] == "case-a, 남 58, Chest pain, 2 긴급, 내원 9분"
    assert "not assessed" not in said[1]


def test_arrow_keys_stop_at_the_ends(view: WorklistView, qtbot: QtBot) -> None:
    chosen: list[str] = []
    view.patient_chosen.connect(chosen.append)
    view.set_rows((row("a", selected=True), row("b"), row("c")))
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(view, key)
    assert chosen == ["b", "c", "b"]


def test_first_and_last_patient_by_home_and_end(view: WorklistView, qtbot: QtBot) -> None:
    chosen: list[str] = []
    view.patient_chosen.connect(chosen.append)
    view.set_rows(tuple(row(k, selected=k == "a") for k in "abcdefgh"))
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert chosen == ["h", "a"]
    assert view.visualRect(view.model().index(0, 0)).top() >= 0


def test_a_search_that_hides_the_patient_on_screen_chooses_nobody_and_gives_them_back(view: WorklistView) -> None:
    chosen: list[str] = []
    view.patient_chosen.connect(chosen.append)
    both = (row("a", selected=True), row("b"))
    view.set_rows(both)
    view.set_rows(both[1:])
    assert chosen == [] and not view.currentIndex().isValid() and view.selectedIndexes() == []
    view.set_rows(both)
    assert chosen == [] and view.currentIndex().row() == 0


def test_a_row_that_moves_up_takes_the_selection_and_the_view_with_it(view: WorklistView) -> None:
    rows = tuple(row(k, None) for k in "abcdefghijklmnop")
    view.set_rows((*rows, row("z", None, selected=True)))
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()).center())
    view.set_rows((row("z", 1, selected=True), *rows))
    assert view.currentIndex().row() == 0 and view.verticalScrollBar().value() == 0


def test_new_figures_of_the_same_patients_do_not_scroll_the_list(view: WorklistView) -> None:
    rows = tuple(row(k, None, selected=k == "a") for k in "abcdefghijklmnop")
    view.set_rows(rows)
    reset: list[int] = []
    view.model().modelReset.connect(lambda: reset.append(1))
    view.set_rows(tuple(replace(r, complaint="Dyspnoea") for r in rows))
    assert reset == []
    assert "Dyspnoea" in view.model().index(0, 0).data(Qt.ItemDataRole.DisplayRole)


def test_heading_counts_the_rows_and_the_search_reports_every_letter(panel: WorklistPanel, qtbot: QtBot) -> None:
    typed: list[str] = []
    panel.searched.connect(typed.append)
    panel.set_rows((row("a"), row("b")))
    assert panel.heading.text() == "WORKLIST · 2 WAITING"
    qtbot.keyClicks(panel.search, "AF")
    panel.search.clear()
    assert typed == ["A", "AF", ""]
    panel.set_rows(())
    assert panel.heading.text() == "WORKLIST · 0 WAITING"


def test_return_in_the_search_field_goes_to_the_list(panel: WorklistPanel, qtbot: QtBot) -> None:
    panel.set_rows((row("a", selected=True), row("b")))
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.search.setFocus()
    qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert panel.list.hasFocus()


def test_rows_that_are_not_refused_have_one_height_and_fit_the_width_of_the_panel(panel: WorklistPanel) -> None:
    long = "crushing chest pain radiating into the left arm and the jaw since this morning"
    panel.set_rows((row("a", 2, complaint=long), row("b", None, problem="Not read.")))
    heights = {panel.list.visualRect(panel.list.model().index(i, 0)).height() for i in (0, 1)}
    assert heights == {ROW_HEIGHT}
    assert panel.list.horizontalScrollBar().maximum() == 0


def test_the_panel_says_what_the_rows_are_sorted_by_and_asks_for_another_order(
    panel: WorklistPanel, qtbot: QtBot
) -> None:
    assert panel.order.text() == "by level"
    with qtbot.waitSignal(panel.order_requested):
        qtbot.mouseClick(panel.order, Qt.MouseButton.LeftButton)
    panel.set_order("missing")
    assert panel.order.text() == "by missing"
    assert "by missing" in panel.order.accessibleName()
    set_language("ko")
    qtbot.waitUntil(lambda: panel.order.text() == "미시행 검사순", timeout=2000)
    panel.set_order("wait")
    assert panel.order.text() == "대기순"


def test_the_panel_says_what_the_rows_are_divided_by_and_asks_for_another_grouping(
    panel: WorklistPanel, qtbot: QtBot
) -> None:
    assert panel.grouping.text() == "no groups"
    with qtbot.waitSignal(panel.grouping_requested):
        qtbot.mouseClick(panel.grouping, Qt.MouseButton.LeftButton)
    panel.set_grouping("wait")
    assert panel.grouping.text() == "wait groups"
    assert panel.grouping.accessibleName() == "Worklist with wait groups; divide it otherwise"


@pytest.mark.parametrize("width", [WORKLIST_WIDTH, NARROW_WORKLIST])
@pytest.mark.parametrize("code", ["en", "ko"])
def test_order_and_grouping_fit_beside_each_other(panel: WorklistPanel, width: int, code: str) -> None:
    set_language(code)
    panel.setFixedWidth(width)
    panel.set_rows(tuple(row(str(i)) for i in range(120)))
    for order in ("level", "wait", "missing"):
        for grouping in ("none", "level", "wait", "missing"):
            panel.set_order(order)
            panel.set_grouping(grouping)
            panel.layout().activate()
            assert panel.layout().minimumSize().width() <= width, (order, grouping)
            assert panel.heading.width() >= panel.heading.sizeHint().width(), grouping
            assert not panel.order.geometry().intersects(panel.grouping.geometry())


class Counting(WorklistDelegate):
    """The delegate, with the places of the rows that it painted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.painted: list[int] = []

    def paint(self, painter, option, index) -> None:
        self.painted.append(index.row())
        super().paint(painter, option, index)


def test_going_to_another_patient_paints_two_rows_again_and_leaves_the_others(qtbot: QtBot, view: WorklistView) -> None:
    counting = Counting(view)
    view.setItemDelegate(counting)
    view.set_rows((row("a", selected=True), row("b"), row("c"), row("d")))
    qtbot.waitUntil(lambda: set(counting.painted) == {0, 1, 2, 3})
    counting.painted.clear()
    view.set_rows((row("a"), row("b", selected=True), row("c"), row("d")))
    qtbot.waitUntil(lambda: set(counting.painted) == {0, 1})
    qtbot.wait(30)
    assert set(counting.painted) == {0, 1}
