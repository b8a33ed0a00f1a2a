"""Film maps: only what speaks for the finding, on the part of the film that was read."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cdss.core.kinds import IMAGE_FINDINGS
from cdss.explain.gradcam import grad_cam, image_cam, place
from cdss.nets.image import FilmNet
from cdss.records.film import Film, Window


@pytest.fixture
def net():
    """Each finding listens to one feature of its own: pneumonia to the first, oedema to the second, and so on."""
    net = FilmNet(1).eval()
    with torch.no_grad():
        net.members[0].evidence.weight.zero_()
        net.members[0].evidence.bias.zero_()
        for index in range(len(IMAGE_FINDINGS)):
            net.members[0].evidence.weight[index, index] = 1.0
    return net


def features(*lit):
    out = torch.zeros(1, 1280, 7, 7)
    for channel, row, column, value in lit:
        out[0, channel, row, column] = value
    return out


def test_the_map_peaks_where_the_findings_own_evidence_lies(net):
    x = features((0, 1, 5, 2.0), (0, 4, 2, 1.0), (1, 6, 6, 9.0))
    cam = grad_cam(net, x, "pneumonia")
    assert cam[1, 5] == 1.0 and cam[4, 2] == pytest.approx(0.5)
    assert np.count_nonzero(cam) == 2
    assert grad_cam(net, x, "edema")[6, 6] == 1.0


def test_what_speaks_against_a_finding_is_not_shown(net):
    with torch.no_grad():
        net.members[0].evidence.weight[0, 3] = -1.0
    cam = grad_cam(net, features((0, 2, 2, 1.0), (3, 5, 5, 4.0)), "pneumonia")
    assert cam[2, 2] == 1.0 and cam[5, 5] == 0.0
    assert not grad_cam(net, features((3, 5, 5, 4.0)), "pneumonia").any()


def test_the_cached_features_are_not_touched(net):
    x = features((0, 1, 1, 1.0))
    with torch.no_grad():
        grad_cam(net, x, "pneumonia")
    assert not x.requires_grad and all(p.grad is None for p in net.parameters())


def test_the_map_covers_the_rows_and_columns_that_were_read():
    cam = np.ones((7, 7), np.float32)
    out = place(cam, (0, 42, 11, 45))
    assert out.shape == (56, 56)
    assert out[:42, 11:45] == pytest.approx(1.0)
    assert not out[42:].any() and not out[:, :11].any() and not out[:, 45:].any()


def test_a_peak_on_the_left_stays_on_the_left_and_has_its_words(net):
    pixels = np.random.default_rng(0).random((300, 300)).astype(np.float32)
    film = Film("f", pixels, Window(0.5, 1.0, "LINEAR_EXACT"))
    found = image_cam(net, features((0, 6, 0, 1.0), (1, 0, 6, 1.0)), film, ["pneumonia", "edema"])
    assert found.peak_zone == {"pneumonia": "right_lower", "edema": "left_upper"}  # the patient's sides
    row, column = np.unravel_index(found.maps["pneumonia"].argmax(), (56, 56))
    assert row > 45 and column < 10
