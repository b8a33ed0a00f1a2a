"""``Store``: the one place that holds the session's state and tells who listens."""

from __future__ import annotations

from collections.abc import Callable

from cdss.session.actions import Action
from cdss.session.state import SessionState

Listener = Callable[[SessionState], None]


class Store:
    """Holds the state; ``dispatch`` applies an action and tells the listeners. For one thread: the one that made it."""

    def __init__(self, state: SessionState | None = None) -> None:
        self._state = state or SessionState()
        self._listeners: list[Listener] = []

    @property
    def state(self) -> SessionState:
        """The state now."""
        return self._state

    def dispatch(self, *actions: Action) -> None:
        """Apply ``actions`` in order, then tell the listeners once where anything changed."""
        before = self._state
        for action in actions:
            self._state = action.apply(self._state)
        if self._state is not before:
            for listener in tuple(self._listeners):
                listener(self._state)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after every change; returns the function that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
