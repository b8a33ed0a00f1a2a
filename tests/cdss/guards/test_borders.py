"""Flat margins of a film are found to the pixel."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.guards.borders import border_box, cut_borders


def test_flat_borders_are_found_to_the_pixel():
    scene = np.kron(np.random.default_rng(0).random((12, 12)), np.ones((32, 32))).astype(np.float32)
    framed = np.zeros((484, 444), np.float32)
    framed[60:444, 20:404] = scene
    assert border_box(framed) == (60, 444, 20, 404)
    assert cut_borders(framed) == pytest.approx(scene)


def test_never_more_than_a_third_is_cut():
    framed = np.zeros((100, 100), np.float32)
    framed[48:52, 48:52] = np.eye(4)
    assert border_box(framed) == (30, 70, 30, 70)
