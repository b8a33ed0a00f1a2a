"""The program's own engine, and one patient's answer from it."""

from __future__ import annotations

import pytest

from cdss.core.paths import demo_dir, model_dir
from cdss.engine.local import LocalEngine
from cdss.readers.case_folder import read_case


@pytest.fixture(scope="session")
def engine():
    return LocalEngine(model_dir(), "cpu")


@pytest.fixture(scope="session")
def patient():
    return read_case(demo_dir() / "01-chest-pain")


@pytest.fixture(scope="session")
def answer(engine, patient):
    return engine.assess(patient)
