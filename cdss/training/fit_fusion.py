"""Fusion ensemble: members on bootstrap samples of the training visits, with modality dropout and a boosted teacher.

The teacher knows note, vitals and context only, so it teaches acuity and outcomes through the pooled path; the conditions,
where film and ECG matter, are learned from their labels. Every visit is taught a second time as vital signs and context
alone, by the pooled path only: few batches show that, and it costs little. Training is defined on whole batches: under
several processes the random draws and the counts are those of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from safetensors.numpy import load_file as load_arrays
from safetensors.numpy import save_file as save_arrays
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, log_softmax

from cdss.nets.fusion import LEVELS, NOTE, NOTE_WIDTH, VITALS, FusionNet, Inputs
from cdss.training.checkpoint import load_checkpoint, save_checkpoint
from cdss.training.distributed import ALONE, Team, share_layers
from cdss.training.early_stopping import BestWeights
from cdss.training.fusion_data import JOINED, PHRASES, TERSE, FusionData
from cdss.training.progress import Progress
from cdss.training.run import PLAIN, Run, Updates
from cdss.training.splits import bucket
from cdss.training.teacher import FOLDS, Lessons, Taught, out_of_fold

MEMBERS = 4
EPOCHS = 10
BATCH = 512
RATE = 1.5e-3
TEACHER_SHARE = 0.6
UNREAD_SHARE = 0.5
"""Weight of acuity and outcomes of every visit read without its note, film and ECG. Chosen on the tuning year (round 4)."""

PRESENT = np.array([0.45, 0.45, 0.8, 0.85])
"""Chance of each modality to be shown in training: image, ECG, vitals, note. Rarer than in use, so that use is within reach."""

TUNING_SEED = 23
"""Seed of what is shown of the tuning visits when early stopping looks: the same at every look."""

FEWEST_DONORS = 8
"""Fewer films or ECGs than this in the training split give no centre and scale of their evidence."""


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """Labels of a batch: ``acuity`` [n] (-1 unknown), ``binary`` [n, 12] outcomes then conditions, and the teachers'.

    ``levels`` [n, 5], ``outcomes`` [n, 2]: of the teacher that saw as much as is shown; ``bare_levels``, ``bare_outcomes``:
    of the one that never read a note.
    """

    acuity: Tensor
    binary: Tensor
    levels: Tensor
    outcomes: Tensor
    bare_levels: Tensor
    bare_outcomes: Tensor


def teach(data: FusionData, work: Path, run: Run = PLAIN) -> Lessons:
    """Out-of-fold teachers on the training visits; kept in ``work``. Made by the first process."""
    path = work / "teacher.safetensors"
    rows = data.rows("train")
    if run.team.missing(path) and run.team.leads:
        fold = np.array([bucket(str(r), "teacher", FOLDS) for r in rows])
        visits = data.visits
        features, known = pooled_features(data, rows), (visits.acuity[rows], visits.outcomes[rows], fold)
        full, bare = out_of_fold(features, *known), out_of_fold(features[:, :-NOTE_WIDTH], *known)
        stored = {"levels": full.levels, "outcomes": full.outcomes}
        save_arrays({**stored, "bare.levels": bare.levels, "bare.outcomes": bare.outcomes}, path)
    run.team.wait()
    stored = load_arrays(path)
    bare = Taught(stored["bare.levels"], stored["bare.outcomes"])
    return Lessons(Taught(stored["levels"], stored["outcomes"]), bare)


def pooled_features(data: FusionData, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """The pooled inputs as one table for boosting: numbers with NaN where unknown, and the note's components."""
    n = data.numbers
    vitals = np.where(n.vitals_known[rows] > 0, n.vitals[rows], np.nan)
    context = np.where(n.context_known[rows] > 0, n.context[rows], np.nan)
    note = data.pooled_note(rows, np.ones(len(rows), bool))
    return np.column_stack([vitals, context, note]).astype(np.float32)


def train_fusion(data: FusionData, work: Path, run: Run = PLAIN) -> None:
    """Fit every member into ``fusion-<k>.safetensors``."""
    taught = teach(data, work, run)
    for member in range(MEMBERS):
        target = work / f"fusion-{member}.safetensors"
        if run.team.missing(target):
            net = fit_member(data, taught, member, work / f"fusion-{member}.ckpt", run)
            run.team.save(net.state_dict(), target)


def fit_member(data: FusionData, taught: Lessons, member: int, work: Path, run: Run = PLAIN) -> FusionNet:
    """Train one member on a bootstrap sample of visits (the first member sees every visit once)."""
    run.seed_torch(500 + member)
    net = FusionNet()
    _centre(net, data)
    net = share_layers(net.to(run.machine.device), run.team)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.02)
    done = load_checkpoint(work, net, optimizer)
    first = int(done["epoch"]) + 1 if done else 0
    batch = _batch_size(len(data.rows("train")), run.team)
    steps = len(data.rows("train")) // batch
    progress = Progress(work.stem, (EPOCHS - first) * steps, run.team.leads)
    best, update = BestWeights(work, run), Updates(net, optimizer, run, limit=1.0)
    for epoch in range(first, EPOCHS):
        if best.exhausted(epoch):
            break
        net.train()
        for step, (inputs, targets) in enumerate(_batches(data, taught, member, epoch, batch, run)):
            _set_rate(optimizer, (epoch * steps + step) / (EPOCHS * steps))
            with run.machine.forward_pass():
                loss = _loss(net, run.part_of(inputs), run.part_of(targets), run.team)
            progress.step(loss=update(loss))
        best.look(epoch, net, lambda: tuning_loss(net, data, run))
        if run.team.leads:
            save_checkpoint(work, net, optimizer, {"epoch": epoch})
    best.restore(net)
    return net.eval()


def _batch_size(visits: int, team: Team) -> int:
    """``BATCH``, or all visits of a cohort smaller than that, as far as they can be shared among the processes."""
    return min(BATCH, visits - visits % team.size)


def _batches(
    data: FusionData, taught: Lessons, member: int, epoch: int, batch: int, run: Run
) -> Iterator[tuple[Inputs, Targets]]:
    """The whole batches of an epoch; every process draws the same."""
    rows = data.rows("train")
    count = len(rows)
    bootstrap = np.random.default_rng(run.numbers(member))
    sample = bootstrap.choice(count, count) if member else np.arange(count)
    rng = np.random.default_rng(run.numbers(member, epoch))
    films, ecgs = data.given(rows, "train", rng)
    order = rng.permutation(sample)
    for step in range(count // batch):
        chosen = order[step * batch : (step + 1) * batch]
        shown, styles = _present(rng, batch), _styles(rng, batch)
        inputs = data.inputs(rows[chosen], films[chosen], ecgs[chosen], shown, styles)
        yield _dropped(inputs, rng), _targets(data, taught, rows, chosen, inputs.present[:, NOTE])


@torch.no_grad()
def tuning_loss(net: FusionNet, data: FusionData, run: Run = PLAIN) -> float:
    """Mean label loss of the tuning visits with their own donors, modalities shown as often as in training."""
    net.eval()
    rows, rng = data.rows("tune"), np.random.default_rng([TUNING_SEED])
    films, ecgs = data.given(rows, "tune", rng)
    summed = 0.0
    for start in range(0, len(rows), BATCH):
        part = slice(start, start + BATCH)
        count = len(rows[part])
        inputs = data.inputs(rows[part], films[part], ecgs[part], _present(rng, count), np.zeros(count, bool))
        visits = data.visits
        binary = np.column_stack([visits.outcomes[rows[part]], visits.conditions[rows[part]]])
        nobody = torch.zeros(count, 0)
        known = Targets(torch.from_numpy(visits.acuity[rows[part]]), torch.from_numpy(binary), *(nobody,) * 4)
        alone = replace(run, team=ALONE)
        summed += count * float(_label_loss(net(alone.part_of(inputs)).logits, alone.part_of(known)))
    return summed / max(len(rows), 1)


def _centre(net: FusionNet, data: FusionData) -> None:
    """Centre and scale of the evidence: the training donors'; 0 and 1 where there are too few, 1 where all are alike."""
    for evidence, tokens, place in ((net.image_evidence, data.image, 0), (net.ecg_evidence, data.ecg, 1)):
        pools = data.donors["train"][place].pools
        mean = tokens[np.concatenate(list(pools.values()))].mean(dim=1)
        if len(mean) < FEWEST_DONORS:
            continue
        evidence.centre.copy_(mean.mean(dim=0))
        spread = mean.std(dim=0)
        evidence.spread.copy_(torch.where(spread > 1e-6, spread, 1.0))


def _present(rng: Generator, count: int) -> NDArray[np.bool_]:
    shown = rng.random((count, len(PRESENT))) < PRESENT
    nothing = ~shown.any(axis=1)
    shown[nothing, 3] = True
    return np.asarray(shown)


def _styles(rng: Generator, count: int) -> NDArray[np.int64]:
    """How each note is read: half as the joined text, half by its phrases; half of all as a terse text where there is one."""
    plain = np.where(rng.random(count) < 0.5, PHRASES, JOINED)
    return np.where(rng.random(count) < 0.5, TERSE, plain)


def _dropped(x: Inputs, rng: Generator) -> Inputs:
    """Hide single measurements and context items, so that sites that record less are within reach."""
    vitals = _keep(rng, x.vitals.shape, 0.9)
    context = _keep(rng, x.context.shape, 0.97)
    context[:, 2] *= _keep(rng, context[:, 2].shape, 0.75)  # means of arrival is often not recorded elsewhere
    context[:, 3:] *= _keep(rng, (len(context), 1), 0.7)  # nor is the history
    return replace(
        x,
        vitals=x.vitals * vitals,
        vitals_known=x.vitals_known * vitals,
        context=x.context * context,
        context_known=x.context_known * context,
    )


def _keep(rng: Generator, shape: tuple[int, ...], chance: float) -> Tensor:
    return torch.from_numpy((rng.random(shape) < chance).astype(np.float32))


def _targets(
    data: FusionData, taught: Lessons, rows: NDArray[np.int64], chosen: NDArray[np.int64], noted: Tensor
) -> Targets:
    """Labels of a batch; the teacher is the one that saw as much as is shown (``noted`` bool [n]: with the note)."""
    visits, picked = data.visits, rows[chosen]
    full, bare, read = taught.full, taught.bare, noted.numpy()[:, None]
    binary = np.column_stack([visits.outcomes[picked], visits.conditions[picked]])
    return Targets(
        torch.from_numpy(visits.acuity[picked]),
        torch.from_numpy(binary),
        torch.from_numpy(np.where(read, full.levels[chosen], bare.levels[chosen])),
        torch.from_numpy(np.where(read, full.outcomes[chosen], bare.outcomes[chosen])),
        torch.from_numpy(bare.levels[chosen]),
        torch.from_numpy(bare.outcomes[chosen]),
    )


def _loss(net: FusionNet, x: Inputs, y: Targets, team: Team = ALONE) -> Tensor:
    fused = net(x).logits
    pooled = net.pooled(x)
    with_vitals = x.present[:, VITALS].float()
    weight = with_vitals * (1.0 + (~x.present[:, NOTE]).float())  # visits without a note are few in a batch
    alone = weight * (~x.present[:, :VITALS].any(dim=1)).float()
    seen = y.levels, y.outcomes
    taught = _teacher_loss(pooled, *seen, weight, team) + 0.5 * _teacher_loss(fused, *seen, alone, team)
    return _label_loss(fused, y, team) + TEACHER_SHARE * taught + _unread_loss(net, x, y, team)


def _unread_loss(net: FusionNet, x: Inputs, y: Targets, team: Team) -> Tensor:
    """Acuity and outcomes from the pooled path when it is shown the vital signs and the context alone."""
    unread = _unread(x)
    logits = net.pooled(unread)
    taught = _teacher_loss(logits, y.bare_levels, y.bare_outcomes, unread.present[:, VITALS].float(), team)
    return UNREAD_SHARE * _outcome_loss(logits, y, team) + TEACHER_SHARE * taught


def _unread(x: Inputs) -> Inputs:
    """The same visits without note, film and ECG, but with vital signs wherever any is measured."""
    present = torch.zeros_like(x.present)
    present[:, VITALS] = x.vitals_known.bool().any(dim=1)
    return replace(x, present=present)


def _label_loss(logits: Tensor, y: Targets, team: Team = ALONE) -> Tensor:
    conditions = binary_cross_entropy_with_logits(logits[:, LEVELS + 2 :], y.binary[:, 2:], reduction="none")
    return _outcome_loss(logits, y, team) + 3.0 * conditions.mean(dim=0).sum()


def _outcome_loss(logits: Tensor, y: Targets, team: Team = ALONE) -> Tensor:
    known = y.acuity >= 0
    picked = log_softmax(logits[:, :LEVELS], dim=1).gather(1, y.acuity.clamp(min=0)[:, None])[:, 0]
    acuity = -(picked * known).sum() / team.divisor(known.sum())
    outcomes = binary_cross_entropy_with_logits(logits[:, LEVELS : LEVELS + 2], y.binary[:, :2], reduction="none")
    return acuity + 2.0 * outcomes.mean(dim=0).sum()


def _teacher_loss(logits: Tensor, taught: Tensor, chances: Tensor, rows: Tensor, team: Team = ALONE) -> Tensor:
    """Cross-entropy against the teacher's levels ``taught`` [n, 5] and outcomes ``chances`` [n, 2], ``rows`` weighted [n]."""
    levels = -(taught * log_softmax(logits[:, :LEVELS], dim=1)).sum(dim=1)
    outcomes = binary_cross_entropy_with_logits(logits[:, LEVELS : LEVELS + 2], chances, reduction="none").sum(dim=1)
    return ((levels + 2.0 * outcomes) * rows).sum() / team.divisor(rows.sum())


def _set_rate(optimizer: torch.optim.Optimizer, place: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = RATE * min(1.0, place / 0.05 + 0.01) * 0.5 * (1 + np.cos(np.pi * place))
