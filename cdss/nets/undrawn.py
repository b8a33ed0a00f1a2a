"""Networks made without drawing weights by chance first, where a bundle's take their place at once: it takes half of the load."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from torch.overrides import TorchFunctionMode

_DRAWING = "torch.nn.init"


class Undrawn(TorchFunctionMode):
    """Within it no tensor is filled by chance; what is made there holds anything until it is loaded, strictly."""

    def __torch_function__(
        self,
        func: Callable[..., object],
        types: Sequence[type],
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        """Everything but the drawing is done; its functions get the tensor by name, and give it back."""
        named = kwargs or {}
        return named["tensor"] if getattr(func, "__module__", "") == _DRAWING else func(*args, **named)
