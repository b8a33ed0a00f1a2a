"""What the model would say of an edited case: the case is edited, then assessed as any other, guards and scores included."""

from __future__ import annotations

from collections.abc import Callable

from cdss.core.errors import EngineError
from cdss.readers.edited import edited_case, refusals
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.records.question import Changed, WhatIf


def what_if(case: Case, question: WhatIf, assess: Callable[[Case], Assessment]) -> Changed:
    """The assessment of ``case`` (as it was read, before any guard) with the edits.

    ``EngineError`` in words where an edit cannot be taken; nothing is clipped. What ``assess`` raises passes on.
    """
    wrong = refusals(case, question)
    if wrong:
        raise EngineError(" ".join(one.text() for one in wrong))
    return Changed(question, assess(edited_case(case, question)))
