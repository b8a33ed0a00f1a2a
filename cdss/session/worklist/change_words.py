"""In words, why a level changed: what is different in the vital signs."""

from __future__ import annotations

from cdss.core.sentences import sentence
from cdss.records.assessment import Score
from cdss.records.vitals import VITALS_FIELDS
from cdss.scoring.news2 import news2
from cdss.session.names import measured_text, measured_words, name
from cdss.session.worklist.shift_work import LevelChange

_URGENT = 5
"""NEWS2 that asks for an urgent review (Royal College of Physicians, 2017)."""


def level_words(change: LevelChange, language: str) -> str:
    """The change alone: ``level 3 → 2``."""
    return sentence("level_changed", {"before": str(change.before), "after": str(change.after)}, language)


def reason_words(change: LevelChange, language: str, fahrenheit: bool = False, scored: bool = False) -> str:
    """``SpO₂ 96 → 88 %, HR 88 → 118 /min``: what moved most NEWS2 points first, then what moved most of its own value.

    ``scored``: NEWS2 is for this patient (``news2_applicable``), and stands before them where it changed: the model's level
    alone may look mild beside it.

    A value that was not known, or no longer is, is a dash and stands last. It says what changed, not what the model made of
    each: that is in the explanation.
    """
    fields = [field for field in VITALS_FIELDS if getattr(change.earlier, field) != getattr(change.later, field)]
    moved = _points_moved(change)
    fields.sort(key=lambda field: (-moved.get(field, 0) if _compared(field, change) else 99, -_share(field, change)))
    points = _scores(change) if scored else ()
    return ", ".join((*points, *(_one(field, change, language, fahrenheit) for field in fields)))


def change_words(change: LevelChange, language: str, fahrenheit: bool = False, scored: bool = False) -> str:
    """The change with its reason: ``level 3 → 2: SpO₂ 96 → 88 %``."""
    return f"{level_words(change, language)}: {reason_words(change, language, fahrenheit, scored)}"


def _scores(change: LevelChange) -> tuple[str, ...]:
    """``NEWS2 3 → ≥14``: at least, where something it needs was not measured, of which less than 5 tells nothing."""
    before, after = (news2(row, change.spo2_scale) for row in (change.earlier, change.later))
    if after.value is None or before.value == after.value or (not after.complete and after.value < _URGENT):
        return ()
    return (f"NEWS2 {_score(before)} → {_score(after)}",)


def _score(score: Score) -> str:
    if score.value is None:
        return "–"
    return f"{score.value:g}" if score.complete else f"≥{score.value:g}"


def _one(field: str, change: LevelChange, language: str, fahrenheit: bool) -> str:
    before = measured_text(field, getattr(change.earlier, field), language, fahrenheit)
    after = measured_words(field, getattr(change.later, field), language, fahrenheit)
    return f"{name('short_vital', field, language)} {before or '–'} → {after}"


def _compared(field: str, change: LevelChange) -> bool:
    """Whether both values are known."""
    return getattr(change.earlier, field) is not None and getattr(change.later, field) is not None


def _share(field: str, change: LevelChange) -> float:
    """By what share of its earlier value a number moved; 0 for anything else."""
    before, after = getattr(change.earlier, field), getattr(change.later, field)
    if not (isinstance(before, float | int) and isinstance(after, float | int)) or not before:
        return 0.0
    return abs(after - before) / abs(before)


def _points_moved(change: LevelChange) -> dict[str, int]:
    """By vital sign, how many NEWS2 points it gained where the level rose, or lost where it fell."""
    earlier, later = (dict(news2(row, change.spo2_scale).parts) for row in (change.earlier, change.later))
    sign = 1 if change.worse else -1
    return {field: sign * (later.get(field, 0) - earlier.get(field, 0)) for field in {*earlier, *later}}
