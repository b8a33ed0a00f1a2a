"""State into screen: resolve, compare with what is shown, and hand over only what changed."""

from __future__ import annotations

from functools import partial

from cdss.session.panes import ViewState
from cdss.session.resolve import resolve
from cdss.session.state import Intent, SessionState
from cdss.session.store import Store
from ui.controllers.protocols import Screen
from ui.turns import Later

AT_ONCE = ("banner", "worklist", "shift", "decision", "what_if", "report", "status", "guide")
"""What is handed over together: who the patient is, and what is said of them."""

IN_TURNS = ("film", "ecg", "vitals", "note")
"""The evidence, which takes longer to draw: one pane after the other, so that the window never stands still for all of it."""

PARTS = (*AT_ONCE, *IN_TURNS)

_NEVER_SHOWN = object()


class ScreenController:
    """Listens to the store. The language and theme are changed before any panel gets new data.

    ``later``: does the work of a name when its turn comes; without it everything is handed over at once. Of another patient no
    pane of the evidence is left standing meanwhile: panes whose turn has not come are blank.
    """

    def __init__(self, store: Store, screen: Screen, later: Later | None = None) -> None:
        self._screen = screen
        self._later = later
        self._view: ViewState | None = None
        self._shown: dict[str, object] = {}
        self._patient: str | None = None
        self._intent: Intent | None = None
        store.listen(self.refresh)

    def refresh(self, state: SessionState) -> None:
        """Show ``state``."""
        self._show_intent(state.intent)
        self._view = resolve(state)
        another, self._patient = state.intent.selected != self._patient, state.intent.selected
        if another and self._later is not None:
            self._blank()
        for part in AT_ONCE:
            self._show(part)
        for part in IN_TURNS:
            if self._later is None:
                self._show(part)
            elif self._differs(part):
                self._later(part, partial(self._show, part))

    def _differs(self, part: str) -> bool:
        return bool(self._shown.get(part, _NEVER_SHOWN) != getattr(self._view, part))

    def _show(self, part: str) -> None:
        if self._differs(part):
            self._hand_over(part, getattr(self._view, part))

    def _blank(self) -> None:
        for part in IN_TURNS:
            if self._shown.get(part) is not None:
                self._hand_over(part, None)

    def _hand_over(self, part: str, pane: object) -> None:
        self._shown[part] = pane
        getattr(self._screen, f"show_{part}")(pane)

    def _show_intent(self, intent: Intent) -> None:
        old, self._intent = self._intent, intent
        if old is None or intent.language != old.language:
            self._screen.show_language(intent.language)
        if old is None or intent.theme != old.theme:
            self._screen.show_theme(intent.theme)
        if old is None or intent.settings != old.settings:
            self._screen.show_settings(intent.settings)
        if old is None or intent.maximised != old.maximised:
            self._screen.show_maximised(intent.maximised)
