"""Versions of one resource in a bundle: the newest counts, and what takes back is never overruled by what it takes back."""

from __future__ import annotations

import pytest

from cdss.core.errors import CaseError
from cdss.readers import fhir_bundle
from cdss.readers.fhir_bundle import open_bundle

HR = "8867-4"


def version(number, updated=""):
    return {"versionId": str(number), **({"lastUpdated": updated} if updated else {})}


def codes(case):
    return {found.code for found in case.issues}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "metas",
    [
        (version(2), version(10)),
        (version(7, "2026-11-20T05:25:00Z"), version(1, "2026-11-20T14:35:00+09:00")),
        (None, version(1)),
    ],
)
def test_the_newest_version_of_a_measurement_counts_wherever_it_stands(read_fhir, fhir, metas, turned):
    old, new = (fhir.observation(HR, value, meta=meta) for value, meta in zip((180, 80), metas, strict=True))
    case = read_fhir(fhir.bundle(fhir.patient(), *((new, old) if turned else (old, new))))
    assert [row.heart_rate for row in case.vitals.rows] == [80]
    assert codes(case) == {"fhir_replaced"}


@pytest.mark.parametrize("meta", [(version(1), version(2)), (None, None)])
def test_a_measurement_entered_in_error_takes_its_earlier_version_with_it(read_fhir, fhir, meta):
    wrong = fhir.observation(HR, 180, meta=meta[0])
    back = fhir.observation(HR, 180, meta=meta[1], status="entered-in-error")
    case = read_fhir(fhir.bundle(fhir.patient(), wrong, back))
    assert case.vitals is None and {"fhir_status", "fhir_replaced"} <= codes(case)


def test_the_same_resource_repeated_counts_once_and_is_no_earlier_version(read_fhir, fhir):
    case = read_fhir(fhir.bundle(fhir.patient(), *[fhir.observation(HR, 96, meta=version(1))] * 3))
    assert len(case.vitals.rows) == 1 and case.issues == ()


def test_the_same_id_of_two_servers_is_two_things(fhir):
    first, second = fhir.observation(HR, 96, meta=version(1)), fhir.observation(HR, 80, meta=version(2))
    entries = [{"fullUrl": f"http://{host}/Observation/1", "resource": r} for host, r in (("a", first), ("b", second))]
    bundle = open_bundle({**fhir.bundle(), "entry": entries}, "b.json")
    assert [r.body for r in bundle.resources] == [first, second] and bundle.replaced == 0


def test_an_address_with_a_version_is_that_of_the_resource(fhir):
    old, new = fhir.observation(HR, 180, meta=version(1)), fhir.observation(HR, 80, meta=version(2))
    entries = [
        {"fullUrl": f"http://a/Observation/1/_history/{n}", "resource": r} for n, r in enumerate((old, new), start=1)
    ]
    bundle = open_bundle({**fhir.bundle(), "entry": entries}, "b.json")
    assert [r.body for r in bundle.resources] == [new]


def test_two_versions_of_a_patient_are_never_chosen_among(read_fhir, fhir):
    old, new = fhir.patient(meta=version(1)), fhir.patient(meta=version(2), birthDate="1999-01-01")
    bundle = open_bundle(fhir.bundle(old, new), "b.json")
    assert len(bundle.resources) == 2


def test_thousands_of_resources_with_one_id_are_told_apart_without_comparing_each_with_all(fhir):
    many = [{"resourceType": "Observation", "id": "1", "n": n} for n in range(6_000)]
    compared = []

    class Counted(dict):
        def __eq__(self, other):
            compared.append(1)
            return dict.__eq__(self, other)

        __hash__ = None

    bundle = open_bundle(fhir.bundle(*map(Counted, many)), "b.json")
    assert len(bundle.resources) == 6_000 and len(compared) < 10 * len(many)


def test_more_resources_than_a_record_holds_are_refused_by_their_number(read_fhir, fhir, monkeypatch):
    monkeypatch.setattr(fhir_bundle, "MAX_RESOURCES", 3)
    several = [fhir.observation(HR, 96, id=f"o{n}") for n in range(3)]
    assert read_fhir(fhir.bundle(fhir.patient(), *several[:2])).vitals is not None
    with pytest.raises(CaseError, match="more than 3 resources"):
        read_fhir(fhir.bundle(fhir.patient(), *several))
    held = fhir.observation(HR, 96, contained=several)
    with pytest.raises(CaseError, match="more than 3 resources"):
        read_fhir(fhir.bundle(held))
