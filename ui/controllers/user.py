"""What the user does, as actions on the store."""

from __future__ import annotations

from cdss.core.clock import Clock, now
from cdss.core.sentences import LANGUAGES
from cdss.records.vitals_changes import Signature
from cdss.session.actions import (
    FailedMethodsToggled,
    LanguageChosen,
    MaximiseToggled,
    MessageDismissed,
    Remarked,
    Ruled,
    Searched,
    Selected,
    TargetChosen,
    ThemeChosen,
)
from cdss.session.decision.own_level import OwnLevelGiven, as_seen, awaited
from cdss.session.editing import Closed, GroupingChosen, NoteDrafted, NoteEdited, OrderChosen
from cdss.session.facts import display_id
from cdss.session.panes import Ruling, lowers
from cdss.session.place import Pane
from cdss.session.setting_actions import SettingChanged
from cdss.session.settings import Value
from cdss.session.state import Entry, Problem
from cdss.session.store import Store
from cdss.session.worklist.level_changes import ChangeAcknowledged
from cdss.session.worklist.ordering import GROUPINGS, ORDERS
from cdss.session.worklist.rows import worklist


class UserController:
    """One method for each thing the user can do to the session. ``clock``: when they did it."""

    def __init__(self, store: Store, themes: tuple[str, ...], clock: Clock = now) -> None:
        self._store = store
        self._themes = themes
        self._clock = clock

    def select(self, key: str) -> None:
        """Show this patient."""
        self._store.dispatch(Selected(key))

    def step(self, by: int) -> None:
        """Show the next (1) or previous (-1) patient of the worklist as it is sorted and filtered now."""
        rows = worklist(self._store.state)
        if not rows:
            return
        here = next((i for i, row in enumerate(rows) if row.selected), -1 if by > 0 else len(rows))
        self.select(rows[min(max(here + by, 0), len(rows) - 1)].key)

    def search(self, text: str) -> None:
        """Filter the worklist."""
        self._store.dispatch(Searched(text))

    def next_order(self) -> None:
        """Sort the worklist by the next of the orders."""
        here = ORDERS.index(self._store.state.intent.order)
        self._store.dispatch(OrderChosen(ORDERS[(here + 1) % len(ORDERS)]))

    def next_grouping(self) -> None:
        """Divide the worklist by the next of the groupings."""
        here = GROUPINGS.index(self._store.state.intent.grouping)
        self._store.dispatch(GroupingChosen(GROUPINGS[(here + 1) % len(GROUPINGS)]))

    def seen(self, key: str) -> None:
        """The changed level of the patient ``key`` was seen."""
        self._store.dispatch(ChangeAcknowledged(key, self._clock()))

    def acknowledge(self) -> None:
        """The changed level of the patient on screen was seen, also one that the cap held back.

        Where theirs did not change, whose did comes on screen.
        """
        state, entry = self._store.state, self._store.state.selected
        unseen = entry is not None and any(c.acknowledged is None for c in entry.shift_work.changes)
        if entry is not None and unseen and not awaited(entry, state):
            self.seen(entry.key)
        else:
            self.next_change()

    def next_change(self) -> None:
        """Show the next patient whose level changed; after the last one the first, and nobody where there is none."""
        rows = [row for row in worklist(self._store.state) if row.change is not None]
        here = next((i for i, row in enumerate(rows) if row.selected), -1)
        if rows:
            self.select(rows[(here + 1) % len(rows)].key)

    def next_language(self) -> None:
        """Switch between the languages."""
        here = LANGUAGES.index(self._store.state.intent.language)
        self._store.dispatch(LanguageChosen(LANGUAGES[(here + 1) % len(LANGUAGES)]))

    def next_theme(self) -> None:
        """Switch between the themes."""
        here = self._themes.index(self._store.state.intent.theme)
        self._store.dispatch(ThemeChosen(self._themes[(here + 1) % len(self._themes)]))

    def dismiss(self) -> None:
        """Put the message at the foot away."""
        self._store.dispatch(MessageDismissed())

    def set_setting(self, name: str, value: Value) -> None:
        """Give a setting another value."""
        self._store.dispatch(SettingChanged(name, value))

    def maximise(self, pane: Pane | None) -> None:
        """Grow a pane, or back."""
        self._store.dispatch(MaximiseToggled(pane))

    def edit_note(self, text: str, key: str | None = None) -> None:
        """Take the new text of the note of ``key``, else of the patient on screen; they are assessed again."""
        entry = self._entry(key)
        if entry is not None:
            signed = Signature(self._store.state.intent.initials, self._clock())
            self._store.dispatch(NoteEdited(entry.key, text, signed))

    def draft_note(self, key: str, text: str | None) -> None:
        """Keep what stands in the open editor of the note of ``key``; None once it was closed without saving."""
        self._store.dispatch(NoteDrafted(key, text))

    def close(self) -> None:
        """Take the patient on screen off the worklist; the one below comes on screen, or the one above where none is."""
        key, rows = self._store.state.intent.selected, worklist(self._store.state)
        if key is None:
            return
        here = next((i for i, row in enumerate(rows) if row.selected), None)
        beside = [] if here is None else [*rows[here + 1 :], *reversed(rows[:here])]
        self._store.dispatch(Closed(key, self._clock()), *(Selected(row.key) for row in beside[:1]))

    def explain(self, target: str) -> None:
        """Explain another output."""
        self._store.dispatch(TargetChosen(target))

    def toggle_failed_methods(self) -> None:
        """Show the explanations whose method failed its test, or hide them again."""
        self._store.dispatch(FailedMethodsToggled())

    def reveal_failed_methods(self) -> None:
        """Show them; asked twice before the screen has followed, they stay shown."""
        if not self._store.state.intent.failed_methods:
            self.toggle_failed_methods()

    def accept(self, key: str | None = None) -> None:
        """Take the model's level of ``key``, else of the patient on screen, as the clinician's own decision.

        One they have made already must be withdrawn first.

        A level less urgent than the one they gave before they saw it is not taken so: that needs a reason (``override``), and
        the line at the foot says so.
        """
        entry = self._entry(key)
        if entry is None or entry.assessment is None or entry.ruling is not None:
            return
        level = entry.assessment.acuity.level
        if lowers(level, entry.own):
            params = (("model", str(level)), ("own", str(entry.own.level)))
            self._store.dispatch(Remarked(Problem("accept_less_urgent", params=params)))
        else:
            self._store.dispatch(Ruled(entry.key, Ruling(level, level, made=self._clock())))

    def override(self, key: str, level: int, reason: str) -> None:
        """Set the clinician's own level for the patient ``key``, with the reason: a key of ``REASONS``, or free text.

        Where their own level comes before the model's, this is that level too.
        """
        entry, now = as_seen(self._store.state).entry(key), self._clock()
        if entry is not None:
            model = entry.assessment.acuity.level if entry.assessment else None
            ruled = Ruled(entry.key, Ruling(level, model, reason, now))
            first = (OwnLevelGiven(key, level, now),) if awaited(entry, self._store.state) else ()
            self._store.dispatch(*first, ruled)

    def give_own(self, level: int, key: str | None = None) -> None:
        """Give the clinician's own level for ``key``, else for the patient on screen, before they see the model's."""
        if (entry := self._entry(key)) is not None:
            self._store.dispatch(OwnLevelGiven(entry.key, level, self._clock()))

    def withdraw(self, key: str | None = None) -> None:
        """Take the clinician's decision on ``key``, else on the patient on screen, back; where there is none, say so."""
        entry = self._entry(key)
        if entry is None:
            return
        if entry.ruling is None:
            self._store.dispatch(Remarked(Problem("undo_nothing", params=(("patient", display_id(entry)),))))
        else:
            self._store.dispatch(Ruled(entry.key, None))

    def _entry(self, key: str | None) -> Entry | None:
        """As the clinician may see them: the patient ``key``, of no name nobody; None is the patient on screen."""
        state = as_seen(self._store.state)
        return state.selected if key is None else state.entry(key)
