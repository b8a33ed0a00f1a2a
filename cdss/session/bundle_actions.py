"""Another calibration of the model: everybody is assessed anew, and what must be said of it stays in the status line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.session.state import EngineStatus, ModelSwitch, Problem, SessionState


@dataclass(frozen=True, slots=True)
class BundleChanged:
    """The engine goes on with another bundle."""

    def apply(self, state: SessionState) -> SessionState:
        """No answer of the earlier one stays; what the clinicians did does."""
        entries = tuple(
            replace(e, assessment=None, explanation=None, explained=False, answers=()) for e in state.entries
        )  # fmt: skip
        return replace(state, entries=entries, engine=EngineStatus(), pending=())


@dataclass(frozen=True, slots=True)
class CalibrationNoted:
    """Something to be said of the calibration for as long as it is so; None: there is nothing any more."""

    problem: Problem | None

    def apply(self, state: SessionState) -> SessionState:
        """In the status line."""
        return state if state.calibration == self.problem else replace(state, calibration=self.problem)


@dataclass(frozen=True, slots=True)
class ModelSwitched:
    """A model was installed, or the former one taken back: for the audit, which enters both."""

    switch: ModelSwitch

    def apply(self, state: SessionState) -> SessionState:
        """Nothing on the screen changes with it; the engine says what it loaded."""
        return replace(state, model_switch=self.switch)
