"""What the library may not do in the worker: leave a lock between processes behind, print, compile before it answers."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import numpy as np
from cdss.explain.vitals_shap import shares

for most_rows in (600, 0):
    found = shares(np.zeros(2), np.ones((1, 2)), lambda rows: rows.sum(axis=1) / 10.0, most_rows)
    assert abs(found.value - found.base + 0.2) < 1e-9
from tqdm import tqdm
print(type(tqdm.get_lock()).__module__)
from shap.explainers._exact import _compute_grey_code_row_values as compiled
print(type(compiled).__name__)
"""


def test_the_lock_is_one_of_threads_and_nothing_is_printed():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["_thread", "function"]  # compiled, it would be a CPUDispatcher
    assert "it/s" not in done.stderr
    assert "Explainer" not in done.stderr
