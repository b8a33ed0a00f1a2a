"""The hypothetical case beside the patient: opened, edited, closed; the model is asked, the patient is never touched."""

from __future__ import annotations

from collections.abc import Callable

from cdss.core.kinds import Modality
from cdss.records.question import Question, SmallestChange, WhatIf
from cdss.session.actions import Imagined
from cdss.session.decision.what_if import askable
from cdss.session.store import Store


class WhatIfController:
    """``ask``: puts a question about the patient on screen to the engine (``EngineController.ask``)."""

    def __init__(self, store: Store, ask: Callable[[Question], None]) -> None:
        self._store = store
        self._ask = ask

    def toggle(self) -> None:
        """Open the panel without edits, or close it."""
        if self._store.state.intent.what_if is None:
            self.edit(WhatIf())
        else:
            self.close()

    def edit(self, question: WhatIf) -> None:
        """Take the edits, and ask where they change something and can be taken."""
        self._store.dispatch(Imagined(question))
        if askable(self._store.state):
            self._ask(question)

    def without(self, modality: Modality) -> None:
        """Open the panel with ``modality`` switched off and nothing else edited."""
        self.edit(WhatIf(off=frozenset({modality})))

    def search(self) -> None:
        """Look for the smallest change of the vital signs that moves the level."""
        if self._store.state.intent.what_if is not None:
            self._ask(SmallestChange())

    def close(self) -> None:
        """Close the panel; its edits are gone."""
        self._store.dispatch(Imagined(None))
