"""That public codes are what their own check digits allow: a digit typed wrongly makes a measurement invisible."""

from __future__ import annotations

import pytest

from cdss.core.kinds import CONDITIONS, IMAGE_FINDINGS, Modality
from cdss.readers.vital_codes import CODES, FRACTION, PRESSURE_PANELS
from cdss.report.dicom import codes as dicom
from cdss.report.fhir_observations import ECG_STUDY, NEWS2_SNOMED
from cdss.report.public_codes import CONDITION_SNOMED, INTERVAL_LOINC

_PERMUTED = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)
"""Of Verhoeff's scheme, which SNOMED CT takes (Release File Specification, 5.5)."""


def loinc_digit(number):
    """The check digit of a LOINC number (LOINC Users' Guide, appendix on check digits: modulus 10)."""
    doubled = [int(d) * (2 if place % 2 == 0 else 1) for place, d in enumerate(reversed(number))]
    return str(-sum(sum(divmod(d, 10)) for d in doubled) % 10)


def times(one, other):
    """The product of two elements of the dihedral group of order ten."""
    turned = (one + other) % 5 if one < 5 else (one - other) % 5
    return turned + 5 * ((one >= 5) != (other >= 5))


def is_snomed(identifier):
    found = 0
    for place, digit in enumerate(reversed(identifier)):
        found = times(found, int(_PERMUTED[place % 8][int(digit)]))
    return found == 0


def written():
    """Every public code that is read or written, with its system."""
    yield from CODES
    yield from (
        ("loinc", code) for code in (*PRESSURE_PANELS, ECG_STUDY, *(code for code, _ in INTERVAL_LOINC.values()))
    )
    yield from (("snomed", code) for code in (NEWS2_SNOMED, *(code for code, _ in CONDITION_SNOMED.values())))
    held = (
        *(name for name, _ in dicom.ECG_MEASURES.values()),
        *map(dicom.condition_code, CONDITIONS),
        dicom.CHEST_FILM,
    )
    held += tuple(dicom.finding_code(Modality.IMAGE, code) for code in IMAGE_FINDINGS)
    schemes = {"LN": "loinc", "SCT": "snomed"}
    yield from ((schemes[c.scheme_designator], c.value) for c in held if c.scheme_designator in schemes)


@pytest.mark.parametrize("code", sorted({code for system, code in written() if system == "loinc"}))
def test_a_loinc_code_has_its_check_digit(code):
    number, _, digit = code.partition("-")
    assert digit == loinc_digit(number)


@pytest.mark.parametrize("code", sorted({code for system, code in written() if system == "snomed"}))
def test_a_snomed_code_has_its_check_digit(code):
    assert is_snomed(code)


@pytest.mark.parametrize("code", ["3150-6", "8632-1"])
def test_the_check_finds_a_digit_typed_wrongly(code):
    assert loinc_digit(code[:4]) != code[-1]
    assert not is_snomed("271649007")


def test_the_inspired_share_of_oxygen_has_its_code():
    assert CODES["loinc", "3150-0"] == FRACTION


@pytest.mark.parametrize("code", CONDITIONS)
def test_a_condition_has_the_same_public_code_in_dicom_as_in_fhir_or_none_in_both(code):
    written_as = dicom.condition_code(code)
    public = CONDITION_SNOMED.get(code, (None, None))[0]
    assert (written_as.value if written_as.scheme_designator == "SCT" else None) == public


@pytest.mark.parametrize("code", ["heart_failure", "atrial_fibrillation", "copd_asthma", "stroke_tia"])
def test_a_group_of_diagnoses_passes_for_no_single_one(code):
    assert code not in CONDITION_SNOMED
