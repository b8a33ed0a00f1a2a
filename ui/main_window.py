"""The window: banner, worklist, evidence, decision, status line. Implements ``Screen``; knows no session and no engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from cdss.session.place import Pane
from ui.actions import ACTIONS, MENUS, build_actions, changed_keys, retranslate, translated, use_keys
from ui.frame import Frame
from ui.frame_sizes import CRAMPED, DECISION_WIDTH, NARROW_WORKLIST, SMALL, WIDE, WORKLIST_WIDTH
from ui.language import set_language
from ui.theme import set_theme
from ui.turns import Later, at_once, draw_in_turn

if TYPE_CHECKING:
    from cdss.session.panes import (
        BannerPane,
        DecisionPane,
        EcgPane,
        EmptyPane,
        FilmPane,
        GuidePane,
        NotePane,
        ReportPane,
        StatusLine,
        VitalsPane,
        WhatIfPane,
        WorklistRow,
    )
    from cdss.session.settings import Settings
    from cdss.session.worklist.shift_panes import ShiftPane
    from ui.panels.evidence_panel import EvidencePanel
    from ui.panels.pages_panel import PagesPanel
    from ui.panels.palette_panel import PalettePanel

_LARGEST = 16777215


class MainWindow(Frame):
    """With the page ``opening`` it shows that at once, for its panes take longer to load: they come with ``fill``."""

    def __init__(self, opening: QWidget | None = None) -> None:
        super().__init__()
        self._filled = False
        self._actions: Mapping[str, QAction] = {}
        self._maximised: Pane | None = None
        self._later: Later = at_once
        self._listing = False
        self._decided = ""
        if opening is None:
            self.fill()
        else:
            self.setCentralWidget(opening)

    def fill(self) -> None:
        """Put the panes in the place of the page that was there while the program opened."""
        from ui.window_parts import fill

        fill(self)
        self._filled = True
        centre = self.centralWidget()
        if self.isVisible() and centre is not None:
            centre.show()
            self._fit()

    def set_later(self, later: Later) -> None:
        """Let panes be filled and drawn in turns, not at once."""
        self._later = later
        self.evidence.vitals.set_later(later)

    def set_handlers(self, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Give every action of the table what it does; those of the window itself are added here."""
        from ui.panels.typing_guard import TypingGuard

        own: dict[str, Callable[[], object]] = {
            "quit": self.close,
            "find_patient": self.find_patient,
            "palette": self.open_palette,
            "help": self.open_help,
            "keys": self.open_keys,
        }
        scopes = {"film": self.evidence.film, "ecg": self.evidence.ecg, "vitals": self.evidence.vitals}
        self._actions = build_actions(self, {**handlers, **own, **self.evidence.handlers()}, scopes)
        self.typing_guard = TypingGuard(self, self._actions["accept"])
        for asking in (self.banner, self.evidence.guide):
            asking.action_requested.connect(lambda name: self._actions[name].trigger())

    def show_banner(self, pane: BannerPane | None) -> None:
        """The patient on screen. A button that is held down while they change lets go: it was pressed for the one before."""
        if self.banner.patient != (pane.key if pane else ""):
            _let_go(self)
        self.banner.set_pane(pane)
        self.cover.set_patient(pane.case_id if pane else "")

    def set_covered(self, covered: bool) -> None:
        """Show nothing but the page of ``cover``, or all as it was."""
        self.cover.set_covered(covered, self._actions.values())

    def show_worklist(self, rows: tuple[WorklistRow, ...]) -> None:
        """The rows, in order."""
        self.worklist.set_rows(rows)

    def show_shift(self, pane: ShiftPane) -> None:
        """What stands below the worklist's rows."""
        self.worklist.set_shift(pane)
        self.status.set_unseen(pane.alerts.unseen + pane.alerts.hidden)

    def show_film(self, pane: FilmPane | EmptyPane | None) -> None:
        """The film, or why there is none."""
        self.evidence.show_pane(Pane.FILM, pane, self._later)

    def show_ecg(self, pane: EcgPane | EmptyPane | None) -> None:
        """The recording, or why there is none."""
        self.evidence.show_pane(Pane.ECG, pane, self._later)

    def show_vitals(self, pane: VitalsPane | EmptyPane | None) -> None:
        """The vital signs, or why there are none."""
        self.evidence.show_pane(Pane.VITALS, pane, self._later)

    def show_note(self, pane: NotePane | EmptyPane | None) -> None:
        """The note, or why there is none."""
        self.evidence.show_pane(Pane.NOTE, pane, self._later)

    def show_decision(self, pane: DecisionPane | None) -> None:
        """The decision column, filled in one turn and drawn in the next; that of another patient is covered until then."""
        if (key := pane.key if pane else "") != self._decided:
            self._decided = key
            self.veil.cover()
        self._later("fill_decision", partial(self._fill_decision, pane))
        if not self.veil.isHidden():
            self._later("draw_decision", self.veil.hide)

    def _fill_decision(self, pane: DecisionPane | None) -> None:
        if self.veil.isHidden():
            draw_in_turn("column", self.decision, self._later)
        self.decision.set_pane(pane)
        self.links.set_attention(pane.attention if pane else None)

    @property
    def decided_patient(self) -> str:
        """The key of the patient whose decision column can be seen; of none while it is covered, or there is no patient."""
        return self.decision.patient if self.veil.isHidden() else ""

    def show_what_if(self, pane: WhatIfPane | None) -> None:
        """The hypothetical case at the right of the evidence; None closes it and gives the keys back to the decision."""
        self._show_beside(self.what_if, pane is not None, partial(self.what_if.set_pane, pane), self.decision.what_if)

    def show_report(self, pane: ReportPane | None) -> None:
        """The text of the report at the right of the evidence; None closes it and gives the keys back to the worklist."""
        self._show_beside(self.report, pane is not None, partial(self.report.set_pane, pane), self.worklist.list)

    def _show_beside(self, panel: QWidget, opened: bool, fill: Callable[[], None], heir: QWidget) -> None:
        """``heir``: takes the keys where ``panel`` had them and is closed. All that is drawn anew for it is drawn in turns."""
        closing = not opened and panel.isAncestorOf(self.focusWidget() or self)
        draw_in_turn("beside", panel, self._later)
        if opened is panel.isHidden():
            self.evidence.draw_in_turns(self._later)
        if opened and self.width() < WIDE:
            self.decision.hide()  # first: with both of them at once the window would grow beyond a small screen
        fill()
        self._make_room()
        if closing:
            heir.setFocus()

    def show_guide(self, pane: GuidePane | None) -> None:
        """What to do where there is no evidence."""
        self.evidence.show_guide(pane)

    def show_status(self, line: StatusLine) -> None:
        """The line at the foot; the device also stands in the banner."""
        self.status.set_line(line)
        self.banner.set_device(line.device)

    def show_language(self, code: str) -> None:
        """Every widget hears of it through a ``LanguageChange`` event."""
        set_language(code)

    def show_theme(self, name: str) -> None:
        """Change the colours of everything."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        set_theme(app, name)

    def show_settings(self, settings: Settings) -> None:
        """Every widget hears of other terms as it hears of another language."""
        from ui.terms import set_terms

        set_terms(settings.level_terms, settings.fahrenheit)
        use_keys(changed_keys(settings.keys), self._actions)
        for part in (self.worklist, self.banner, self.evidence.guide):
            part.show_keys()

    def show_maximised(self, pane: Pane | None) -> None:
        """Let one pane fill everything between worklist and edge."""
        whole = pane is Pane.DECISION
        self._maximised = pane
        self.evidence.setVisible(not whole)
        self._make_room()
        self.decision.setMaximumWidth(_LARGEST if whole else DECISION_WIDTH)
        self.evidence.show_maximised(None if whole else pane)

    def pane_in_use(self) -> Pane:
        """The pane that has the focus; the decision where none of the evidence has it."""
        return _pane_with(self.focusWidget(), self.evidence)

    def save_picture(self, pane: Pane, path: Path) -> bool:
        """What ``pane`` shows now, as PNG; False where it cannot be written."""
        shown = self.decision if pane is Pane.DECISION else self.evidence.place(pane)
        return shown.grab().save(str(path), "PNG")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The decision gives way to the panel "What if…" on a small screen only, and the worklist gives some of its width."""
        super().resizeEvent(event)
        if self._filled:
            self._fit()

    def find_patient(self) -> None:
        """To the search field of the worklist, which is shown for it where it was hidden."""
        self._list(True)
        self.worklist.search.setFocus()

    def toggle_worklist(self) -> None:
        """Show the worklist where there is no room for it always, or hide it again; choosing a patient hides it too."""
        self._list(self.worklist.isHidden())
        if self._listing:
            self.worklist.list.setFocus()

    def hide_worklist_again(self) -> None:
        """A patient was chosen in a worklist that was shown for this."""
        self._list(False)

    def _list(self, wanted: bool) -> None:
        self._listing = wanted
        self._make_room()

    def _fit(self) -> None:
        self.worklist.setFixedWidth(NARROW_WORKLIST if self.width() < SMALL else WORKLIST_WIDTH)
        self._make_room()

    def _make_room(self) -> None:
        cramped = self.width() < CRAMPED
        self.worklist.setVisible(self._listing or not cramped)
        self.evidence.tabs.worklist.setVisible(cramped)
        whole, alone = self._maximised is Pane.DECISION, self.what_if.isHidden() and self.report.isHidden()
        beside = self._maximised is None and (alone or self.width() >= WIDE)
        beside = beside and not (cramped and self._listing)
        self.decision.setVisible(whole or beside)

    def open_menu(self) -> QMenu:
        """The menu under the button at the left of the banner."""
        menu = _menu(self, self._actions)
        menu.popup(self.banner.menu_button.mapToGlobal(QPoint(0, self.banner.menu_button.height())))
        return menu

    def open_palette(self) -> PalettePanel:
        """The command palette, in the middle of the window."""
        from ui.panels.palette_panel import PalettePanel

        palette = PalettePanel(self._actions, self)
        palette.move(self.mapToGlobal(QPoint((self.width() - palette.width()) // 2, 90)))
        palette.show()
        return palette

    def open_help(self) -> PagesPanel:
        """The help page of the pane in use."""
        focus = self.focusWidget()
        listed = focus is not None and self.worklist.isAncestorOf(focus)
        return self._help("worklist" if listed else self.pane_in_use().value)

    def open_keys(self) -> PagesPanel:
        """The help page of all actions and their keys."""
        return self._help("keys")

    def _help(self, page: str) -> PagesPanel:
        from ui.panels.help_pages import open_help

        return open_help(page, self)

    def changeEvent(self, event: QEvent) -> None:
        """The actions' texts in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self._actions:
            retranslate(self._actions)
        super().changeEvent(event)


def _let_go(window: QWidget) -> None:
    """No button is held down any more, by the mouse or by a key: letting go of that presses none."""
    held = window.findChildren(QAbstractButton) if QApplication.mouseButtons() else [QApplication.focusWidget()]
    for button in held:  # a key holds the one that has the focus: hundreds need not be asked
        if isinstance(button, QAbstractButton) and button.isDown():
            button.setDown(False)


def _pane_with(focus: QWidget | None, evidence: EvidencePanel) -> Pane:
    """The pane of the evidence that ``focus`` stands in, else the decision."""
    for pane in (Pane.FILM, Pane.ECG, Pane.NOTE, Pane.VITALS):
        place = evidence.place(pane)
        if focus is not None and (focus is place or place.isAncestorOf(focus)):
            return pane
    return Pane.DECISION


def _menu(window: QWidget, actions: Mapping[str, QAction]) -> QMenu:
    """All actions by their menus; it goes when it is closed."""
    menu = QMenu(window)
    for name, title in MENUS:
        part = menu.addMenu(translated(title))
        part.addActions([actions[spec.name] for spec in ACTIONS if spec.menu == name])
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
