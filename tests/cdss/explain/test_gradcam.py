"""Grad-CAM against MONAI's on the same network, and the words for where its peak lies."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cdss.core.kinds import IMAGE_FINDINGS
from cdss.explain.gradcam import grad_cam, image_cam, place
from cdss.nets.image import FilmNet
from cdss.records.film import Film, Window


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(3)
    return FilmNet(1).eval()


def test_equals_monai_grad_cam(net):
    from monai.visualize import GradCAM

    class Logits(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.backbone, self.net = net.members[0].backbone, net

        def forward(self, x):
            return self.net.head(self.backbone(x.expand(-1, 3, -1, -1))).logits

    x = torch.randn(1, 1, 224, 224, requires_grad=True)
    with torch.no_grad():
        features = net.features(x)
    for index in (0, 3):
        raw = GradCAM(
            nn_module=Logits().eval(),
            target_layers="backbone",
            upsampler=lambda size: torch.nn.Identity(),
            postprocessing=lambda c: c,
        )(x, class_idx=index)[0, 0]
        reference = torch.as_tensor(raw).detach().clamp(min=0)
        reference = (reference / reference.max().clamp(min=1e-12)).numpy()
        assert grad_cam(net, features, IMAGE_FINDINGS[index]) == pytest.approx(reference, abs=1e-4)


def test_the_map_is_laid_over_the_part_of_the_film_that_was_read(net):
    pixels = np.random.default_rng(0).random((400, 300)).astype(np.float32)
    film = Film("f", pixels, Window(0.5, 1.0, "LINEAR_EXACT"))
    with torch.no_grad():
        features = net.features(torch.randn(1, 1, 224, 224))
    cam = image_cam(net, features, film, ["pneumonia"])
    assert cam.box == (0, 56, 0, 56)
    assert cam.maps["pneumonia"] == pytest.approx(place(grad_cam(net, features, "pneumonia"), cam.box))


def test_a_map_of_a_part_of_the_film_is_zero_outside_of_it():
    placed = place(np.ones((7, 7), np.float32), (14, 56, 0, 42))
    assert placed.shape == (56, 56)
    assert placed[:14].max() == placed[:, 42:].max() == 0.0
    assert placed[14:, :42].min() == pytest.approx(1.0)
