"""What can be saved of the patient on screen: the attributions of one pane as a table."""

from __future__ import annotations

from collections.abc import Mapping

from cdss.records.attribution import Attribution
from cdss.records.attribution_csv import attributions_csv, attributions_of
from cdss.session.decision.own_level import as_seen
from cdss.session.explanation.failed_methods import shown
from cdss.session.explanation.second_opinion import opinion_of
from cdss.session.facts import display_id
from cdss.session.place import Pane
from cdss.session.state import Entry, SessionState

PARTS_OF_PANE: Mapping[Pane, tuple[str, ...]] = {
    Pane.FILM: ("image_cam",),
    Pane.ECG: ("ecg_attribution",),
    Pane.NOTE: ("note_tokens", "cross_attention"),
    Pane.VITALS: ("vitals_shap",),
    Pane.DECISION: ("modality_shapley", "vitals_shap", "cross_attention"),
}
"""The parts of the explanation that each pane shows."""


def pane_table(state: SessionState, pane: Pane) -> str | None:
    """The attributions shown in ``pane`` of the patient on screen as CSV; None where there are none (yet)."""
    state = as_seen(state)
    entry = state.selected
    if entry is None or entry.assessment is None or entry.explanation is None:
        return None
    found = (*attributions_of(shown(entry, state), PARTS_OF_PANE[pane]), *_second(entry, pane))
    return attributions_csv(display_id(entry), entry.assessment.model, found) if found else None


def _second(entry: Entry, pane: Pane) -> tuple[Attribution, ...]:
    """LIME's, in the panes that show it."""
    opinion = opinion_of(entry)
    if opinion is None:
        return ()
    told = {Pane.NOTE: opinion.note, Pane.VITALS: opinion.vitals, Pane.DECISION: opinion.vitals}.get(pane)
    return (told.attribution,) if told is not None else ()


def file_stem(state: SessionState, part: str) -> str:
    """Suggested file name without its ending: the patient and the part (a pane, the report), in characters every system takes."""
    entry = state.selected
    name = display_id(entry) if entry else "patient"
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in name)
    return f"{safe}-{part}"
