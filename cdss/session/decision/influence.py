"""What the model's level did to the clinicians' own, as a table: own level first, the model's, then what was decided.

Whether a level that is shown helps or anchors is measured on such pairs (Goddard, Roudsari & Wyatt, JAMIA 2012, on automation
bias); a site that has the own level given first can do that without another system.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime

from cdss.session.decision.own_level import as_seen
from cdss.session.facts import display_id
from cdss.session.state import Entry, SessionState

COLUMNS = ("case_id", "own_level", "own_time", "model_level", "decided_level", "decided_time", "reason")
"""Times in UTC, ISO 8601. ``model_level`` is that of the decision, else the present one; blank where not known."""


def influence_csv(state: SessionState) -> str | None:
    """One row a patient with an own level, those taken off the worklist included; None where there is none."""
    seen = as_seen(state)
    rows = [_row(entry) for entry in (*seen.entries, *seen.closed) if entry.own.level is not None]
    if not rows:
        return None
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows((COLUMNS, *rows))
    return text.getvalue()


def _row(entry: Entry) -> tuple[object, ...]:
    ruling, now = entry.ruling, entry.assessment.acuity.level if entry.assessment else None
    then = ruling.model_level if ruling else None
    return (
        display_id(entry),
        entry.own.level,
        _time(entry.own.made),
        then if then is not None else now,
        ruling.level if ruling else None,
        _time(ruling.made if ruling else None),
        ruling.reason if ruling else "",
    )


def _time(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
