"""The lock of the screen: nothing of a patient is shown until the PIN is entered; all else goes on as it was."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.core.data_key import Guard
from cdss.session.state import Problem, SessionState


@dataclass(frozen=True, slots=True)
class Locked:
    """The screen is covered."""

    def apply(self, state: SessionState) -> SessionState:
        """Without a PIN there is no way back, so that nothing is covered; it is said what is missing."""
        if not state.intent.settings.pin:
            return replace(state, remark=Problem("lock_needs_pin"))
        return replace(state, locked=True)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The right PIN was entered."""

    def apply(self, state: SessionState) -> SessionState:
        """The screen is as it was; wrong PINs are forgotten."""
        return _with_pin(replace(state, locked=False, sealed=False), state.intent.settings.pin)


@dataclass(frozen=True, slots=True)
class StoreSealed:
    """The kept session opens with the PIN only, of which ``wrong`` were entered wrongly so far."""

    wrong: int

    def apply(self, state: SessionState) -> SessionState:
        """Covered: there is nobody to show yet, and the PIN is asked for in the same place."""
        settings = replace(state.intent.settings, wrong_pins=str(self.wrong) if self.wrong else "")
        return replace(state, locked=True, sealed=True, intent=replace(state.intent, settings=settings))


@dataclass(frozen=True, slots=True)
class GuardKnown:
    """The key of the kept session is protected by ``guard``."""

    guard: str

    def apply(self, state: SessionState) -> SessionState:
        """Said in the settings."""
        return replace(state, guard=self.guard)


@dataclass(frozen=True, slots=True)
class PinMistyped:
    """A wrong PIN was entered."""

    def apply(self, state: SessionState) -> SessionState:
        """Counted on the disk too: starting the program again does not shorten the pause."""
        settings = replace(state.intent.settings, wrong_pins=str(wrong_pins(state) + 1))
        return replace(state, intent=replace(state.intent, settings=settings))


@dataclass(frozen=True, slots=True)
class PinSet:
    """The user chose another PIN, kept as ``pin_hash``; empty: none."""

    pin_hash: str

    def apply(self, state: SessionState) -> SessionState:
        """Holds from the next lock on. What becomes of a forgotten one hangs on whether the kept session lies under it."""
        set_ = "lock_pin_set_sealed" if state.guard == Guard.PIN else "lock_pin_set"
        return replace(_with_pin(state, self.pin_hash), remark=Problem(set_ if self.pin_hash else "lock_pin_gone"))


@dataclass(frozen=True, slots=True)
class PinForgotten:
    """The program was started with ``--forget-pin``."""

    def apply(self, state: SessionState) -> SessionState:
        """Patients, decisions and notes stay; that the PIN was taken away is said, for its owner shall know."""
        if not state.intent.settings.pin:
            return state
        return replace(_with_pin(state, ""), locked=False, remark=Problem("lock_pin_forgotten"))


def cannot_open(state: SessionState) -> bool:
    """Whether there is a kept session that does not open, for want of its PIN or key."""
    return state.sealed or (state.unsaved is not None and state.unsaved.code.startswith("key_"))


def wrong_pins(state: SessionState) -> int:
    """Wrong PINs since the last right one."""
    kept = state.intent.settings.wrong_pins
    return int(kept) if kept.isdecimal() else 0


def _with_pin(state: SessionState, pin_hash: str) -> SessionState:
    settings = replace(state.intent.settings, pin=pin_hash, wrong_pins="")
    return replace(state, intent=replace(state.intent, settings=settings))
