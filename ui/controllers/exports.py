"""Saving what a pane shows: its attributions as a table, or its picture. Faults become a sentence in the status line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cdss.session.actions import Remarked
from cdss.session.exports import pane_table
from cdss.session.state import Pane, Problem
from cdss.session.store import Store

SavePicture = Callable[[Pane, Path], bool]
"""Writes the picture of a pane as PNG; False where that failed."""


class ExportController:
    """Writes files that the user has named."""

    def __init__(self, store: Store, save_picture: SavePicture) -> None:
        self._store = store
        self._save_picture = save_picture

    def table(self, pane: Pane, path: Path) -> None:
        """Save the attributions of ``pane`` as CSV."""
        text = pane_table(self._store.state, pane)
        if text is None:
            self._say("export_nothing")
            return
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            self._say("export_failed", name=path.name, reason=error.strerror or str(error))
        else:
            self._say("export_done", name=path.name)

    def picture(self, pane: Pane, path: Path) -> None:
        """Save what ``pane`` shows now as PNG."""
        saved = self._save_picture(pane, path)
        self._say("export_done", name=path.name) if saved else self._say("export_picture_failed", name=path.name)

    def _say(self, code: str, **params: str) -> None:
        self._store.dispatch(Remarked(Problem(code, params=tuple(params.items()))))
