"""The stored visits are read whole or not at all."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import save_file

from cdss.bundle.load import Bundle
from cdss.core.errors import BundleError
from cdss.nets.background import BACKGROUND, WIDTHS, load_background


def tables(rows=3):
    return {name: np.arange(rows * width, dtype=np.float32).reshape(rows, width) for name, width in WIDTHS.items()}


def opened(folder):
    return Bundle(folder, identity=None, metadata=None, calibration={})


def test_visits_are_read_in_their_order(tmp_path):
    save_file(tables(), tmp_path / BACKGROUND)
    found = load_background(opened(tmp_path))
    assert len(found) == 3
    assert found.age.tolist() == [0.0, 1.0, 2.0] and found.vitals[1].tolist() == [7, 8, 9, 10, 11, 12, 13]
    assert found.first(2).history.shape == (2, 18) and found.first(2).ambulance.tolist() == [0.0, 1.0]


def test_a_bundle_may_have_none(tmp_path):
    assert load_background(opened(tmp_path)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"age": np.zeros((2, 1), np.float32)},
        {"history": np.zeros((3, 17), np.float32)},
        {"vitals": np.full((3, 7), np.nan, np.float32)},
        {"names": np.zeros((3, 1), np.float32)},
    ],
    ids=["rows", "columns", "gap", "unknown"],
)
def test_broken_tables_are_refused_by_name(tmp_path, change):
    save_file(tables() | change, tmp_path / BACKGROUND)
    with pytest.raises(BundleError, match=r"background\.safetensors"):
        load_background(opened(tmp_path))


def test_a_missing_table_is_refused(tmp_path):
    save_file({name: table for name, table in tables().items() if name != "age"}, tmp_path / BACKGROUND)
    with pytest.raises(BundleError, match=r"background\.safetensors"):
        load_background(opened(tmp_path))
