"""Film encoder: pre-train on the lung crops, then fine-tune on whole films, which carry the labels of interest.

The crops are read in two ways (``PRETRAINING``), and three members go on from each. Each member leaves out a third of the
training patients, so that every film has evidence of one member of either kind that never saw it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from cdss.guards.borders import cut_borders
from cdss.nets.film_input import Gray
from cdss.nets.image import FilmEvidence, FilmMember, FilmNet, film_tensor
from cdss.training.augment_films import augmented, evened
from cdss.training.checkpoint import load_checkpoint, save_checkpoint
from cdss.training.cohort_films import FilmRow, crop_rows, film_rows, load_grays
from cdss.training.distributed import share_layers
from cdss.training.early_stopping import BestWeights
from cdss.training.progress import Progress
from cdss.training.published import imagenet_state
from cdss.training.run import PLAIN, Run, Updates
from cdss.training.splits import film_fold

FOLDS = 3
"""Parts of the training patients; each member leaves one of them out."""

EMA = 0.98
"""Decay a step of the average of weights that is kept (Polyak averaging)."""


@dataclass(frozen=True, slots=True)
class FilmRecipe:
    """Hyper-parameters of one fit."""

    size: int
    epochs: int
    per_epoch: int
    batch: int = 32
    rate: float = 1e-3
    decay: float = 2e-2
    pneumonia_weight: float = 1.0
    """Weight of pneumonia among the findings in the loss."""
    framed: Callable[[Gray], Gray] | None = None
    """How a film is cut before it is resized."""
    varied: Callable[[NDArray[np.uint8], np.random.Generator], Gray] = augmented
    """How each film of a batch is drawn."""


_CROPS = FilmRecipe(size=160, epochs=6, per_epoch=3840, rate=1.5e-3)

PRETRAINING: Mapping[str, FilmRecipe] = MappingProxyType(
    {"evened": replace(_CROPS, framed=cut_borders, varied=evened), "displayed": _CROPS}
)
"""The ways in which the crops are read: on one common histogram, and as they are displayed."""

MEMBERS = FOLDS * len(PRETRAINING)
"""Members of the ensemble: one for each part of the patients, way after way."""

FINE_TUNE = FilmRecipe(size=224, epochs=6, per_epoch=800, rate=5e-4, pneumonia_weight=4.0)


@dataclass(frozen=True, slots=True, eq=False)
class FilmSet:
    """Films in memory: ``grays`` uint8 [n, s, s], ``labels`` float32 [n, 8] (NaN = unknown), ``ap`` float32 [n]."""

    rows: tuple[FilmRow, ...]
    grays: NDArray[np.uint8]
    labels: NDArray[np.float32]
    ap: NDArray[np.float32]

    def weights(self) -> NDArray[np.float64]:
        """Sampling weights that balance pneumonia and view, so that neither the projection nor the source is a clue."""
        pneumonia = (self.labels[:, 0] == 1).astype(int)
        group = pneumonia * 2 + self.ap.astype(int)
        counts = np.bincount(group, minlength=4)
        weight = 1.0 / counts[group]
        return np.asarray(weight / weight.sum())


def film_set(data: Path, rows: Sequence[FilmRow], size: int, framed: Callable[[Gray], Gray] | None = None) -> FilmSet:
    """Load ``rows`` into memory at ``size`` pixels a side, each cut by ``framed`` before."""
    labels = np.array([r.labels for r in rows], np.float32)
    ap = np.array([r.view == "AP" for r in rows], np.float32)
    return FilmSet(tuple(rows), load_grays(data, rows, size, framed), labels, ap)


def fit(
    net: FilmMember,
    films: FilmSet,
    recipe: FilmRecipe,
    work: Path,
    seed: int,
    run: Run = PLAIN,
    tuning: FilmSet | None = None,
) -> FilmMember:
    """Train ``net`` and return the average of its weights; goes on from ``work`` (a checkpoint file) where it exists.

    ``tuning``: films on which early stopping looks; without them training always takes all its epochs.
    """
    net.to(run.machine.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    net = share_layers(net, run.team)
    optimizer = torch.optim.AdamW(net.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    average = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(EMA), use_buffers=True)  # type: ignore[no-untyped-call]
    trained = average.module
    assert isinstance(trained, FilmMember)
    pair = nn.ModuleDict({"net": net, "average": average})
    done = load_checkpoint(work, pair, optimizer)
    first = int(done["epoch"]) + 1 if done else 0
    steps = recipe.per_epoch // recipe.batch
    progress = Progress(work.stem, (recipe.epochs - first) * steps, run.team.leads)
    best = BestWeights(work, run if tuning else replace(run, patience=None))
    update = Updates(net, optimizer, run, limit=2.0)
    for epoch in range(first, recipe.epochs):
        if best.exhausted(epoch):
            break
        rng = np.random.default_rng(run.numbers(17, seed, epoch))
        net.train()
        for step in range(steps):
            _set_rate(optimizer, recipe, (epoch * steps + step) / (recipe.epochs * steps))
            batch = run.part(*_batch(films, recipe, rng))
            with run.machine.forward_pass():
                loss = _loss(net, recipe, *batch)
            value = update(loss)
            average.update_parameters(net)
            progress.step(loss=value)
        best.look(epoch, trained, lambda: tuning_loss(trained, tuning) if tuning else 0.0)
        if run.team.leads:
            save_checkpoint(work, pair, optimizer, {"epoch": epoch})
    best.restore(trained)
    return trained.eval()


def tuning_loss(net: FilmMember, films: FilmSet) -> float:
    """Mean cross-entropy of the known findings of ``films``, as they are."""
    labels = torch.from_numpy(films.labels)
    bce = nn.functional.binary_cross_entropy_with_logits
    known = ~torch.isnan(labels)
    return float(bce(infer(net, films).logits[known], labels[known]))


def _set_rate(optimizer: torch.optim.Optimizer, recipe: FilmRecipe, place: float) -> None:
    warm = min(1.0, place / 0.08)
    for group in optimizer.param_groups:
        group["lr"] = recipe.rate * warm * 0.5 * (1 + np.cos(np.pi * place))


def _batch(films: FilmSet, recipe: FilmRecipe, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
    chosen = rng.choice(len(films.rows), recipe.batch, p=films.weights())
    grays = np.stack([recipe.varied(films.grays[i], rng) for i in chosen])
    x = film_tensor(torch.from_numpy(grays)).to(memory_format=torch.channels_last)
    return x, torch.from_numpy(films.labels[chosen]), torch.from_numpy(films.ap[chosen])


def _loss(net: FilmMember, recipe: FilmRecipe, x: Tensor, labels: Tensor, ap: Tensor) -> Tensor:
    evidence: FilmEvidence = net(x)
    bce = nn.functional.binary_cross_entropy_with_logits
    weight = (~torch.isnan(labels)).float()
    weight[:, 0] *= recipe.pneumonia_weight
    findings = bce(evidence.logits, torch.nan_to_num(labels) * 0.96 + 0.02, weight=weight)
    view = bce(evidence.view, ap)
    return findings + 0.1 * view


@torch.no_grad()
def infer(net: FilmNet | FilmMember, films: FilmSet, batch: int = 32) -> FilmEvidence:
    """Evidence of every film, in order, on the CPU."""
    net.eval()
    device, outs = next(net.parameters()).device, []
    for start in range(0, len(films.rows), batch):
        grays = films.grays[start : start + batch].astype(np.float32) / 255.0
        outs.append(net(film_tensor(torch.from_numpy(grays)).to(device, memory_format=torch.channels_last)))
    return FilmEvidence(*(torch.cat([getattr(o, name) for o in outs]).cpu() for name in ("tokens", "logits", "view")))


def train_image(data: Path, work: Path, imagenet: Path, run: Run = PLAIN) -> None:
    """Run all image stages into ``work``: the two ``image-pretrained``, the members as ``image``, evidence of every film."""
    for way in PRETRAINING:
        pretrain(data, work, imagenet, way, run)
    films = film_set(data, film_rows(data), FINE_TUNE.size)
    target = work / "image.safetensors"
    if run.team.missing(target):
        members = [_fine_tune(films, way, fold, work, run) for way in PRETRAINING for fold in range(FOLDS)]
        run.team.save(_contiguous(film_net(members)), target)
    evidence = _evidence(films, load_film_net(target).to(run.machine.device)) if run.team.leads else {}
    run.team.save(evidence, work / "image-evidence.safetensors")


def pretrain(data: Path, work: Path, imagenet: Path, way: str, run: Run = PLAIN) -> None:
    """From ImageNet weights to the fourteen-label world of chest films, on lung crops read in one ``way``; kept in ``work``.

    It takes all its epochs whatever the patience: its crops hold the tuning patients too, so nothing is left to look at.
    """
    target, recipe = work / f"image-pretrained-{way}.safetensors", PRETRAINING[way]
    if not run.team.missing(target):
        return
    run.seed_torch(17)
    net = FilmMember()
    net.backbone.load_imagenet(imagenet_state(str(imagenet)))
    crops = film_set(data, pretraining_rows(data), recipe.size, recipe.framed)
    trained = fit(net, crops, recipe, work / f"image-pretrain-{way}.ckpt", FOLDS, run)
    run.team.save(_contiguous(trained), target)


def _contiguous(net: nn.Module) -> dict[str, Tensor]:
    """Weights in plain memory order (training keeps them channels-last)."""
    return {name: value.contiguous() for name, value in net.state_dict().items()}


def pretraining_rows(data: Path) -> list[FilmRow]:
    """Crops of patients who have no whole film and are not kept for the report: clean for every later split of the films."""
    with_films = {row.patient for row in film_rows(data)}
    return [row for row in crop_rows(data) if row.patient not in with_films and row.split != "test"]


def subset(films: FilmSet, keep: NDArray[np.bool_]) -> FilmSet:
    """The films where ``keep`` is true."""
    rows = tuple(row for row, kept in zip(films.rows, keep, strict=True) if kept)
    return FilmSet(rows, films.grays[keep], films.labels[keep], films.ap[keep])


def _in_fold(rows: Sequence[FilmRow], fold: int) -> NDArray[np.bool_]:
    """Films of the training patients that the members of ``fold`` leave out."""
    return np.array([r.split == "train" and film_fold(r.patient or 0, FOLDS) == fold for r in rows])


def _in_training(rows: Sequence[FilmRow], fold: int) -> NDArray[np.bool_]:
    return np.array([r.split == "train" for r in rows]) & ~_in_fold(rows, fold)


def _fine_tune(films: FilmSet, way: str, fold: int, work: Path, run: Run) -> FilmMember:
    """The member that goes on from the pre-training ``way`` without the patients of ``fold``."""
    target = work / f"image-{way}-{fold}.safetensors"
    net = FilmMember()
    if run.team.missing(target):
        run.seed_torch(170 + fold)
        net.load_state_dict(load_file(work / f"image-pretrained-{way}.safetensors"))
        seen_films = subset(films, _in_training(films.rows, fold))
        tuning = subset(films, np.array([r.split == "tune" for r in films.rows]))
        trained = fit(net, seen_films, FINE_TUNE, target.with_suffix(".ckpt"), fold, run, tuning)
        run.team.save(_contiguous(trained), target)
    net.load_state_dict(load_file(target))
    return net


def _evidence(films: FilmSet, net: FilmNet) -> dict[str, Tensor]:
    """Evidence of each film by members that never saw its patient: those of its fold for training films, else all."""
    every = infer(net, films)
    tokens, logits, view = every.tokens.clone(), every.logits.clone(), every.view.clone()
    for fold in range(FOLDS):
        unseen = _in_fold(films.rows, fold)
        if unseen.any():
            out = infer(without_fold(net, fold), subset(films, unseen))
            tokens[unseen], logits[unseen], view[unseen] = out.tokens, out.logits, out.view
    return {"tokens": tokens.contiguous(), "logits": logits.contiguous(), "view": view.contiguous()}


def without_fold(net: FilmNet, fold: int) -> FilmNet:
    """The members of ``net`` that were trained without the patients of ``fold``."""
    return film_net([member for index, member in enumerate(net.members) if index % FOLDS == fold])


def film_net(members: Sequence[nn.Module]) -> FilmNet:
    """The mean of ``members`` as one encoder."""
    net = FilmNet(0)
    net.members.extend(members)
    return net


def load_film_net(path: Path) -> FilmNet:
    """The film encoder from a safetensors file, in evaluation mode."""
    net = FilmNet(MEMBERS)
    net.load_state_dict(load_file(path))
    net.eval()
    return net.to(memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]
