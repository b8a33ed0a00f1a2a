"""Fusion head: a pooled path over note, vitals and context, additive evidence of film and ECG, and cross-attention over tokens.

Missing is absent: a modality that is not there contributes no tokens (a learned "absent" token stands in), no pooled
numbers and no evidence. The evidence of film and ECG enters without a bias, so that its mere presence says nothing.
The pooled path reads vital signs and age as numbers and in pieces (``cdss.nets.pieces``).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, fields
from functools import partial

import torch
from torch import Tensor, nn

from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS, MODALITIES, Modality
from cdss.nets.attention import WIDTH, Attention
from cdss.nets.ecg import TOKENS as ECG_TOKENS
from cdss.nets.image import GRID
from cdss.nets.pieces import PIECES, pieces
from cdss.nets.side_by_side import side_by_side
from cdss.nets.vitals_input import CONTEXT_NAMES, VITAL_NAMES

NOTE_WIDTH = 48
"""Principal components of the note basis."""

OUTPUTS: tuple[str, ...] = ("level1", "level2", "level3", "level4", "level5", "admission", "critical", *CONDITIONS)
"""Order of the last axis of the logits: five acuity levels (softmax), then binary outputs (sigmoid)."""

LEVELS = 5
TASKS: tuple[str, ...] = ("acuity", *OUTPUTS[LEVELS:])
"""What the queries ask for: the five levels together, then each binary output."""

SOURCES: tuple[str, ...] = (*MODALITIES, "context")
"""Where a query can look: the modalities, and age, sex, arrival and history."""

GATED: tuple[Modality, ...] = (Modality.IMAGE, Modality.ECG)
"""Modalities whose evidence passes a gate an output."""

MANY = 32
"""Visits from which on the members of an ensemble are worth a core each."""

_TASKS = len(TASKS)
_AGE = CONTEXT_NAMES.index("age")
IMAGE, ECG, VITALS, NOTE = range(len(MODALITIES))


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """A batch for the fusion head; absent values are zero and flagged.

    ``vitals`` and ``vitals_known`` [n, 7]; ``context`` and ``context_known`` [n, 21]; ``note`` [n, words, 48] with
    ``note_known`` [n, words] and ``note_pooled`` [n, 48]; ``image`` [n, 49, 8]; ``ecg`` [n, 32, 6];
    ``present`` bool [n, 4] in the order of ``MODALITIES``.
    """

    vitals: Tensor
    vitals_known: Tensor
    context: Tensor
    context_known: Tensor
    note: Tensor
    note_known: Tensor
    note_pooled: Tensor
    image: Tensor
    ecg: Tensor
    present: Tensor

    def masked(self, present: Tensor) -> Inputs:
        """The same visit under other presence patterns: one row repeated for each row of ``present`` [m, 4]."""
        one = {name: getattr(self, name) for name in INPUT_NAMES if name != "present"}
        repeated = {name: value.expand(len(present), *value.shape[1:]) for name, value in one.items()}
        return Inputs(**repeated, present=present & self.present)


INPUT_NAMES: tuple[str, ...] = tuple(f.name for f in fields(Inputs))


@dataclass(frozen=True, slots=True, eq=False)
class Fused:
    """``logits`` [n, 17] in the order of ``OUTPUTS``; ``routing`` [n, heads, words, evidence] of the note's cross-attention.

    The evidence axis is 49 film cells, 32 ECG segments, 7 vitals. ``attention`` [n, 13, 5]: mass that the query of each of
    ``TASKS`` puts on each of ``SOURCES``, mean over heads; what is absent has 0. The rest, up to 1, lies on the learned
    tokens that stand for "absent" and "nothing". ``words`` [n, 13, words]: the same mass on each word piece. Attention
    tells where the network looked, not what mattered (Jain & Wallace, NAACL 2019): it is routing, not importance.
    """

    logits: Tensor
    routing: Tensor
    attention: Tensor
    words: Tensor


class _Evidence(nn.Module):
    """Additive evidence for every output from a modality's mean tokens; odd and without bias: no evidence, no effect."""

    centre: Tensor
    spread: Tensor

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.register_buffer("centre", torch.zeros(inputs))
        self.register_buffer("spread", torch.ones(inputs))
        self.linear = nn.Linear(inputs, len(OUTPUTS), bias=False)
        self.inner = nn.Linear(inputs, 24, bias=False)
        self.outer = nn.Linear(24, len(OUTPUTS), bias=False)
        self.gate = nn.Parameter(torch.zeros(len(OUTPUTS)))
        nn.init.zeros_(self.linear.weight)

    def forward(self, tokens: Tensor) -> Tensor:
        x = (tokens.mean(dim=1) - self.centre) / self.spread
        added: Tensor = torch.sigmoid(self.gate) * 2 * (self.linear(x) + self.outer(torch.tanh(self.inner(x))))
        return added


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """Which tokens there are: of the ``evidence`` [n, 88], and of ``all`` that the queries look at."""

    evidence: Tensor
    all: Tensor


class FusionNet(nn.Module):
    """One member of the fusion ensemble."""

    def __init__(self) -> None:
        super().__init__()
        vitals, context = len(VITAL_NAMES), len(CONTEXT_NAMES)
        pooled = 2 * vitals + 2 * context + NOTE_WIDTH + 2 + (vitals + 1) * PIECES
        self.trunk = nn.Sequential(
            nn.Linear(pooled, 512), nn.ReLU(), nn.Dropout(0.3), nn.Linear(512, 256), nn.ReLU(), nn.Dropout(0.2)
        )
        self.trunk_out = nn.Linear(256, len(OUTPUTS))
        self.image_evidence = _Evidence(len(IMAGE_FINDINGS))
        self.ecg_evidence = _Evidence(len(ECG_FINDINGS))
        self.note_token = nn.Linear(NOTE_WIDTH, WIDTH)
        self.image_token = nn.Linear(len(IMAGE_FINDINGS), WIDTH)
        self.ecg_token = nn.Linear(len(ECG_FINDINGS), WIDTH)
        self.vitals_value = nn.Parameter(torch.randn(vitals, WIDTH) * 0.1)
        self.vitals_name = nn.Parameter(torch.randn(vitals, WIDTH) * 0.1)
        self.context_value = nn.Parameter(torch.randn(context, WIDTH) * 0.1)
        self.context_name = nn.Parameter(torch.randn(context, WIDTH) * 0.1)
        self.image_place = nn.Parameter(torch.randn(GRID * GRID, WIDTH) * 0.1)
        self.ecg_place = nn.Parameter(torch.randn(ECG_TOKENS, WIDTH) * 0.1)
        self.kind = nn.Parameter(torch.randn(len(MODALITIES), WIDTH) * 0.1)
        self.absent = nn.Parameter(torch.randn(len(MODALITIES), WIDTH) * 0.1)
        self.routing, self.routing_norm = Attention(), nn.LayerNorm(WIDTH)
        self.tasks = nn.Parameter(torch.randn(_TASKS, WIDTH) * 0.1)
        self.gather, self.gather_norm = Attention(), nn.LayerNorm(WIDTH)
        self.widen, self.narrow = nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)
        self.levels_out = nn.Linear(WIDTH, LEVELS)
        self.binary_out = nn.Parameter(torch.randn(_TASKS - 1, WIDTH) * 0.1)
        self.attention_gain = nn.Parameter(torch.tensor(0.3))
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: Inputs) -> Fused:
        words, evidence, known = self._words_and_evidence(x)
        routed, routing = self.routing(words, evidence, known.evidence)
        tokens = self._tokens(x, words, evidence, routed)
        gathered, looked = self.gather(self.tasks[None], tokens, known.all)
        length = x.note.shape[1]
        return Fused(self._summed(x, gathered), routing, _mass(looked, length), _by_source(looked, length)[NOTE])

    def logits(self, x: Inputs) -> Tensor:
        """The logits of ``forward`` alone."""
        words, evidence, known = self._words_and_evidence(x)
        tokens = self._tokens(x, words, evidence, self.routing.mixed(words, evidence, known.evidence))
        return self._summed(x, self.gather.mixed(self.tasks[None], tokens, known.all))

    def pooled(self, x: Inputs) -> Tensor:
        """Logits of the pooled path alone: context, vitals and the mean of the note."""
        logits: Tensor = self.trunk_out(self.hidden(x))
        return logits

    def hidden(self, x: Inputs) -> Tensor:
        """What the pooled path makes of context, vitals and the mean of the note before the outputs part, [n, 256]."""
        vitals, note = x.present[:, VITALS, None], x.present[:, NOTE, None]
        parts = [
            x.vitals * vitals,
            x.vitals_known * vitals,
            x.context,
            x.context_known,
            x.note_pooled * note,
            vitals.float(),
            note.float(),
            pieces(x.vitals, x.vitals_known * vitals),
            pieces(x.context[:, _AGE, None], x.context_known[:, _AGE, None]),
        ]
        states: Tensor = self.trunk(torch.cat(parts, dim=1))
        return states

    def gates(self) -> Tensor:
        """Gate of the film's and of the ECG's evidence for each output, [2, 17] in 0-1; learned, the same for every patient."""
        return torch.sigmoid(torch.stack([self.image_evidence.gate, self.ecg_evidence.gate]))

    def _summed(self, x: Inputs, gathered: Tensor) -> Tensor:
        """Logits [n, 17] of the three paths."""
        state = self.gather_norm(self.tasks + self.dropout(gathered))
        state = state + self.narrow(torch.relu(self.widen(state)))
        binary = (state[:, 1:] * self.binary_out).sum(dim=-1)
        attended = torch.cat([self.levels_out(state[:, 0]), binary], dim=1)
        image = self.image_evidence(x.image) * x.present[:, IMAGE, None]
        ecg = self.ecg_evidence(x.ecg) * x.present[:, ECG, None]
        logits: Tensor = self.pooled(x) + image + ecg + self.attention_gain * attended
        return logits

    def _words_and_evidence(self, x: Inputs) -> tuple[Tensor, list[Tensor], _Known]:
        evidence, evidence_known = self._evidence_tokens(x)
        note_known = x.note_known & x.present[:, NOTE, None]
        words = self.note_token(_one_for_all(x.note)) + self.kind[NOTE]
        everything = torch.cat([evidence_known, note_known, x.context_known.bool(), ~x.present], dim=1)
        return words, evidence, _Known(evidence_known, everything)

    def _tokens(self, x: Inputs, words: Tensor, evidence: list[Tensor], routed: Tensor) -> list[Tensor]:
        """Evidence, words after they looked at it, context, and what stands for the absent."""
        words = self.routing_norm(words + self.dropout(routed))
        context = self.context_name + _one_for_all(x.context)[..., None] * self.context_value
        return [*evidence, words, context, self.absent[None]]

    def _evidence_tokens(self, x: Inputs) -> tuple[list[Tensor], Tensor]:
        image = self.image_token(_one_for_all(x.image)) + self.image_place + self.kind[IMAGE]
        ecg = self.ecg_token(_one_for_all(x.ecg)) + self.ecg_place + self.kind[ECG]
        vitals = self.vitals_name + x.vitals[..., None] * self.vitals_value + self.kind[VITALS]
        shown = [x.present[:, m, None].expand(-1, t.shape[1]) for m, t in ((IMAGE, image), (ECG, ecg))]
        measured = x.vitals_known.bool() & x.present[:, VITALS, None]
        return [image, ecg, vitals], torch.cat([*shown, measured], dim=1)


def _one_for_all(x: Tensor) -> Tensor:
    """One row of a table that ``Inputs.masked`` repeated without copying, so that it is computed on once; else the table."""
    return x[:1] if len(x) > 1 and x.stride(0) == 0 else x


def _mass(weights: Tensor, words: int) -> Tensor:
    """Mass on each of ``SOURCES`` [n, tasks, 5] from the weights over all tokens [n, heads, tasks, tokens]."""
    return torch.stack([part.sum(dim=-1) for part in _by_source(weights, words)], -1)


def _by_source(weights: Tensor, words: int) -> list[Tensor]:
    widths = [GRID * GRID, ECG_TOKENS, len(VITAL_NAMES), words, len(CONTEXT_NAMES)]  # the "absent" tokens come last
    ends = list(itertools.accumulate(widths))
    mean = weights.mean(dim=1)
    return [mean[..., end - width : end] for end, width in zip(ends, widths, strict=True)]


class FusionEnsemble(nn.Module):
    """Several members trained on resampled visits; their mean is the answer, their spread the interval."""

    def __init__(self, members: int) -> None:
        super().__init__()
        self.members = nn.ModuleList(FusionNet() for _ in range(members))

    def forward(self, x: Inputs) -> tuple[Tensor, Tensor]:
        """Logits of each member [members, n, 17], and the mean routing [n, heads, words, evidence]."""
        fused = [member(x) for member in self.members]
        return torch.stack([f.logits for f in fused]), torch.stack([f.routing for f in fused]).mean(dim=0)

    def logits(self, x: Inputs) -> Tensor:
        """Logits of each member alone, [members, n, 17]."""
        return torch.stack(side_by_side((partial(member.logits, x) for member in self._nets), _many(x)))

    def hidden(self, x: Inputs) -> Tensor:
        """``FusionNet.hidden`` of every member side by side, [n, 256 * members]; film and ECG do not enter."""
        return torch.cat([member.hidden(x) for member in self._nets], dim=1)

    def attention(self, x: Inputs) -> Tensor:
        """Mean over the members of the mass on each source, [n, 13, 5] as in ``Fused``."""
        return torch.stack([fused.attention for fused in self._each(x)]).mean(dim=0)

    def note_attention(self, x: Inputs) -> tuple[Tensor, Tensor]:
        """Mean over the members of ``routing`` and ``words`` of ``Fused``: what the words look at, and what looks at them."""
        fused = self._each(x)
        return torch.stack([f.routing for f in fused]).mean(dim=0), torch.stack([f.words for f in fused]).mean(dim=0)

    def gates(self) -> Tensor:
        """Mean gates of film and ECG evidence, [2, 17]."""
        return torch.stack([member.gates() for member in self._nets]).mean(dim=0)

    def _each(self, x: Inputs) -> list[Fused]:
        return side_by_side((partial(member, x) for member in self._nets), _many(x))

    @property
    def _nets(self) -> tuple[FusionNet, ...]:
        return tuple(member for member in self.members if isinstance(member, FusionNet))


def _many(x: Inputs) -> bool:
    return len(x.present) >= MANY
