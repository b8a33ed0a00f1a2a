"""The panel "What if…" from state: nothing in it ever flows back into the patient."""

from __future__ import annotations

from cdss.readers.edited import refusals
from cdss.records.question import Changed, Counterfactuals, SmallestChange, WhatIf
from cdss.records.vitals import VitalsRow
from cdss.session.panes import WhatIfPane
from cdss.session.state import Entry, SessionState


def what_if_pane(entry: Entry, state: SessionState) -> WhatIfPane | None:
    """What the panel shows of the patient on screen; None while it is closed. An answer to other edits is not shown."""
    question, case = state.intent.what_if, entry.case
    if question is None or case is None:
        return None
    answers = [a for a in entry.answers if isinstance(a, Changed) and a.question == question]
    searched = [a for a in entry.answers if isinstance(a, Counterfactuals)]
    refused = refusals(case, question)
    asked = [type(p.question) for p in state.pending if p.key == entry.key]
    return WhatIfPane(
        case_id=case.case_id,
        latest=case.vitals.latest if case.vitals else VitalsRow(),
        note=case.note.text if case.note else "",
        here=case.present,
        question=question,
        original=entry.assessment,
        changed=answers[0].assessment if answers else None,
        refused=refused,
        found=searched[0] if searched else None,
        busy=not answers and not refused and WhatIf in asked,
        searching=SmallestChange in asked,
        remark=state.remark.words(state.intent.language) if state.remark else "",
    )


def askable(state: SessionState) -> bool:
    """Whether the edits change something and can be taken."""
    question, entry = state.intent.what_if, state.selected
    if question is None or entry is None or entry.case is None or question == WhatIf():
        return False
    return not refusals(entry.case, question)
