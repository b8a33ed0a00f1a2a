"""Several notes through the language model together: of similar length, so that little of the work is spent on filling."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from cdss.nets.note_input import NoteIds

TOGETHER = 8
"""Notes of one pass: on one processor core a pass of 16 or 32 took as long a note or longer (17 to 19 ms of 63 word pieces)."""


def states_of_notes(notes: Sequence[NoteIds], states: Callable[[Tensor, Tensor], Tensor]) -> tuple[Tensor, ...]:
    """States [1, length, width] of each note, in order.

    ``states``: from ids [n, length] and a mask of real word pieces to states [n, length, width]. Attention does not see the
    filling, so that a note has the states it would have alone, up to rounding.
    """
    order = sorted(range(len(notes)), key=lambda i: len(notes[i].ids))
    found: dict[int, Tensor] = {}
    for start in range(0, len(order), TOGETHER):
        group = order[start : start + TOGETHER]
        rows = states(*_filled([notes[i].ids for i in group]))
        found.update({i: rows[place : place + 1, : len(notes[i].ids)] for place, i in enumerate(group)})
    return tuple(found[i] for i in range(len(notes)))


def _filled(ids: Sequence[tuple[int, ...]]) -> tuple[Tensor, Tensor]:
    longest = max(len(note) for note in ids)
    filled = torch.tensor([[*note, *[0] * (longest - len(note))] for note in ids])
    lengths = torch.tensor([[len(note)] for note in ids])
    return filled, torch.arange(longest)[None] < lengths
