"""The image stage from crops and films to six members: three go on from each way in which the crops are read."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from cdss.nets.efficientnet import EfficientNetLite0
from cdss.nets.image import FilmMember, FilmNet
from cdss.training import fit_image
from cdss.training.augment_films import augmented, evened
from cdss.training.fit_image import FOLDS, MEMBERS, PRETRAINING, film_net, train_image, without_fold


@pytest.fixture
def data(write_films, write_crops, patients):
    """Two training films and a tuning film, and crops of patients who have none, framed in black."""
    gray = np.zeros((48, 48), np.uint8)
    gray[8:40, 8:40] = np.random.default_rng(0).integers(30, 220, (32, 32))
    train, tune = patients["train"], patients["tune"]
    mine = (train[0], train[1], tune[0])
    write_films(*((f"{p}.jpg", "Pneumonia", p, 50, "F", "PA", gray) for p in mine))
    return write_crops(*((f"{p}.jpg", "No Finding", p, 50, "F", "AP", gray) for p in train[2:5]))


@pytest.fixture
def short(monkeypatch):
    """Each fit is one step with two small pictures."""
    step = {"size": 32, "epochs": 1, "per_epoch": 2, "batch": 2}
    ways = {way: replace(recipe, **step) for way, recipe in PRETRAINING.items()}
    monkeypatch.setattr(fit_image, "PRETRAINING", MappingProxyType(ways))
    monkeypatch.setattr(fit_image, "FINE_TUNE", replace(fit_image.FINE_TUNE, **step))


def marked(value):
    """A member that says ``value`` of every film."""
    member = FilmMember()
    torch.nn.init.zeros_(member.evidence.weight)
    torch.nn.init.constant_(member.evidence.bias, value)
    return member


def test_the_stage_makes_what_is_missing_of_both_pretrainings_and_six_members(data, short, tmp_path, monkeypatch):
    """Four members are there from before; one of each pre-training is not, nor is either pre-training."""
    work, seen = tmp_path / "work", []
    work.mkdir()
    torch.save(EfficientNetLite0().state_dict(), tmp_path / "imagenet.pth")
    for way, start in (("evened", 0.0), ("displayed", 10.0)):
        for fold in (1, 2):
            save_file(marked(start + fold).state_dict(), work / f"image-{way}-{fold}.safetensors")
    fit = fit_image.fit

    def watched(net, films, recipe, *rest):
        seen.append((recipe.varied, recipe.framed is not None, films.grays[0, :4].max() == 0, len(films.rows)))
        return fit(net, films, recipe, *rest)

    monkeypatch.setattr(fit_image, "fit", watched)
    train_image(data, work, tmp_path / "imagenet.pth")
    evened_crops, displayed_crops, *members = seen
    assert evened_crops[:3] == (evened, True, False), "the black frame is cut"
    assert displayed_crops[:3] == (augmented, False, True), "the frame stays"
    assert [m[:2] for m in members] == [(augmented, False)] * 2, "both go on with films as displayed"
    stored = load_file(work / "image.safetensors")
    bias = [float(stored[f"members.{i}.evidence.bias"][0]) for i in (1, 2, 4, 5)]
    assert bias == [1.0, 2.0, 11.0, 12.0] and sum(f"members.{i}.evidence.bias" in stored for i in range(9)) == MEMBERS
    first, fourth = (stored[f"members.{i}.backbone._bn1.running_mean"] for i in (0, 3))
    assert not torch.equal(first, fourth), "they go on from different crops"
    assert len(load_file(work / "image-evidence.safetensors")["logits"]) == 3


def test_the_members_without_a_fold_are_one_of_each_pretraining():
    net = film_net([marked(float(i)) for i in range(MEMBERS)]).eval()
    assert isinstance(net, FilmNet) and len(net.members) == 6
    film = torch.zeros(1, 1, 32, 32)
    with torch.no_grad():
        said = [without_fold(net, fold)(film).logits[0, 0].item() for fold in range(FOLDS)]
    assert said == [1.5, 2.5, 3.5]
