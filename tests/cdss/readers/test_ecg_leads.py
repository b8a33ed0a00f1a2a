"""Lead names, units and column headings as devices write them."""

from __future__ import annotations

import pytest

from cdss.core.kinds import ECG_LEADS
from cdss.readers.ecg_leads import LeadName, coded_lead, lead_name, split_unit, unit_to_mv


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("avr", "aVR"),
        ("AVL", "aVL"),
        ("aVF", "aVF"),
        ("Lead I (Einthoven)", "I"),
        ("Lead II", "II"),
        ("lead 3", "III"),
        ("MLII", "II"),
        ("DI", "I"),
        ("D2", "II"),
        ("C4", "V4"),
        ("ECG V6", "V6"),
        ("V1 Lead", "V1"),
        ("aVR, augmented voltage, right", "aVR"),
        ("MDC_ECG_LEAD_AVF", "aVF"),
        ("v 5", "V5"),
    ],
)
def test_names(text, lead):
    assert lead_name(text) == LeadName(lead)


@pytest.mark.parametrize("text", ["", "RESP", "V7", "V", "pleth", "IV", "time", "note", "avg", "III-II"])
def test_other_channels_are_no_leads(text):
    assert lead_name(text) is None


@pytest.mark.parametrize("lead", ECG_LEADS)
def test_standard_names_in_any_case(lead):
    assert lead_name(lead.lower()) == lead_name(lead.upper()) == LeadName(lead)


def test_cabrera_lead_is_turned_over():
    assert lead_name("-aVR") == LeadName("aVR", -1)
    assert coded_lead("2:65") == LeadName("aVR", -1)


@pytest.mark.parametrize(
    ("code", "lead"),
    [("5.6.3-9-1", "I"), ("5.6.3-9-3", "V1"), ("2:8", "V6"), ("2:61", "III"), ("2:62", "aVR"), ("2:64", "aVF")],
)
def test_scp_and_mdc_codes(code, lead):
    assert coded_lead(code) == LeadName(lead)


def test_unknown_code():
    assert coded_lead("2:77") is None
    assert coded_lead("113014") is None


@pytest.mark.parametrize(
    ("column", "name", "unit"),
    [
        ("I (mV)", "I", "mV"),
        ("II [µV]", "II", "µV"),
        ("I_uV", "I", "uV"),
        ("V1/mV", "V1", "mV"),
        ("aVR", "aVR", ""),
        ("time_ms", "time", "ms"),
        ("V 1", "V 1", ""),
    ],
)
def test_unit_in_the_column_name(column, name, unit):
    assert split_unit(column) == (name, unit)


@pytest.mark.parametrize(
    ("unit", "factor"), [("mV", 1), ("uV", 1e-3), ("µV", 1e-3), ("microvolts", 1e-3), ("V", 1e3), ("NU", None)]
)
def test_units(unit, factor):
    assert unit_to_mv(unit) == factor
