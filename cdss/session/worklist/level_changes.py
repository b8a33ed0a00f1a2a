"""Alerts: a model's level that changed with new vital signs is brought up, within a budget of alerts an hour.

Too many alerts make every one of them be overridden (alert fatigue: Ancker et al., BMC Med Inform Decis Mak 2017), so a site can
cap them; what a cap costs is measured by ``cdss alert-budget``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cdss.records.assessment import Assessment
from cdss.records.vitals import VITALS_FIELDS, Vitals, VitalsRow
from cdss.session.decision.own_level import awaited
from cdss.session.state import Entry, SessionState
from cdss.session.worklist.shift_work import LevelChange, Seen, ShiftWork

HOUR = timedelta(hours=1)

AHEAD = timedelta(minutes=5)
"""A change that lies further ahead was made before the computer's clock was set back."""

NO_CAP = 0
"""The setting of a site that caps nothing."""

MOST_URGENT = 1
"""A change to this level is never held back."""


def gravity(before: int, after: int) -> tuple[bool, int, int]:
    """Lower is graver: a worsening before an improvement, then the new level, then the larger step."""
    return (after >= before, after, after - before)


def within_cap(before: int, after: int, others: Iterable[tuple[int, int]], cap: int) -> bool:
    """Whether a change is among the ``cap`` gravest of the last hour.

    ``others`` are the changes (before, after) that were brought up within the hour. Of equal ones the first counts. A change
    to level 1 always is, and each is where ``cap`` is ``NO_CAP``.
    """
    if cap == NO_CAP or (after < before and after == MOST_URGENT):
        return True
    own = gravity(before, after)
    return sum(gravity(*other) <= own for other in others) < cap


def with_level(state: SessionState, entry: Entry, told: Assessment, at: datetime | None) -> ShiftWork:
    """What a shift brings ``entry`` once ``told`` is known of it at the time ``at``.

    A change counts where the same model gave another level before, and the vital signs differ from those it knew then. A
    patient who is up already stays up with the newer change: no cap may leave an older one standing that is no longer true.
    One whose own level is awaited is not weighed against the cap: nobody sees the change yet.
    """
    work, vitals = entry.shift_work, _latest(entry.case.vitals if entry.case else None)
    now = Seen(told.acuity.level, vitals, told.model.sha256)
    old = work.seen
    if old is None or old.model != now.model or old.level == now.level or not changed_vitals(old.vitals, vitals):
        return replace(work, seen=now)
    others = [(c.before, c.after) for c in _of_last_hour(state, at) if not c.held_back]
    free = work.standing is not None or awaited(entry, state)
    held_back = not (free or within_cap(old.level, now.level, others, state.intent.settings.alert_cap))
    scale = entry.case.spo2_scale if entry.case else 1
    change = LevelChange(at, old.level, now.level, old.vitals, vitals, held_back, spo2_scale=scale)
    return replace(work, seen=now, changes=(*work.changes, change))


def changed_vitals(earlier: VitalsRow, later: VitalsRow) -> tuple[str, ...]:
    """Names of the vital signs whose value is another one now, or no longer known, in file order."""
    return tuple(name for name in VITALS_FIELDS if getattr(later, name) != getattr(earlier, name))


def last_hour(state: SessionState) -> tuple[int, int]:
    """How many changes were brought up in the hour before the state's moment, and how many the cap held back."""
    found = list(_of_last_hour(state, state.moment))
    held_back = sum(c.held_back for c in found)
    return len(found) - held_back, held_back


def held_back(state: SessionState) -> tuple[tuple[Entry, LevelChange], ...]:
    """The changes of patients on the worklist that the cap held back and that nobody has seen yet."""
    return tuple((e, c) for e in state.entries for c in e.shift_work.changes if c.held_back and c.acknowledged is None)


@dataclass(frozen=True, slots=True)
class ChangeAcknowledged:
    """The clinician saw, at the time ``at``, that the level of the patient ``key`` changed."""

    key: str
    at: datetime

    def apply(self, state: SessionState) -> SessionState:
        """All changes of the patient are seen; they go back to their place in the worklist."""
        entry = state.entry(self.key)
        if entry is None or all(c.acknowledged is not None for c in entry.shift_work.changes):
            return state
        changes = tuple(replace(c, acknowledged=c.acknowledged or self.at) for c in entry.shift_work.changes)
        return state.with_entry(replace(entry, shift_work=replace(entry.shift_work, changes=changes)))


def _of_last_hour(state: SessionState, moment: datetime | None) -> Iterator[LevelChange]:
    """Also those of patients who were taken off the worklist since: they were brought up too; none that is withheld.

    And those shortly after ``moment``: the state's own is up to a minute old. Later ones are from before the clock was set back;
    how long ago that was nobody knows, and nothing is held back for their sake.
    """
    if moment is None:
        return
    for entry in (*state.entries, *state.closed):
        for change in () if awaited(entry, state) else entry.shift_work.changes:
            if change.at is not None and moment - HOUR < change.at <= moment + AHEAD:
                yield change


def _latest(vitals: Vitals | None) -> VitalsRow:
    """The newest value of each vital sign, without its time."""
    return VitalsRow() if vitals is None or not vitals.rows else replace(vitals.latest, time=None)
