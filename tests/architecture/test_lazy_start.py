"""Heavy libraries stay out of a process until they are needed, looked at in a process of its own."""

import os
import subprocess
import sys

import pytest

HEAVY = (
    *(
        "torch",
        "monai",
        "captum",
        "shap",
        "pandas",
        "wfdb",
        "sklearn",
        "transformers",
        "numba",
        "sqlalchemy",
        "highdicom",
    ),
    *("cryptography", "keyring"),
)


def _loaded(repository, statement):
    code = f"{statement}\nimport sys\nprint(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.split()


@pytest.mark.parametrize(
    "module",
    ["cdss", "cdss.__main__", "cdss.readers.case_folder", "cdss.engine.process", "cdss.session.resolve", "ui.app"],
)
def test_import_is_light(repository, module):
    assert _loaded(repository, f"import {module}") == []


def test_the_check_sees_a_heavy_import(repository):
    assert "pandas" in _loaded(repository, "import pandas")
