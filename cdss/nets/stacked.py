"""Fusion inputs of several cases as one batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TypeVar

import torch
from torch import nn

from cdss.nets.fusion import Inputs

Batch = TypeVar("Batch", bound=Inputs)


def stacked(batches: Sequence[Batch]) -> Batch:
    """The rows of all ``batches`` behind one another; shorter notes are filled up with words that are not known."""
    if len(batches) == 1:
        return batches[0]
    longest = max(one.note.shape[1] for one in batches)
    filled = [_filled_up(one, longest - one.note.shape[1]) for one in batches]
    joined = {f.name: torch.cat([getattr(one, f.name) for one in filled]) for f in fields(batches[0])}
    return replace(batches[0], **joined)


def _filled_up(inputs: Batch, words: int) -> Batch:
    if words == 0:
        return inputs
    note, known = nn.functional.pad(inputs.note, (0, 0, 0, words)), nn.functional.pad(inputs.note_known, (0, words))
    return replace(inputs, note=note, note_known=known)
