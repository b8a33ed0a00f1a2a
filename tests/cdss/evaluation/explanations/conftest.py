"""What the tests of explanations are tried on: a linear "network" whose true effects are known, and the shipped model."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.paths import model_dir
from cdss.evaluation.explanations.methods import Marked
from cdss.nets.triage import TriageModel


@pytest.fixture
def linear():
    """Makes what a method marks on an output 0.5 + sum of the weights that are kept; the marks are the weights unless given."""

    def make(weights, marks=None):
        truth = np.array(weights, np.float64)
        effects = truth if marks is None else np.array(marks, np.float64)
        names = tuple(f"input/{i}" for i in range(len(truth)))
        return Marked(names, effects, lambda deleted: 0.5 + (~deleted * truth).sum(axis=1))

    return make


@pytest.fixture(scope="session")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))
