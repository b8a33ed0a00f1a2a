"""The public names are exactly those announced, and importing them stays light."""

import subprocess
import sys
from pathlib import Path

import pytest

from cdss import api
from cdss.core.errors import BundleError

ROOT = Path(__file__).resolve().parents[2]


def test_all_is_exactly_the_public_names():
    imported_for_use = {"Path", "annotations", "available_cores", "base_folder", "sentence", "set_thread_variables"}
    public = {name for name in vars(api) if not name.startswith("_")} - imported_for_use
    assert sorted(public) == sorted(api.__all__)


def test_import_loads_no_torch_and_no_qt():
    code = (
        "import sys, cdss.api; print([m for m in ('torch', 'monai', 'shap', 'PySide6', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


def test_engine_of_a_bundle_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BundleError, match="There is no model bundle"):
        api.load_engine(tmp_path / "none", "cpu")
