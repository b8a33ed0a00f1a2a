"""A demonstration patient exported as a FHIR bundle is the same case, and gets the same assessment."""

import json

import numpy as np
import pytest

from cdss.core.paths import demo_dir, model_dir
from cdss.engine.local import LocalEngine
from cdss.readers.case_folder import read_case

PATIENTS = sorted(path.name for path in demo_dir().iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def engine():
    return LocalEngine(model_dir(), device="cpu", threads=1)


@pytest.fixture(scope="module")
def both(as_bundle, tmp_path_factory):
    """A patient read from the folder, and from the bundle made of it."""

    def read(name):
        case = read_case(demo_dir() / name)
        path = tmp_path_factory.mktemp("bundle") / "export.json"
        path.write_text(json.dumps(as_bundle(case, demo_dir() / name)), encoding="utf-8")
        return case, read_case(path)

    return read


@pytest.mark.parametrize("name", PATIENTS)
def test_the_bundle_is_the_same_case(both, name):
    case, again = both(name)
    assert (again.case_id, again.patient, again.arrival) == (case.case_id, case.patient, case.arrival)
    assert (again.chief_complaint, again.composite) == (case.chief_complaint, case.composite)
    assert (again.history or ()) == (case.history or ())
    assert (again.vitals and again.vitals.rows) == (case.vitals and case.vitals.rows)
    assert (again.note and again.note.text) == (case.note and case.note.text)
    for film, other in zip(case.films, again.films, strict=True):
        assert film.view is other.view and np.array_equal(film.pixels, other.pixels)
    for ecg, other in zip(case.ecgs, again.ecgs, strict=True):
        assert ecg.rate_hz == other.rate_hz and np.array_equal(ecg.signal_mv, other.signal_mv, equal_nan=True)
    assert again.blocking == ()


@pytest.mark.parametrize("name", ["01-chest-pain", "04-chest-pain-korean"])
def test_the_bundle_gets_the_same_risk(both, engine, name):
    one, other = (engine.assess(case) for case in both(name))
    assert other.risk.score == pytest.approx(one.risk.score, abs=1e-9)
    assert other.acuity.probabilities == pytest.approx(one.acuity.probabilities, abs=1e-9)
