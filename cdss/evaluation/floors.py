"""The floors and aims that the design sets, and whether the measured figures reach them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cdss.core.kinds import CONDITIONS
from cdss.evaluation.explanations import named
from cdss.evaluation.time_figures import PART as TIME
from cdss.evaluation.time_figures import WHERE as TIMED
from cdss.training.composite import ECG_OF, FILM_OF

BEHIND_BOOSTING, AHEAD_OF_BOOSTING = 0.005, 0.01
"""How far below gradient boosting on the same inputs a figure may fall, and how far above it should come."""

BOOSTED = ", gradient boosting"


@dataclass(frozen=True, slots=True)
class Floor:
    """The least acceptable value of a figure (the largest where ``at_most``), and the one aimed at.

    ``name`` and ``split`` may go on in brackets or after a colon in the figure's line, where it names the worst case found.
    """

    part: str
    name: str
    split: str
    floor: float
    aim: float | None = None
    at_most: bool = False


_ECG, _FILM, _ALL_AGES = "folds 9 + 10", "test patients", "2020, all ages"
_COMPOSITE = "2020 composite, test donors"
_COMPLETE = "2020 composite, visits with note and vitals, test donors"

_VISITS = "Note + vitals"
_ALL, _TASKS, _SETS = "image+ecg+vitals+note", ("level<=2", "admission", "critical"), ("conditions", "levels")
_WORST_CELL, _WORST_LOSS = "worst gap of pattern x sex x age", "worst loss of AUROC"
_EXCHANGES = (
    "arms exchanged",
    "right arm and left leg exchanged",
    "three electrodes rotated clockwise",
    "three electrodes rotated anticlockwise",
)

_IN_TWO_MODALITIES = tuple(code for code in CONDITIONS if code in FILM_OF or code in ECG_OF)
"""Conditions that a film or an ECG speaks of, beside the note."""

_METHODS = (named.FILM, named.ECG, named.NOTE, named.VITALS)

_EXPLANATIONS: tuple[Floor, ...] = (
    *(
        Floor(title, f"{what}: {named.FOUND}", named.PLANTS, named.LEAST_FOUND)
        for title in _METHODS
        for what in named.PLANTED[title]
    ),
    *(
        Floor(title, gap, named.COMPOSITE, named.LEAST_GAP)
        for title in _METHODS
        for gap in (named.DELETION, named.INSERTION)
    ),
    *(Floor(title, named.RANDOMISED, named.COMPOSITE, named.MOST_LEFT, None, True) for title in _METHODS),
    *(Floor(title, named.STABLE, named.COMPOSITE, named.LEAST_STABLE) for title in _METHODS),
    Floor(named.MODALITIES, named.COMPLETE, named.COMPOSITE, named.MOST_INCOMPLETE, None, True),
    Floor(named.MODALITIES, named.SYNERGY_SIGN, named.GENERATOR, named.LEAST_SIGN),
    Floor(named.MODALITIES, named.SYNERGY_SIZE, named.GENERATOR, named.MOST_SIZE_ERROR, None, True),
)
"""Of the limits that the design leaves open, ``named`` has the source."""

FLOORS: tuple[Floor, ...] = (
    Floor("ECG", "AUROC MI", _ECG, 0.80),
    Floor("ECG", "AUROC STTC", _ECG, 0.91),
    Floor("ECG", "AUROC HYP", _ECG, 0.81),
    Floor("ECG", "AUROC CD", _ECG, 0.90),
    Floor("ECG", "AUROC NORM", _ECG, 0.94),
    Floor("ECG", "AUROC AF", _ECG, 0.96),
    Floor("ECG", "AUROC macro", _ECG, 0.895, 0.93),
    Floor("Film", "AUROC pneumonia", _FILM, 0.90, 0.94),
    Floor("Film", "AUROC pneumonia within PA", _FILM, 0.92, 0.96),
    Floor("Film", "AUROC pneumonia within AP", _FILM, 0.88, 0.93),
    Floor("Film", "AUROC pneumonia on pairs matched for view and appearance", _FILM, 0.78, 0.85),
    Floor("Guards", "ECG as recorded passes (specificity)", _ECG, 0.99),
    *(Floor("Guards", f"ECG with {kind} is rejected (sensitivity)", _ECG, 0.95) for kind in _EXCHANGES),
    Floor("Guards", "ECG as recorded is not doubted (specificity)", _ECG, 0.99),
    Floor("Guards", "ECG with left arm and left leg exchanged is doubted (sensitivity)", _ECG, 0.95),
    Floor("image", "AUROC pneumonia", _COMPOSITE, 0.87, 0.89),
    Floor("image+ecg+vitals+note", "AUROC pneumonia", _COMPOSITE, 0.94, 0.96),
    *(Floor(_VISITS, f"ECE {task}", _ALL_AGES, 0.02, None, True) for task in _TASKS),
    *(Floor(_ALL, f"ECE {task}", _COMPOSITE, 0.02, None, True) for task in _TASKS),
    *(Floor("all patterns", f"worst ECE {task}", _COMPOSITE, 0.03, None, True) for task in _TASKS),
    *(Floor(_ALL, f"calibration slope {task}", _COMPOSITE, 0.9) for task in _TASKS),
    *(Floor(_ALL, f"calibration slope {task}", _COMPOSITE, 1.1, None, True) for task in _TASKS),
    *(Floor(_ALL, f"{what} in their 90 % set", _COMPOSITE, 0.89) for what in _SETS),
    *(Floor(_ALL, f"{what} in their 90 % set", _COMPOSITE, 0.91, None, True) for what in _SETS),
    *(
        Floor("all patterns", f"{what} in their 90 % set, {_WORST_CELL}", _COMPOSITE, 0.014, None, True)
        for what in _SETS
    ),
    Floor(_ALL, "share of patients answered", _COMPOSITE, 0.8),
    Floor(_ALL, "error of the answered over the error of all", _COMPOSITE, 0.5, None, True),
    *(
        Floor(f"gap to the dedicated model, {group}", _WORST_LOSS, _COMPLETE, 0.010, None, True)
        for group in (*_TASKS, "conditions (macro)")
    ),
    Floor("gap after adding a modality", _WORST_LOSS, _COMPLETE, 0.005, None, True),
    *(
        Floor("gap from the best single modality to all four", f"gain of AUROC {code}", _COMPLETE, 0.015)
        for code in _IN_TWO_MODALITIES
    ),
    *(
        Floor(f"presence reversed, {whose}", "loss of AUROC conditions (macro)", _COMPLETE, 0.010, None, True)
        for whose in ("own recordings", "recordings of strangers")
    ),
    Floor(TIME, "risk of four modalities, warm (s)", TIMED, 0.3, 0.1, True),
    Floor(TIME, "risk with all explanations, warm (s)", TIMED, 2.0, 1.0, True),
    Floor(TIME, "note and vitals in batches (cases a second)", TIMED, 60.0),
    Floor(TIME, "worker ready after start (s)", TIMED, 4.0, None, True),
    Floor(TIME, "worker memory after the patient (GB)", TIMED, 1.5, None, True),
    *_EXPLANATIONS,
)


def judged(figures: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every measured figure that has a floor: the figure's line with ``floor``, ``aim``, ``at_most``, ``reached``, ``source``.

    A figure that could not be computed (None) does not reach its floor.
    """
    rows = [_judged(figure, floor, "design") for floor in FLOORS for figure in figures if _meant(floor, figure)]
    return rows + [_judged(figure, f, "gradient boosting in the same run") for figure, f in _beside_boosting(figures)]


def unmeasured(figures: Sequence[dict[str, Any]]) -> tuple[Floor, ...]:
    """The floors of the design that no figure speaks of: a section left out, or a figure under another name."""
    return tuple(floor for floor in FLOORS if not any(_meant(floor, figure) for figure in figures))


def _beside_boosting(figures: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Floor]]:
    boosted = {(f["part"], f["name"], f["split"]): f["value"] for f in figures if f["name"].endswith(BOOSTED)}
    for figure in figures:
        part, name, split = figure["part"], figure["name"], figure["split"]
        if part != _VISITS:  # elsewhere, boosting was not trained on the same years
            continue
        value = boosted.get((part, f"{name}{BOOSTED}", split))
        if value is not None:
            yield (
                figure,
                Floor(part, name, split, round(value - BEHIND_BOOSTING, 4), round(value + AHEAD_OF_BOOSTING, 4)),
            )


def _meant(floor: Floor, figure: dict[str, Any]) -> bool:
    name, split = figure["name"], figure["split"]
    same_name = name == floor.name or name.startswith(f"{floor.name} (")
    return bool(
        figure["part"] == floor.part and same_name and (split == floor.split or split.startswith(f"{floor.split}: "))
    )


def _judged(figure: dict[str, Any], floor: Floor, source: str) -> dict[str, Any]:
    limits = {"floor": floor.floor, "aim": floor.aim, "at_most": floor.at_most}
    reached = _reaches(figure["value"], floor.floor, floor.at_most)
    aim = floor.aim is not None and _reaches(figure["value"], floor.aim, floor.at_most)
    return {**figure, **limits, "reached": reached, "aim_reached": aim, "source": source}


def _reaches(value: float | None, limit: float, at_most: bool) -> bool:
    return value is not None and (value <= limit if at_most else value >= limit)
