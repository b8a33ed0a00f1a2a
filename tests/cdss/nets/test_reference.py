"""The reference visits are read whole or not at all, and a patient is placed among them as they were."""

from __future__ import annotations

import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from cdss.bundle.load import Bundle, open_bundle, write_sums
from cdss.core.errors import BundleError
from cdss.nets.reference import COMPLAINTS, REFERENCE, load_reference, projected
from cdss.training.counted import Counts
from cdss.training.describe import metadata

TOLD = json.dumps([f"Complaint {i}" for i in range(8)])


def opened(folder):
    return Bundle(folder, identity=None, metadata=None, calibration={})


@pytest.fixture
def stored(tmp_path, reference_tables):
    def write(told=TOLD, without=(), **changed):
        tables = {
            name: np.ascontiguousarray(t) for name, t in reference_tables(**changed).items() if name not in without
        }
        save_file(tables, tmp_path / REFERENCE, metadata={COMPLAINTS: told} if told else None)
        return tmp_path

    return write


def test_visits_are_read_with_their_complaints(stored):
    found = load_reference(opened(stored()))
    assert len(found) == 8 and found.complaints[3] == "Complaint 3"
    assert found.level.tolist() == [1, 1, 2, 2, 3, 3, 4, 4]
    assert found.embedding.dtype == np.float32 and found.embedding[6] == pytest.approx([0.5, 0.866], abs=1e-3)
    assert found.drawn.sum() == 6 and np.isnan(found.vitals[:, 6]).all()


def test_a_bundle_may_have_none(tmp_path):
    assert load_reference(opened(tmp_path)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"level": np.ones(7, np.int8)},
        {"film_of": np.full(8, 2, np.int16)},
        {"ecg_of": np.full(8, -1, np.int16)},
        {"film": np.zeros((2, 49, 7), np.float16)},
        {"embedding": np.full((8, 2), np.nan, np.float16)},
        {"names": np.zeros(8, np.int8)},
        {"without": ("drawn",)},
        {"told": ""},
        {"told": "not json"},
        {"told": '["only one"]'},
    ],
    ids=[
        "rows",
        "no donor",
        "donor below 0",
        "width",
        "gap",
        "unknown",
        "missing",
        "untold",
        "not json",
        "too few told",
    ],
)
def test_tables_that_do_not_fit_together_are_refused_by_name(stored, change):
    with pytest.raises(BundleError, match=r"reference\.safetensors"):
        load_reference(opened(stored(**change)))


def test_a_file_that_is_no_table_at_all_is_refused(tmp_path):
    (tmp_path / REFERENCE).write_bytes(b"nothing of the kind")
    with pytest.raises(BundleError, match=r"reference\.safetensors"):
        load_reference(opened(tmp_path))


def test_a_touched_file_is_refused_by_its_hash(stored):
    folder = stored()
    (folder / "metadata.json").write_text(json.dumps(metadata({}, [], Counts(1, 2, 3, 4, 5, 6, 7))), encoding="utf-8")
    (folder / "calibration.json").write_text('{"schema": "cdss.calibration/1"}', encoding="utf-8")
    (folder / "MODEL_CARD.md").write_text("# Tiny\n", encoding="utf-8")
    write_sums(folder)
    assert load_reference(open_bundle(folder)) is not None
    content = bytearray((folder / REFERENCE).read_bytes())
    content[-1] ^= 1
    (folder / REFERENCE).write_bytes(bytes(content))
    with pytest.raises(BundleError, match=r"reference\.safetensors"):
        open_bundle(folder)


def test_a_patient_is_placed_by_direction_from_the_centre():
    centre, basis = np.array([1.0, 1.0, 1.0], np.float32), np.eye(3, 2, dtype=np.float32)
    found = projected(np.array([[4.0, 5.0, 9.0], [1.0, 1.0, 7.0]], np.float32), centre, basis)
    assert found[0] == pytest.approx([0.6, 0.8])
    assert found[1].tolist() == [0.0, 0.0]  # nothing of it lies on the basis: like nobody
