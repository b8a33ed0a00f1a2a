"""A normal score in pieces, so that a linear layer can answer each stretch of a vital sign with a slope of its own.

A pulse of 40 and one of 140 are both dangerous: one number forces a network to build the bend from its units, and the fusion
lost to boosting, which cuts, for that. The pieces are the piecewise-linear encoding of Gorishniy et al., On Embeddings for
Numerical Features in Tabular Deep Learning, NeurIPS 2022. Their knots are quantiles; on normal scores, whose places are
quantiles already, equally spaced knots do the same and put more of them into the tails, where the danger is.
"""

from __future__ import annotations

import torch
from torch import Tensor

from cdss.nets.normalise import LIMIT

PIECE = 0.5
"""Width of a piece in normal scores."""

PIECES = round(2 * LIMIT / PIECE)
"""Pieces from -3.5 to 3.5."""


def pieces(scores: Tensor, known: Tensor) -> Tensor:
    """How far each score reaches into each piece: 0 before it, 1 beyond it, linear inside.

    ``scores`` [n, columns] in normal scores, ``known`` [n, columns] 1/0. Gives [n, columns * 14], the pieces of a column
    side by side; all are 0 where the score is not known, as for the lowest score: the flag of the column tells them apart.
    """
    starts = torch.arange(PIECES, dtype=scores.dtype, device=scores.device)
    reached = ((scores[..., None] + LIMIT) / PIECE - starts).clamp(0, 1)
    return (reached * known[..., None]).flatten(1)
