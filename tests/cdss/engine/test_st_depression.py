"""ST depression in two contiguous leads is said with leads and largest value; its severity follows what else explains it."""

from __future__ import annotations

import ast
import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from cdss.core.kinds import Modality, Severity, Sex
from cdss.core.result import Issue
from cdss.engine.st_check import st_check
from cdss.engine.st_depression import st_depression_check
from cdss.readers.case_folder import read_case
from cdss.readers.ecg_wfdb import read_ecg_wfdb
from cdss.records.assessment import Acuity, Assessment, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.records.ecg import Ecg
from cdss.records.identity import Patient
from cdss.signals.measure import measure
from tests.conftest import REPOSITORY

NARROW = {"qrs_ms": 98.0, "sokolow_lyon_mv": 2.0, "cornell_mv": 1.0}


def told(levels: Mapping[str, float | None], measured: Mapping[str, float | None] = NARROW) -> Assessment:
    return Assessment(
        "c", ModelIdentity("m", "0", "0"), {}, Acuity(3, (0.2,) * 5), Risk(4.0, (3.0, 5.0)), {}, (), {}, measured,
        levels, {}, (), {},
    )  # fmt: skip


def found(
    levels: Mapping[str, float | None], measured: Mapping[str, float | None] = NARROW, sex: Sex = Sex.MALE
) -> Issue | None:
    checks = st_depression_check(Case("c", Patient("p", 58.0, sex)), told(levels, measured))
    assert len(checks) <= 1 and all(check.modality is Modality.ECG for check in checks)
    return checks[0] if checks else None


def code_of(*args: object) -> str:
    check = found(*args)  # type: ignore[arg-type]
    return check.code.removeprefix("check_st_depressed") if check else "silent"


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        ({"V1": -0.05, "V2": -0.05}, "_anterior"),
        ({"V3": -0.06, "V4": -0.30}, "_anterior"),
        ({"V4": -0.06, "V5": -0.06}, ""),
        ({"II": -0.06, "III": -0.06}, ""),
        ({"I": -0.06, "aVL": -0.06}, ""),
        ({"V1": -0.049, "V2": -0.2}, "silent"),
        ({"V1": -0.2, "V3": -0.2}, "silent"),
        ({"aVR": -0.2, "II": -0.2, "I": -0.2}, "silent"),
        ({"V2": -0.2, "V3": None}, "silent"),
        ({"V2": 0.2, "V3": 0.2}, "silent"),
        ({}, "silent"),
    ],
)
def test_two_contiguous_leads_are_said_and_one_alone_is_not(levels: dict[str, float | None], code: str) -> None:
    assert code_of(levels) == code
    check = found(levels)
    assert check is None or check.severity is Severity.WARNING


def test_leads_and_largest_value_are_named_and_posterior_leads_recommended_in_both_languages() -> None:
    check = found({"I": 0.0, "aVL": -0.3, "V1": -0.15, "V2": -0.182, "V3": -0.16, "V4": -0.01, "V6": -0.4})
    assert check is not None
    assert dict(check.params) == {"leads": "V1, V2, V3", "lead": "V2", "mv": "\N{MINUS SIGN}0.18"}
    for language in ("en", "ko"):
        words = check.text(language)
        assert all(part in words for part in ("V1, V2, V3", "V2", "\N{MINUS SIGN}0.18 mV", "V7–V9")), words
    assert "V7" not in found({"V5": -0.1, "V6": -0.1}).text()  # type: ignore[union-attr]


WIDE = NARROW | {"qrs_ms": 120.0}
HIGH = NARROW | {"sokolow_lyon_mv": 3.5}


@pytest.mark.parametrize(
    ("levels", "measured", "code", "severity"),
    [
        ({"V5": -0.3, "V6": -0.3}, WIDE, "_wide", Severity.INFO),
        ({"V5": -0.3, "V6": -0.3}, WIDE | {"qrs_ms": 119.0}, "", Severity.WARNING),
        ({"V5": -0.3, "V6": -0.3}, WIDE | {"qrs_ms": None}, "", Severity.WARNING),
        ({"V1": -0.09, "V2": -0.3}, WIDE, "_wide", Severity.INFO),
        ({"V3": -0.3, "V4": -0.3}, WIDE, "_wide", Severity.INFO),
        ({"V1": -0.1, "V2": -0.1}, WIDE, "_wide_anterior", Severity.WARNING),
        ({"I": -0.1, "aVL": -0.1, "V5": -0.1, "V6": -0.1}, HIGH, "_voltage", Severity.INFO),
        ({"I": -0.1, "aVL": -0.1}, HIGH | {"sokolow_lyon_mv": 3.4}, "", Severity.WARNING),
        ({"I": -0.1, "aVL": -0.1}, {"qrs_ms": 98.0}, "", Severity.WARNING),
        ({"V4": -0.1, "V5": -0.1, "V6": -0.1}, HIGH, "", Severity.WARNING),
        ({"II": -0.1, "III": -0.1}, HIGH, "", Severity.WARNING),
        ({"V2": -0.1, "V3": -0.1}, HIGH, "_anterior", Severity.WARNING),
    ],
)
def test_a_cause_of_its_own_makes_a_note_of_the_warning_in_its_own_leads_alone(
    levels: dict[str, float | None], measured: dict[str, float | None], code: str, severity: Severity
) -> None:
    check = found(levels, measured)
    assert check is not None and check.severity is severity
    assert code_of(levels, measured) == code


def test_cornell_voltage_is_judged_by_sex_and_by_the_higher_limit_where_that_is_unknown() -> None:
    strain, measured = {"V5": -0.1, "V6": -0.1}, NARROW | {"cornell_mv": 2.5}
    assert [code_of(strain, measured, sex) for sex in (Sex.FEMALE, Sex.MALE, Sex.UNKNOWN)] == ["_voltage", "", ""]


@pytest.mark.parametrize(
    ("demo", "codes", "words"),
    [
        ("01-chest-pain", ["check_st_depressed_anterior"], "V1, V2, V3, V4, most in V2 (−0.18 mV)"),
        ("02-pneumonia-low-oxygen", [], ""),
        ("03-atrial-fibrillation", [], ""),
        ("04-chest-pain-korean", ["check_st_over_threshold"], "V2, V3, V4, V5, V6, II, III, aVF"),
        ("05-copd-exacerbation", ["check_st_over_threshold"], "V1, V2, V3, V4:"),
        ("07-no-film-stroke", ["check_st_depressed_voltage"], "I, aVL, V5, V6, most in V5 (−0.15 mV)"),
        ("08-no-vitals-heart-failure", ["check_st_depressed_voltage"], "I, aVL, most in aVL (−0.07 mV)"),
        ("09-no-note-tachycardia", ["check_st_depressed"], "II, III, aVF, V4, V5, V6, most in III (−0.34 mV)"),
        ("12-chest-wall-pain", [], ""),
    ],
)
def test_the_recordings_of_the_demonstration_patients(demo: str, codes: list[str], words: str) -> None:
    case = read_case(REPOSITORY / "resources" / "demo" / demo)
    assert [check.code for check in both(case, case.ecgs[0])] == codes
    assert all(words in check.text() for check in both(case, case.ecgs[0]))


def test_no_normal_recording_is_said_to_be_lowered_and_many_with_ischaemia_are(shared_data: Path) -> None:
    """Validation and test fold. The target was at most 2 % of normal recordings; the interval of these is 0 to 5 %."""
    lowered: dict[str, list[bool]] = {"normal": [], "ischaemia": []}
    for kind, case, ecg in recordings(shared_data):
        lowered[kind].append(any(c.code.startswith("check_st_depressed") for c in both(case, ecg)))
    assert len(lowered["normal"]) == 72 and not any(lowered["normal"])
    assert len(lowered["ischaemia"]) == 20 and sum(lowered["ischaemia"]) == 15


def both(case: Case, ecg: Ecg) -> tuple[Issue, ...]:
    measured = measure(ecg)
    answer = told(measured.st_level_mv, measured.numbers())
    return (*st_check(case, answer), *st_depression_check(case, answer))


def recordings(data: Path):  # type: ignore[no-untyped-def]
    with (data / "ptbxl" / "ptbxl_database.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if int(row["strat_fold"]) >= 9]
    for row in rows:
        statements = ast.literal_eval(row["scp_codes"])
        ischaemia = any(code.startswith(("ISC", "INJ", "STD_", "IPMI", "PMI")) for code in statements)
        if "NORM" not in statements and not ischaemia:
            continue
        header = data / "ptbxl" / f"{row['filename_hr']}.hea"
        ecg = read_ecg_wfdb(header, header.parent, header.name).value
        assert ecg is not None
        sex = Sex.FEMALE if row["sex"] == "1" else Sex.MALE
        patient = Patient("p", float(row["age"]) if row["age"] else None, sex)
        yield "ischaemia" if ischaemia else "normal", Case("c", patient), ecg
