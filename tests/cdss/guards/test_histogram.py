"""The grey scale of the film guard."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.guards.histogram import REFERENCE_EXPONENT, match_histogram


def test_exposure_is_taken_away():
    scene = np.kron(np.random.default_rng(0).random((12, 12)), np.ones((8, 8))).astype(np.float32) * 0.85 + 0.1
    assert match_histogram(scene**1.6) == pytest.approx(match_histogram(scene), abs=0.02)


def test_histogram_matching_keeps_black_ties_and_order():
    gray = np.array([[0.0, 0.0, 0.2], [0.2, 0.5, 0.9]], np.float32)
    matched = match_histogram(gray)
    assert matched[0, 0] == matched[0, 1] == 0.0
    assert matched[0, 2] == matched[1, 0] == pytest.approx(0.25**REFERENCE_EXPONENT, abs=1e-5)
    assert matched[1, 2] > matched[1, 1] > matched[1, 0]


@pytest.mark.parametrize(("grey", "black"), [(0, True), (1, True), (4, True), (5, False)])
def test_what_compression_made_of_black_stays_black(grey, black):
    """JPEG lifts black to 4 of 255 at most; half of the rest is darker than its middle, whatever the background's size."""
    gray = np.full((10, 10), 0.5, np.float32)
    gray[:4] = grey / 255
    matched = match_histogram(gray)
    assert (matched[0, 0] == 0.0) is np.bool_(black)
    assert matched[9, 9] == pytest.approx((0.5 if black else 0.7) ** REFERENCE_EXPONENT, abs=1e-5)
