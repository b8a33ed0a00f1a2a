"""The search for cycles is put off while a large file is taken apart, and is on again afterwards whatever happens."""

from __future__ import annotations

import gc

import pytest

from cdss.core.collecting import uncollected
from cdss.readers import fhir_bundle
from cdss.readers.case_folder import read_bundle


def test_it_is_off_inside_and_on_afterwards_also_after_an_error():
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
    with pytest.raises(ValueError), uncollected():
        raise ValueError
    assert gc.isenabled()


def test_whoever_had_turned_it_off_finds_it_off():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_of_two_that_overlap_none_leaves_it_off():
    first, second = uncollected(), uncollected()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    second.__exit__(None, None, None)
    assert gc.isenabled()


def test_a_bundle_is_taken_apart_without_it(monkeypatch, tmp_path):
    seen = []
    real = fhir_bundle.entry_time
    monkeypatch.setattr(fhir_bundle, "entry_time", lambda body: (seen.append(gc.isenabled()), real(body))[1])
    patient = {"resourceType": "Patient", "id": "p1"}
    body = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": patient}]}
    assert read_bundle(body, tmp_path, "b.json", "b").patient.id == "p1"
    assert seen == [False] and gc.isenabled()
