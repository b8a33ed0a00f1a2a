"""The manifest: exact keys, words for each mistake, values that cannot be true."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdss.core.errors import CaseError
from cdss.core.kinds import ArrivalMode, Sex
from cdss.readers.case_folder import read_case, read_manifest
from cdss.readers.manifest import Manifest, decode_manifest, parse_manifest

CONTRACT = {
    "schema": "cdss.case/1",
    "case_id": "demo-0331",
    "composite": True,
    "patient": {"id": "p", "age_years": 44.5, "sex": "M"},
    "arrival": {"time": "2026-11-20T14:22:00+09:00", "mode": "ambulance"},
    "chief_complaint": "fever and shortness of breath",
    "note": {"text": "since 3 days"},
    "vitals": {"rows": [{"heart_rate": 110, "sbp": 160, "dbp": 95}]},
    "history": ["hypertension", "smoker"],
    "sources": [{"part": "image", "credit": "NIH", "licence": "CC BY 4.0", "doi": "10.1"}],
}


def error_of(data, folder):
    with pytest.raises(CaseError) as caught:
        read_manifest(data, folder)
    return str(caught.value)


def test_contract_example(folder):
    case = read_manifest(CONTRACT, folder)
    assert (case.case_id, case.composite, case.history) == ("demo-0331", True, ("hypertension", "smoker"))
    assert (case.patient.id, case.patient.age_years, case.patient.sex) == ("p", 44.5, Sex.MALE)
    assert (case.arrival.mode, case.arrival.time.isoformat()) == (ArrivalMode.AMBULANCE, "2026-11-20T14:22:00+09:00")
    assert (case.sources[0].credit, case.sources[0].licence, case.sources[0].doi) == ("NIH", "CC BY 4.0", "10.1")
    assert case.vitals.rows[0].sbp == 160 and not case.issues


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ((), "agee"),
        (("patient",), "patient.agee"),
        (("arrival",), "arrival.agee"),
        (("note",), "note.agee"),
        (("vitals", "rows", 0), "vitals.rows[0].agee"),
        (("sources", 0), "sources[0].agee"),
    ],
)
def test_unknown_key_is_named_with_its_place(folder, path, named):
    data = json.loads(json.dumps(CONTRACT))
    part = data
    for step in path:
        part = part[step]
    part["agee"] = 1
    assert f'"{named}"' in error_of(data, folder)


@pytest.mark.parametrize("key", ["images", "ecg"])
def test_unknown_key_of_a_file_entry(folder, key):
    assert f'"{key}[1].veiw"' in error_of({"case_id": "x", key: [{"path": "a"}, {"path": "b", "veiw": "AP"}]}, folder)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"schema": "cdss.case/2"}, "schema"),
        ({"case_id": None}, "case_id"),
        ({"patient": {"age_years": "44"}}, "patient.age_years"),
        ({"composite": "yes"}, "composite"),
        ({"images": [{"view": "AP"}]}, "images[0].path"),
        ({"note": {"path": "a", "text": "b"}}, "note"),
        ({"note": {}}, "note"),
        ({"vitals": {"rows": [{"sbp": [120]}]}}, "vitals.rows[0].sbp"),
        ({"history": "hypertension"}, "history"),
    ],
)
def test_wrong_value_is_named(folder, change, key):
    assert f'"{key}"' in error_of({**CONTRACT, **change}, folder)


def test_null_stands_for_absent(folder):
    nothing = {key: None for key in CONTRACT if key != "case_id"}
    case = read_manifest({"case_id": "x", **nothing, "images": None, "ecg": None}, folder)
    assert case.present == () and not case.issues and case.history is None


def test_numbers_as_identifiers(folder):
    case = read_manifest({"case_id": 331, "patient": {"id": 42}}, folder)
    assert (case.case_id, case.patient.id) == ("331", "42")


@pytest.mark.parametrize("age", [-1, 120.5, 412, float("nan")])
def test_implausible_age_is_missing_and_said(folder, age):
    case = read_manifest({**CONTRACT, "patient": {"age_years": age}}, folder)
    assert case.patient.age_years is None
    assert {i.code for i in case.issues} == {"patient_age_implausible"}
    assert case.present


@pytest.mark.parametrize("age", [0, 0.04, 120])
def test_plausible_age(folder, age):
    assert read_manifest({"case_id": "x", "patient": {"age_years": age}}, folder).patient.age_years == age


@pytest.mark.parametrize(
    ("word", "sex"), [("f", Sex.FEMALE), ("O", Sex.OTHER), ("U", Sex.UNKNOWN), (None, Sex.UNKNOWN)]
)
def test_sex(folder, word, sex):
    case = read_manifest({"case_id": "x", "patient": {"sex": word}}, folder)
    assert case.patient.sex is sex and not case.issues


def test_words_that_cannot_be_used_are_said(folder):
    case = read_manifest(
        {"case_id": "x", "patient": {"sex": "woman"}, "arrival": {"time": "noon", "mode": "walk-in"}}, folder
    )
    assert {i.code for i in case.issues} == {"patient_sex_unknown_word", "arrival_time_unreadable"}
    assert (case.patient.sex, case.arrival.time, case.arrival.mode) == (Sex.UNKNOWN, None, ArrivalMode.OTHER)


@pytest.mark.parametrize(
    ("word", "mode"), [("Ambulance", "ambulance"), ("own car", "other"), ("", "unknown"), ("unknown", "unknown")]
)
def test_arrival_mode(folder, word, mode):
    assert read_manifest({"case_id": "x", "arrival": {"mode": word}}, folder).arrival.mode == mode


def test_json_error_names_line_and_column(folder):
    (folder / "case.json").write_text('{\n "case_id": "x",\n "note" {}\n}', encoding="utf-8")
    with pytest.raises(CaseError, match="line 3, column 9"):
        read_case(folder)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b'{"case_id": "x", "case_id": "y"}', '"case_id" twice'),
        (b"[1, 2]", "one JSON object"),
        (b"\xff\xfe\x00\xd8{}", "not readable"),
        (b'{"a":' * 100_000, "case.json"),
        (b"", "line 1"),
        (b"\x89PNG", "not readable"),
    ],
)
def test_manifest_that_cannot_be_read_at_all(folder, data, word):
    (folder / "case.json").write_bytes(data)
    with pytest.raises(CaseError) as caught:
        read_case(folder)
    assert word in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings_of_the_manifest(encoding):
    assert decode_manifest('{"chief_complaint": "흉통"}'.encode(encoding), "case.json") == {"chief_complaint": "흉통"}


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(CONTRACT)) | st.text(max_size=6), JSON, max_size=5))
def test_any_object_is_a_manifest_or_a_sentence(data):
    try:
        assert isinstance(parse_manifest(data, "case.json"), Manifest)
    except CaseError as error:
        assert "case.json" in str(error)
