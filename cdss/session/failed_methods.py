"""Parts of an explanation whose method failed its test on other patients: hidden until the user asks for them."""

from __future__ import annotations

from dataclasses import replace

from cdss.session.state import Entry, SessionState


def as_shown(entry: Entry, state: SessionState) -> Entry:
    """``entry`` with the explanation that the user sees: without those parts, unless they were asked for."""
    failed = state.engine.failed_methods
    if entry.explanation is None or not failed or state.intent.failed_methods:
        return entry
    return replace(entry, explanation=replace(entry.explanation, **dict.fromkeys(failed)))
