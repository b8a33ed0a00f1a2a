"""The explainer's progress bar may not make a lock between processes: a worker that ends would leave it behind."""

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
"""


def test_the_lock_is_one_of_threads_and_nothing_is_printed():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "_thread"
    assert "it/s" not in done.stderr
    assert "Explainer" not in done.stderr
