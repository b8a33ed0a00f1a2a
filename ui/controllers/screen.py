"""State into screen: resolve, compare with what is shown, and hand over only what changed."""

from __future__ import annotations

from cdss.session.panes import ViewState
from cdss.session.resolve import resolve
from cdss.session.state import Intent, SessionState
from cdss.session.store import Store
from ui.controllers.protocols import Screen

PARTS = ("banner", "worklist", "film", "ecg", "vitals", "note", "decision", "what_if", "status")


class ScreenController:
    """Listens to the store. The language and theme are changed before any panel gets new data."""

    def __init__(self, store: Store, screen: Screen) -> None:
        self._screen = screen
        self._shown: ViewState | None = None
        self._intent: Intent | None = None
        store.listen(self.refresh)

    def refresh(self, state: SessionState) -> None:
        """Show ``state``."""
        self._show_intent(state.intent)
        view, old = resolve(state), self._shown
        self._shown = view
        for part in PARTS:
            pane = getattr(view, part)
            if old is None or pane != getattr(old, part):
                getattr(self._screen, f"show_{part}")(pane)

    def _show_intent(self, intent: Intent) -> None:
        old, self._intent = self._intent, intent
        if old is None or intent.language != old.language:
            self._screen.show_language(intent.language)
        if old is None or intent.theme != old.theme:
            self._screen.show_theme(intent.theme)
        if old is None or intent.maximised != old.maximised:
            self._screen.show_maximised(intent.maximised)
