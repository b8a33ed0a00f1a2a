"""The film encoder: padding and names of the published weights, and evidence that adds up to the logits."""

from __future__ import annotations

import pytest
import torch

from cdss.core.kinds import IMAGE_FINDINGS
from cdss.nets.efficientnet import FEATURES, EfficientNetLite0, _Block, _SamePad
from cdss.nets.image import FILM_SIZE, GRID, FilmNet, film_tensor


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(0)
    return FilmNet(2).eval()


@pytest.mark.parametrize("size", [(224, 224), (160, 160), (100, 65), (32, 32)])
@torch.no_grad()
def test_the_feature_map_has_a_cell_for_every_begun_32_pixels(size):
    backbone = EfficientNetLite0().eval()
    out = backbone(torch.zeros(1, 3, *size))
    assert out.shape == (1, FEATURES, -(-size[0] // 32), -(-size[1] // 32))


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "before", "after"),
    [(224, 3, 2, 0, 1), (112, 5, 2, 1, 2), (7, 3, 1, 1, 1), (7, 5, 1, 2, 2), (7, 3, 2, 1, 1), (15, 5, 2, 2, 2)],
)
def test_padding_is_that_of_tensorflow(size, kernel, stride, before, after):
    """Odd padding goes to the right and the bottom; symmetric padding would shift every feature by a pixel."""
    out = _SamePad(kernel, stride)(torch.ones(1, 1, size, size))[0, 0]
    expected = torch.zeros(before + size + after, before + size + after)
    expected[before : before + size, before : before + size] = 1
    assert torch.equal(out, expected)


def test_padding_of_a_film_that_is_not_square_keeps_its_axes_apart():
    assert _SamePad(3, 2)(torch.ones(1, 1, 7, 8)).shape == (1, 1, 9, 9)
    assert _SamePad(3, 1)(torch.ones(1, 1, 4, 9)).shape == (1, 1, 6, 11)


@pytest.mark.parametrize("kernel", [3, 5])
def test_a_block_of_stride_one_pads_in_its_convolution_as_before_it(kernel):
    block = _Block(1, kernel, 1, 8, 8).eval()
    conv, x = block._depthwise_conv, torch.randn(1, 8, 7, 9)
    before = torch.nn.functional.conv2d(_SamePad(kernel, 1)(x), conv.weight, groups=8)
    assert torch.allclose(conv(block._pad(x)), before, atol=1e-6)


def test_a_block_that_adds_nothing_lets_its_input_through():
    block = _Block(6, 3, 1, 24, 24).eval()
    torch.nn.init.zeros_(block._project_conv.weight)
    x = torch.randn(1, 24, 7, 7)
    assert torch.equal(block(x), x)
    assert not _Block(6, 3, 1, 16, 24).residual and not _Block(6, 3, 2, 24, 24).residual


def test_published_weights_load_without_their_classifier_and_only_whole():
    backbone = EfficientNetLite0()
    published = {**backbone.state_dict(), "_fc.weight": torch.zeros(1000, FEATURES), "_fc.bias": torch.zeros(1000)}
    published["_conv_stem.weight"] = torch.full_like(published["_conv_stem.weight"], 0.5)
    other = EfficientNetLite0()
    other.load_imagenet(published)
    assert (other._conv_stem.weight == 0.5).all()
    for broken in (
        {k: v for k, v in published.items() if k != "_blocks.3._bn1.running_mean"},
        {**published, "_blocks.99._bn1.weight": torch.zeros(3)},
    ):
        with pytest.raises(RuntimeError, match="_bn1"):
            other.load_imagenet(broken)


def test_names_are_those_of_the_published_file():
    names = set(EfficientNetLite0().state_dict())
    assert {
        "_conv_stem.weight",
        "_bn0.running_var",
        "_blocks.0._depthwise_conv.weight",
        "_blocks.15._project_conv.weight",
        "_blocks.1._expand_conv.weight",
        "_conv_head.weight",
        "_bn1.bias",
    } <= names
    assert "_blocks.0._expand_conv.weight" not in names  # the first block does not expand
    assert (
        sum(p.numel() for p in EfficientNetLite0().parameters()) == 4_652_008 - 1_281_000
    )  # published, without the classifier


@torch.no_grad()
def test_a_logit_is_the_mean_of_its_evidence_tokens(net):
    out = net(torch.randn(2, 1, FILM_SIZE, FILM_SIZE))
    assert out.tokens.shape == (2, GRID * GRID, len(IMAGE_FINDINGS))
    assert out.logits.shape == (2, len(IMAGE_FINDINGS)) and out.view.shape == (2,)
    assert torch.allclose(out.logits, out.tokens.mean(dim=1), atol=1e-6)


@torch.no_grad()
def test_the_encoder_is_the_mean_of_its_members(net):
    x = torch.randn(2, 1, FILM_SIZE, FILM_SIZE)
    one, two = (member(x) for member in net.members)
    out = net(x)
    assert torch.allclose(out.tokens, (one.tokens + two.tokens) / 2, atol=1e-5)
    assert torch.allclose(out.view, (one.view + two.view) / 2, atol=1e-5)
    assert not torch.allclose(one.tokens, two.tokens, atol=1e-3)


@pytest.mark.parametrize(("row", "column"), [(0, 0), (0, 6), (6, 0), (2, 5)])
@torch.no_grad()
def test_tokens_run_by_rows_from_the_top_left(net, row, column):
    features = torch.zeros(1, 2 * FEATURES, GRID, GRID)
    features[0, :, row, column] = 1
    quiet, loud = net.head(torch.zeros_like(features)).tokens[0], net.head(features).tokens[0]
    changed = (quiet != loud).any(dim=1).nonzero().flatten().tolist()
    assert changed == [row * GRID + column]


def test_the_view_does_not_teach_the_features(net):
    features = torch.randn(1, 2 * FEATURES, GRID, GRID, requires_grad=True)
    net.head(features).view.sum().backward()
    assert features.grad is None


def test_grey_values_come_to_the_scale_of_the_published_weights():
    out = film_tensor(torch.tensor([[[0.0, 127 / 255, 1.0]]]))
    assert out.shape == (1, 1, 1, 3)
    assert out.flatten().tolist() == pytest.approx([-127 / 128, 0.0, 1.0], abs=1e-6)
