"""Between the store and the engine client: ask for what is needed next, pass on what came."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cdss.core.clock import Clock, now
from cdss.records.question import Question
from cdss.session.actions import Answered, EngineRestarted, Submitted
from cdss.session.bundle_actions import BundleChanged
from cdss.session.schedule import next_request
from cdss.session.state import EnginePhase, Pending
from cdss.session.store import Store
from cdss.session.worklist.batch import BatchEnded, progress
from ui.controllers.protocols import EngineClient


class EngineController:
    """``tick()`` is called by a timer of the GUI thread; nothing in it waits. ``clock``: when answers come."""

    def __init__(self, store: Store, client: EngineClient, clock: Clock = now) -> None:
        self._clock = clock
        self._store = store
        self._client = client

    def start(self) -> None:
        """Start the engine, or start it again after it gave up."""
        if self._store.state.engine.phase is EnginePhase.FAILED:
            self._store.dispatch(EngineRestarted())
        self._client.start()

    def use(self, bundle_dir: Path) -> None:
        """Assess everybody anew with another bundle."""
        self._client.use(bundle_dir)
        self._store.dispatch(BundleChanged())

    def tick(self) -> None:
        """Pass on the replies, then send the next request where one is due."""
        replies = self._client.poll()
        if replies:
            moment = self._clock()
            self._store.dispatch(*(Answered(reply, moment) for reply in replies))
        self._ask()

    def ask(self, question: Question) -> None:
        """Ask a question about the patient on screen; nothing where there is none, or the engine is not ready."""
        state, entry = self._store.state, self._store.state.selected
        if entry is None or entry.case is None or not entry.assessable or state.engine.phase is not EnginePhase.READY:
            return
        generation = self._client.ask(entry.case, question)
        self._store.dispatch(Submitted(Pending(generation, entry.key, explain=True, question=question)))

    def _ask(self) -> None:
        state = self._store.state
        wanted = next_request(state)
        entry = state.entry(wanted.key) if wanted else None
        if wanted is None or entry is None or entry.case is None:
            if state.batch and progress(state) is None:
                self._store.dispatch(BatchEnded())
            return
        generation = self._client.submit(entry.case, wanted.explain, wanted.target)
        self._store.dispatch(Submitted(replace(wanted, generation=generation)))
