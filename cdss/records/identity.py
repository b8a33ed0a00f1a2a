"""Who the patient is and how they came, as far as the files say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cdss.core.kinds import ArrivalMode, Modality, Sex


@dataclass(frozen=True, slots=True)
class Patient:
    """Identity from the case folder: age in years (fractions allowed), None where not given."""

    id: str | None = None
    age_years: float | None = None
    sex: Sex = Sex.UNKNOWN


@dataclass(frozen=True, slots=True)
class PartIdentity:
    """Identity that one file carries in its own header (a DICOM film, an ECG), for the same-patient check.

    ``at``: when it was made, which is when the patient was so old; None where the header does not say.
    """

    modality: Modality
    source: str
    patient_id: str | None = None
    age_years: float | None = None
    sex: Sex = Sex.UNKNOWN
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Time of arrival (with its UTC offset where given) and means of arrival."""

    time: datetime | None = None
    mode: ArrivalMode = ArrivalMode.UNKNOWN


@dataclass(frozen=True, slots=True)
class Source:
    """Credit line of one part of a case, carried from ``case.json`` to the screen."""

    part: str
    credit: str
    licence: str = ""
    doi: str = ""
