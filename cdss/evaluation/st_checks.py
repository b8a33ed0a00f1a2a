"""The two checks of the ST level, as the program makes them, on recordings that no network was trained on.

The patient has nothing but the recording, so one that the guards set aside is checked by nobody and counts as silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cdss.core.errors import EmptyCaseError
from cdss.core.kinds import ECG_FINDINGS, Severity
from cdss.core.result import Issue
from cdss.engine.local import LocalEngine
from cdss.evaluation.explanations.patients import LAST_FOLDS, ecg_of, known, recordings, sex_of
from cdss.evaluation.held_out import sex_and_age
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import mean_score, share
from cdss.evaluation.subgroups import difference
from cdss.records.case import Case
from cdss.records.identity import Patient
from cdss.training.cohort_ecg import load_ecgs

Flags = NDArray[np.bool_]

ELEVATED, LOWERED = "check_st_over_threshold", "check_st_depressed"
"""What the codes of the two checks begin with."""

ISCHAEMIA = "'(?:ISC|INJ|STD_|STE_)"
"""Statements of ischaemia, of injury, or of a lowered or raised ST segment (SCP-ECG, as PTB-XL writes them)."""

WHERE = "folds 9 + 10, recordings in mV"

CHANGED, UNCHANGED = "fires with STTC (sensitivity)", "silent without STTC (specificity)"
FOUND, PASSED = "fires with ischaemia or injury (sensitivity)", "silent without ischaemia or injury (specificity)"
NORMAL = "fires on ECGs called normal"


@dataclass(frozen=True, slots=True, eq=False)
class CheckedEcgs:
    """Recordings [n]: which checks fired, what is known of them, and whose they are.

    ``warned``: either check, as a warning. ``changes`` STTC and ``normal`` NORM: 1, 0, NaN unknown. ``fold10``: of the last fold.
    """

    elevated: Flags
    lowered: Flags
    warned: Flags
    changes: NDArray[np.float32]
    normal: NDArray[np.float32]
    ischaemia: Flags
    women: Flags
    men: Flags
    fold10: Flags

    @property
    def either(self) -> Flags:
        """Where one of the two checks fired, as a warning or as a note."""
        return self.elevated | self.lowered


def st_figures(engine: LocalEngine, folder: Path) -> Iterator[Measured]:
    """Sensitivity, specificity and the share of normal recordings on which a check fires; of both together also by sex."""
    return figures_of(checked_ecgs(engine, folder))


def checked_ecgs(engine: LocalEngine, folder: Path) -> CheckedEcgs:
    """The recordings in mV of folds 9 and 10, in the order of their table."""
    table = recordings(folder)
    table = table[table["strat_fold"] >= LAST_FOLDS]
    ids = table["ecg_id"].to_numpy()
    sex, age = sex_and_age(folder, ids)
    patients = [Patient(age_years=known(a), sex=sex_of(s)) for s, a in zip(sex, age, strict=True)]
    found = [
        _fired(engine, Case(f"ecg-{i}", patient, ecgs=(ecg_of(folder, name),)))
        for i, patient, name in zip(ids, patients, table["filename_hr"], strict=True)
    ]
    ecgs = load_ecgs(folder)
    place = {int(i): row for row, i in enumerate(ecgs.ids)}
    labels = ecgs.labels[[place[int(i)] for i in ids]]
    return CheckedEcgs(
        elevated=_with(found, ELEVATED),
        lowered=_with(found, LOWERED),
        warned=np.array([any(one.severity is Severity.WARNING for one in checks) for checks in found]),
        changes=labels[:, ECG_FINDINGS.index("STTC")],
        normal=labels[:, ECG_FINDINGS.index("NORM")],
        ischaemia=table["scp_codes"].str.contains(ISCHAEMIA).to_numpy(),
        women=sex == 1,
        men=sex == 0,
        fold10=(table["strat_fold"] > LAST_FOLDS).to_numpy(),
    )


def figures_of(ecgs: CheckedEcgs) -> Iterator[Measured]:
    """Each check and both on all recordings; both on the last fold, on women and on men, and how far the sexes lie apart."""
    all_of_them = np.ones(len(ecgs.fold10), bool)
    rows: tuple[tuple[str, Flags, Flags], ...] = (
        ("ST elevation", ecgs.elevated, all_of_them),
        ("ST depression", ecgs.lowered, all_of_them),
        ("either check", ecgs.either, all_of_them),
        ("either check, as a warning", ecgs.warned, all_of_them),
        ("either check, fold 10 alone", ecgs.either, ecgs.fold10),
        ("either check, women", ecgs.either, ecgs.women),
        ("either check, men", ecgs.either, ecgs.men),
    )
    for part, fired, inside in rows:
        for name, right in _rates(ecgs, fired, inside).items():
            yield Measured(part, name, share(right), WHERE)
    women, men = (_rates(ecgs, ecgs.either, inside) for inside in (ecgs.women, ecgs.men))
    for name in women:
        first, second = (found[name].astype(np.float64) for found in (women, men))
        if len(first) and len(second):
            figure = difference(mean_score, (first, first), (second, second), seeds=(1, 2))
            yield Measured("gap by sex, either check", name, figure, f"{WHERE}: women minus men")


def _rates(ecgs: CheckedEcgs, fired: Flags, inside: Flags) -> Mapping[str, Flags]:
    """Name of a figure to the recordings that it is a share of, true where they count."""
    return {
        CHANGED: fired[inside & (ecgs.changes == 1)],
        UNCHANGED: ~fired[inside & (ecgs.changes == 0)],
        FOUND: fired[inside & ecgs.ischaemia],
        PASSED: ~fired[inside & ~ecgs.ischaemia],
        NORMAL: fired[inside & (ecgs.normal == 1)],
    }


def _fired(engine: LocalEngine, case: Case) -> tuple[Issue, ...]:
    """The checks of the ST level that the program would show; none where the guards set the recording aside."""
    try:
        checks = engine.assess(case).checks
    except EmptyCaseError:
        return ()
    return tuple(one for one in checks if one.code.startswith((ELEVATED, LOWERED)))


def _with(found: list[tuple[Issue, ...]], begins: str) -> Flags:
    return np.array([any(one.code.startswith(begins) for one in checks) for checks in found])
