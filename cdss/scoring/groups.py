"""Patient groups within which sets keep their coverage: sex by age. One more row serves patients of unknown sex or age."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Sex
from cdss.records.identity import Patient

AGE_BANDS: tuple[float, ...] = (40.0, 65.0)
"""Years at which the second and the third age band begin."""

GROUPS: tuple[str, ...] = ("F <40", "F 40-64", "F 65+", "M <40", "M 40-64", "M 65+", "all")
"""Names of the groups; the last holds everybody and stands in where sex or age is not known."""

EVERYBODY = len(GROUPS) - 1


def groups(female: NDArray[np.floating], age: NDArray[np.floating]) -> NDArray[np.int64]:
    """Index into ``GROUPS`` of patients by sex (1 female, 0 male, NaN unknown) and age in years (NaN unknown)."""
    band = np.searchsorted(AGE_BANDS, age, "right")
    known = ~(np.isnan(female) | np.isnan(age))
    return np.where(known, np.where(female == 1, 0, len(AGE_BANDS) + 1) + band, EVERYBODY).astype(np.int64)


def group_of(patient: Patient) -> int:
    """Index into ``GROUPS`` of one patient."""
    female = {Sex.FEMALE: 1.0, Sex.MALE: 0.0}.get(patient.sex, np.nan)
    age = np.nan if patient.age_years is None else patient.age_years
    return int(groups(np.array([female]), np.array([age]))[0])
