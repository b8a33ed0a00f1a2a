"""Three tiny fits, by one process or as one of a team: ``python team_worker.py FOLDER`` with ``torchrun``'s environment.

Run by ``test_distributed.py``; the first process leaves the weights in FOLDER.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from cdss.core.kinds import CONDITIONS
from cdss.nets.image import FilmMember
from cdss.nets.normalise import fit_scales, normalised
from cdss.nets.vitals_input import HISTORY, VITAL_NAMES
from cdss.training import fit_ecg, fit_fusion, fit_image
from cdss.training.cohort_ecg import EcgSet
from cdss.training.cohort_visits import Visits
from cdss.training.composite import Donors
from cdss.training.distributed import joined_team
from cdss.training.fit_image import FilmRecipe, FilmSet
from cdss.training.fusion_data import FusionData
from cdss.training.note_vectors import NoteVectors
from cdss.training.run import Run

VISITS, TEXTS = 128, 6
FITS = ("fusion", "ecg", "film")


def fusion_data():
    """128 visits of 2016 with six texts, eight films and eight ECGs; a third of the levels are unknown."""
    rng = np.random.default_rng(3)
    vitals = rng.normal(100, 20, (VISITS, len(VITAL_NAMES))).astype(np.float32)
    vitals[rng.random(vitals.shape) < 0.2] = np.nan
    flag = (rng.random(VISITS) < 0.5).astype(np.float32)
    history = (rng.random((VISITS, len(HISTORY))) < 0.2).astype(np.float32)
    text = rng.integers(0, TEXTS, VISITS)
    visits = Visits(
        year=np.full(VISITS, 2016),
        vitals=vitals,
        age=rng.uniform(20, 90, VISITS).astype(np.float32),
        sex=flag,
        ambulance=1 - flag,
        history=history,
        acuity=np.where(rng.random(VISITS) < 0.33, -1, rng.integers(0, 5, VISITS)),
        outcomes=(rng.random((VISITS, 2)) < 0.3).astype(np.float32),
        conditions=(rng.random((VISITS, len(CONDITIONS))) < 0.2).astype(np.float32),
        phrases=tuple((str(t),) if t else () for t in text),
        ecg_done=flag > 0,
        film_done=flag > 0,
    )
    scales = fit_scales(visits.vitals, visits.age)
    numbers = normalised(visits.vitals, visits.age, visits.sex, visits.ambulance, visits.history, scales)
    generator = torch.Generator().manual_seed(1)
    tokens = torch.randn(TEXTS, 9, 48, generator=generator).half()
    pooled = tokens.float().mean(dim=1)
    notes = NoteVectors({}, tokens, torch.arange(4, 4 + TEXTS), pooled, torch.zeros(384), torch.zeros(384, 48))
    evidence = [torch.randn(8, *shape, generator=generator) for shape in ((49, 8), (32, 6))]
    nobody = np.full(8, -1)
    films, ecgs = (
        Donors({name: np.arange(8) for name in names}, nobody, nobody)
        for names in (("normal", "pneumonia", "congestion"), ("MI", "STTC", "HYP", "CD", "NORM", "AF"))
    )
    phrase = pooled.numpy()[text]
    donors = {"train": (films, ecgs)}
    return FusionData(visits, numbers, scales, notes, text, phrase, text > 0, *evidence, donors, np.full(len(text), -1))


def fusion(folder, run):
    """The whole stage: teacher by the first process, then the shared fit of one member, read from its file by both."""
    fit_fusion.BATCH, fit_fusion.EPOCHS, fit_fusion.MEMBERS = 64, 3, 1
    fit_fusion.train_fusion(fusion_data(), folder, run)
    net = fit_fusion.FusionNet()
    net.load_state_dict(load_file(folder / "fusion-0.safetensors"))
    return net


def ecg(folder, run):
    fit_ecg.BATCH, fit_ecg.EPOCHS, fit_ecg.WARM_EPOCHS = 8, 2, 1
    rng, count = np.random.default_rng(5), 24
    signals = rng.normal(0, 1, (count, 12, 1000)).astype(np.float32)
    labels = (rng.random((count, 6)) < 0.4).astype(np.float32)
    labels[rng.random(labels.shape) < 0.3] = np.nan
    train = np.array(["train"] * count)
    return fit_ecg.fit_member(
        EcgSet(np.arange(count), signals, labels, train, np.ones(count)), 0, folder / "e.ckpt", run
    )


def film(folder, run):
    rng, count = np.random.default_rng(6), 12
    labels = (np.arange(count)[:, None] % np.arange(2, 10) == 0).astype(np.float32)
    ap = (np.arange(count) // 2 % 2).astype(np.float32)
    films = FilmSet(tuple(range(count)), rng.integers(1, 255, (count, 64, 64)).astype(np.uint8), labels, ap)
    torch.manual_seed(2)
    recipe = FilmRecipe(size=64, epochs=1, per_epoch=24, batch=8, rate=1e-4)
    return fit_image.fit(FilmMember(), films, recipe, folder / "film.ckpt", 1, run)


def main(folder):
    """Train all three and leave them in ``folder``."""
    with joined_team() as team:
        for name in FITS:
            net = globals()[name](folder, Run(team=team))
            if team.leads:
                state = {key: value.contiguous() for key, value in net.state_dict().items()}
                save_file(state, folder / f"{name}.safetensors")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(Path(sys.argv[1]))
