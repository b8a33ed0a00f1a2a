"""Training itself on a handful of records: it learns, it goes on where it stopped, and evidence is out of fold."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from cdss.nets.ecg import EcgNet
from cdss.nets.fusion import FusionNet
from cdss.nets.image import FilmMember, FilmNet
from cdss.training import fit_ecg, fit_fusion, fit_image
from cdss.training.cohort_ecg import MEMBERS, EcgSet, load_ecgs
from cdss.training.cohort_films import film_rows
from cdss.training.distributed import ALONE
from cdss.training.fit_image import FilmRecipe, FilmSet
from cdss.training.progress import Progress
from cdss.training.splits import film_fold
from cdss.training.teacher import Lessons, Taught


class Stopped(Exception):
    """Stands for the power going off."""


@pytest.fixture
def stop_after(monkeypatch):
    """Stops training in the middle of the step of that number."""

    def at(count):
        done = iter(range(10**6))
        plain = Progress.step

        def step(self, **figures):
            if next(done) == count:
                raise Stopped
            plain(self, **figures)

        monkeypatch.setattr(Progress, "step", step)
        return lambda: monkeypatch.setattr(Progress, "step", plain)

    return at


def equal(one, two):
    return all(torch.equal(a, b) for a, b in zip(one.state_dict().values(), two.state_dict().values(), strict=True))


# ECG ---------------------------------------------------------------------------------------------------------------------


def waves(count, seed=0):
    """Slow waves are MI, fast ones NORM."""
    rng, time = np.random.default_rng(seed), np.arange(1000) / 100
    kind = np.arange(count) % 2
    phase = rng.uniform(0, 6, (count, 12, 1))
    signals = np.sin(2 * np.pi * np.where(kind, 1.0, 8.0)[:, None, None] * time + phase)
    labels = np.full((count, 6), np.nan, np.float32)
    labels[:, 0], labels[:, 4] = kind, 1 - kind
    split = np.array(["train"] * (count - 4) + ["test"] * 4)
    return EcgSet(np.arange(count), signals.astype(np.float32), labels, split, np.arange(count) // 2 % MEMBERS)


@pytest.fixture
def short(monkeypatch):
    for name, value in {"EPOCHS": 7, "BATCH": 6, "WARM_EPOCHS": 1}.items():
        monkeypatch.setattr(fit_ecg, name, value)


def test_an_ecg_member_that_was_stopped_ends_where_it_would_have_ended(short, stop_after, tmp_path):
    unbroken = fit_ecg.fit_member(waves(20), 1, tmp_path / "a.ckpt")
    go_on = stop_after(12)  # in the seventh epoch, after the checkpoint of the fifth
    with pytest.raises(Stopped):
        fit_ecg.fit_member(waves(20), 1, tmp_path / "b.ckpt")
    go_on()
    assert equal(unbroken, fit_ecg.fit_member(waves(20), 1, tmp_path / "b.ckpt"))


def test_a_member_learns_from_training_records_outside_its_fold_alone(short, tmp_path):
    ecgs = waves(20)
    hidden = (ecgs.split != "train") | (ecgs.fold == 2)
    spoiled = ecgs.signals.copy()
    spoiled[hidden] = 1e6
    changed = EcgSet(ecgs.ids, spoiled, ecgs.labels, ecgs.split, ecgs.fold)
    one, two = (fit_ecg.fit_member(e, 2, tmp_path / f"{i}.ckpt") for i, e in enumerate((ecgs, changed)))
    assert equal(one, two)
    assert not one.training


def test_an_ecg_member_learns_slow_from_fast_waves(monkeypatch, tmp_path):
    for name, value in {"EPOCHS": 15, "BATCH": 12, "WARM_EPOCHS": 1}.items():
        monkeypatch.setattr(fit_ecg, name, value)
    monkeypatch.setattr(fit_ecg, "get_ema_multi_avg_fn", lambda decay: _latest)
    net = fit_ecg.fit_member(waves(40), 0, tmp_path / "m.ckpt")
    fresh = waves(20, seed=9)
    logits = fit_ecg.infer(net, fresh.signals).mean(dim=1).numpy()
    right = (logits[:, 0] > logits[:, 4]) == (fresh.labels[:, 0] == 1)
    assert right.mean() > 0.9


@torch.no_grad()
def _latest(averaged, current, _):
    """No averaging: so few steps would leave the average at its start."""
    for a, c in zip(averaged, current, strict=True):
        a.copy_(c)


def test_evidence_of_a_training_ecg_is_of_the_member_that_never_saw_it(write_ecgs, tmp_path):
    """Members whose evidence is a constant of their own: 1, 2, 3, 4."""
    folder = write_ecgs(np.zeros((24, 6)), ["train"] * 16 + ["val"] * 4 + ["test"] * 4)
    net = EcgNet(MEMBERS)
    for index, member in enumerate(net.members, 1):
        torch.nn.init.zeros_(member.evidence.weight)
        torch.nn.init.constant_(member.evidence.bias, float(index))
    work = tmp_path / "work"
    work.mkdir()
    save_file(net.state_dict(), work / "ecg.safetensors")
    fit_ecg.train_ecg(folder, work)
    stored, ecgs = load_file(work / "ecg-evidence.safetensors"), load_ecgs(folder)
    expected = np.where(ecgs.split == "train", ecgs.fold + 1.0, 2.5)
    assert stored["tokens"].shape == (24, 32, 6)
    assert stored["tokens"].mean(dim=(1, 2)).tolist() == pytest.approx(expected.tolist())
    assert stored["ids"].tolist() == ecgs.ids.tolist()


def test_the_rate_warms_up_and_ends_at_nothing():
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    rates = []
    for epoch in np.linspace(0, fit_ecg.EPOCHS, 81):
        fit_ecg._set_rate(optimizer, epoch)
        rates.append(optimizer.param_groups[0]["lr"])
    assert rates[0] < 0.02 * fit_ecg.RATE and max(rates) <= fit_ecg.RATE
    assert rates.index(max(rates)) in range(5, 8)
    assert rates[-1] == pytest.approx(0, abs=1e-9)


# film --------------------------------------------------------------------------------------------------------------------


def film_set_of(count, seed=0):
    rng = np.random.default_rng(seed)
    labels = np.zeros((count, 8), np.float32)
    labels[::2, 0] = 1
    ap = (np.arange(count) // 2 % 2).astype(np.float32)
    grays = rng.integers(1, 255, (count, 32, 32)).astype(np.uint8)
    return FilmSet(tuple(range(count)), grays, labels, ap)


def test_a_batch_balances_pneumonia_and_view():
    recipe = FilmRecipe(size=32, epochs=1, per_epoch=8, batch=400)
    films = film_set_of(12)
    films.labels[2:, 0] = 0  # one film in twelve, PA, has pneumonia
    x, labels, ap = fit_image._batch(films, recipe, np.random.default_rng(0))
    assert x.shape == (400, 1, 32, 32) and labels.shape == (400, 8) and ap.shape == (400,)
    assert labels[:, 0].mean().item() == pytest.approx(1 / 3, abs=0.08)


def test_the_film_loss_weighs_pneumonia_as_the_recipe_says():
    torch.manual_seed(0)
    net = FilmMember().eval()
    x, ap = torch.zeros(2, 1, 64, 64), torch.tensor([1.0, 0.0])
    labels = torch.zeros(2, 8)
    labels[0, 0] = 1
    plain = FilmRecipe(size=64, epochs=1, per_epoch=8)
    with torch.no_grad():
        crops = fit_image._loss(net, plain, x, labels, ap)
        films = fit_image._loss(net, replace(plain, pneumonia_weight=4.0), x, labels, ap)
        logits = net(x).logits[:, 0]
    soft = labels[:, 0] * 0.96 + 0.02
    alone = torch.nn.functional.binary_cross_entropy_with_logits(logits, soft, reduction="sum")
    assert (films - crops).item() == pytest.approx(3 * alone.item() / 16, rel=1e-4)


def test_an_unknown_label_teaches_nothing():
    torch.manual_seed(0)
    net = FilmMember().eval()
    labels = torch.zeros(1, 8)
    labels[0, 0] = float("nan")
    loss = fit_image._loss(net, FilmRecipe(64, 1, 8), torch.zeros(1, 1, 64, 64), labels, torch.ones(1))
    loss.backward()
    assert net.evidence.bias.grad[0] == 0 and (net.evidence.bias.grad[1:] != 0).all()


def test_film_training_that_was_stopped_ends_where_it_would_have_ended(stop_after, tmp_path):
    recipe = FilmRecipe(size=32, epochs=2, per_epoch=8, batch=4)
    films = film_set_of(8)

    def trained(name):
        torch.manual_seed(3)
        return fit_image.fit(FilmMember(), films, recipe, tmp_path / name, seed=1)

    unbroken = trained("a.ckpt")
    go_on = stop_after(3)  # in the second epoch
    with pytest.raises(Stopped):
        trained("b.ckpt")
    go_on()
    resumed = trained("b.ckpt")
    for a, b in zip(unbroken.state_dict().values(), resumed.state_dict().values(), strict=True):
        assert torch.allclose(a.float(), b.float(), atol=1e-5)


def test_evidence_of_a_training_film_is_of_the_encoders_that_never_saw_its_patient(write_films, patients):
    gray = np.random.default_rng(0).integers(1, 255, (32, 32)).astype(np.uint8)
    names = [(f"{s}{i}.jpg", "Edema", p, 50, "F", "PA", gray) for s in patients for i, p in enumerate(patients[s][:4])]
    rows = film_rows(write_films(*names))
    net = FilmNet(fit_image.MEMBERS).eval()
    for member, value in zip(net.members, (0.5, 1.5, 7.0, 1.5, 4.5, 3.0), strict=True):
        torch.nn.init.zeros_(member.evidence.weight)
        torch.nn.init.constant_(member.evidence.bias, value)
    films = FilmSet(
        rows, np.repeat(gray[None], len(rows), 0), np.zeros((len(rows), 8), np.float32), np.zeros(len(rows))
    )
    out = fit_image._evidence(films, net)
    expected = [(1.0, 3.0, 5.0)[film_fold(r.patient, 3)] if r.split == "train" else 3.0 for r in rows]
    assert out["logits"][:, 0].tolist() == pytest.approx(expected)
    assert out["tokens"].mean(dim=(1, 2)).tolist() == pytest.approx(expected)
    assert len(set(expected)) > 2


# fusion ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(fit_fusion, "BATCH", 48)
    monkeypatch.setattr(fit_fusion, "EPOCHS", 2)


@pytest.fixture
def taught(tiny_fusion):
    rows = tiny_fusion.rows("train")
    acuity = tiny_fusion.visits.acuity[rows]
    levels = np.full((len(rows), 5), 0.05, np.float32)
    levels[np.arange(len(rows)), np.maximum(acuity, 0)] = 0.8
    full = Taught(levels, tiny_fusion.visits.outcomes[rows] * 0.8 + 0.1)
    return Lessons(full, Taught(np.full_like(levels, 0.2), np.full_like(full.outcomes, 0.3)))


def test_the_loss_of_the_fusion_falls(tiny_fusion, taught, quick):
    torch.manual_seed(0)
    net = FusionNet()
    fit_fusion._centre(net, tiny_fusion)
    rows, rng = tiny_fusion.rows("train"), np.random.default_rng(0)
    chosen = np.arange(48)
    films, ecgs = tiny_fusion.given(rows, "train", rng)
    x = tiny_fusion.inputs(rows[chosen], films[chosen], ecgs[chosen], np.ones((48, 4), bool), np.zeros(48, bool))
    targets = fit_fusion._targets(tiny_fusion, taught, rows, chosen, x.present[:, 3])
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3)
    losses = []
    for _ in range(25):
        loss = fit_fusion._loss(net, x, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.7 * losses[0]
    unused = [name for name, p in net.named_parameters() if p.grad is None]
    assert not unused


def test_a_fusion_member_that_was_stopped_ends_where_it_would_have_ended(
    tiny_fusion, taught, quick, stop_after, tmp_path
):
    unbroken = fit_fusion.fit_member(tiny_fusion, taught, 1, tmp_path / "a.ckpt")
    go_on = stop_after(4)  # 144 training visits make three steps an epoch
    with pytest.raises(Stopped):
        fit_fusion.fit_member(tiny_fusion, taught, 1, tmp_path / "b.ckpt")
    go_on()
    assert equal(unbroken, fit_fusion.fit_member(tiny_fusion, taught, 1, tmp_path / "b.ckpt"))
    assert not equal(unbroken, fit_fusion.fit_member(tiny_fusion, taught, 2, tmp_path / "c.ckpt"))


def test_evidence_is_centred_on_the_training_donors_alone(tiny_fusion):
    one, two = FusionNet(), FusionNet()
    fit_fusion._centre(one, tiny_fusion)
    tiny_fusion.ecg[36:] += 100  # the donors of tuning and test
    fit_fusion._centre(two, tiny_fusion)
    assert torch.equal(one.ecg_evidence.centre, two.ecg_evidence.centre)
    mean = tiny_fusion.ecg[:36].mean(dim=1)
    assert torch.allclose(one.ecg_evidence.centre, mean.mean(dim=0), atol=1e-4)
    assert torch.allclose(one.ecg_evidence.spread, mean.std(dim=0), atol=1e-4)


def test_labels_of_a_batch_belong_to_its_rows(tiny_fusion, taught):
    rows = tiny_fusion.rows("train")
    y = fit_fusion._targets(tiny_fusion, taught, rows, np.array([5, 0]), torch.tensor([True, False]))
    assert y.acuity.tolist() == tiny_fusion.visits.acuity[rows[[5, 0]]].tolist()
    assert y.binary[0].tolist() == [*tiny_fusion.visits.outcomes[rows[5]], *tiny_fusion.visits.conditions[rows[5]]]
    assert y.levels[0].tolist() == taught.full.levels[5].tolist()
    assert y.levels[1].tolist() == pytest.approx([0.2] * 5), "without its note, the teacher without notes teaches"
    assert y.outcomes[1].tolist() == pytest.approx([0.3, 0.3])
    assert torch.allclose(y.bare_levels, torch.tensor(0.2)) and torch.allclose(y.bare_outcomes, torch.tensor(0.3))


def test_a_second_reading_shows_every_measured_vital_sign_and_nothing_else(tiny_fusion):
    rows = np.arange(6)
    films, ecgs = tiny_fusion.given(rows, "train", np.random.default_rng(0))
    x = tiny_fusion.inputs(rows, films, ecgs, np.array([[1, 1, 0, 1]] * 6, bool), np.zeros(6, bool))
    x.vitals_known[4] = 0
    unread = fit_fusion._unread(x)
    assert unread.present.tolist() == [[False, False, row != 4, False] for row in range(6)]
    assert x.present[:, :2].all() and unread.vitals is x.vitals


def test_without_its_note_a_visit_is_taught_by_labels_and_by_the_teacher_that_read_none(tiny_fusion, taught):
    """By hand: equal logits give ln 5 a level and ln 2 an outcome, against label and teacher alike."""
    net = FusionNet().eval().requires_grad_(False)
    net.trunk_out.weight.zero_()
    net.trunk_out.bias.zero_()
    rows, chosen = tiny_fusion.rows("train"), np.arange(4)
    films, ecgs = tiny_fusion.given(rows[chosen], "train", np.random.default_rng(0))
    x = tiny_fusion.inputs(rows[chosen], films, ecgs, np.ones((4, 4), bool), np.zeros(4, bool))
    y = fit_fusion._targets(tiny_fusion, taught, rows, chosen, x.present[:, 3])
    each = math.log(5) + 2 * 2 * math.log(2)
    expected = (fit_fusion.UNREAD_SHARE + fit_fusion.TEACHER_SHARE) * each
    assert fit_fusion._unread_loss(net, x, y, ALONE).item() == pytest.approx(expected, rel=1e-4)
    net.trunk_out.bias[0] = 50.0  # level 1 for certain
    once = torch.full_like(y.bare_levels, 0.0)
    once[:, 0] = 1.0
    sure = replace(y, acuity=torch.zeros(4, dtype=torch.int64), bare_levels=once)
    left = (fit_fusion.UNREAD_SHARE + fit_fusion.TEACHER_SHARE) * 4 * math.log(2)
    assert fit_fusion._unread_loss(net, x, sure, ALONE).item() == pytest.approx(left, rel=1e-4)
    wrong = replace(sure, levels=1 - once)  # of the teacher that read the note: not asked here
    assert fit_fusion._unread_loss(net, x, wrong, ALONE).item() == pytest.approx(left, rel=1e-4)


def test_unknown_acuity_teaches_nothing():
    taught = (torch.zeros(2, 5), torch.zeros(2, 2)) * 2
    logits = torch.zeros(2, 17, requires_grad=True)
    y = fit_fusion.Targets(torch.tensor([-1, 2]), torch.zeros(2, 12), *taught)
    fit_fusion._label_loss(logits, y).backward()
    assert not logits.grad[0, :5].any() and logits.grad[1, 2] < 0 < logits.grad[1, 0]
    alone = fit_fusion.Targets(torch.tensor([-1, -1]), torch.zeros(2, 12), *taught)
    assert torch.isfinite(fit_fusion._label_loss(torch.zeros(2, 17), alone))


def test_something_is_always_shown(monkeypatch):
    monkeypatch.setattr(fit_fusion, "PRESENT", np.array([0.05, 0.05, 0.05, 0.05]))
    shown = fit_fusion._present(np.random.default_rng(0), 512)
    assert shown.shape == (512, 4) and shown.any(axis=1).all()


def test_modalities_are_shown_as_often_as_meant():
    rng = np.random.default_rng(0)
    shares = np.mean([fit_fusion._present(rng, 512).mean(axis=0) for _ in range(40)], axis=0)
    assert shares == pytest.approx(fit_fusion.PRESENT, abs=0.02)


def test_a_hidden_measurement_is_hidden_with_its_flag(tiny_fusion):
    rows = np.arange(200)
    films, ecgs = tiny_fusion.given(rows, "train", np.random.default_rng(0))
    x = tiny_fusion.inputs(rows, films, ecgs, np.ones((200, 4), bool), np.zeros(200, bool))
    hidden = fit_fusion._dropped(x, np.random.default_rng(1))
    assert not hidden.vitals[hidden.vitals_known == 0].any()
    assert not hidden.context[hidden.context_known == 0].any()
    assert (hidden.vitals_known <= x.vitals_known).all() and (hidden.vitals_known < x.vitals_known).any()
    kept = hidden.vitals_known == 1
    assert torch.equal(hidden.vitals[kept], x.vitals[kept])
    history = hidden.context_known[:, 3:].sum(dim=1)
    assert 0.2 < (history == 0).float().mean() < 0.4  # the history is hidden as a whole


def test_evidence_that_never_varies_or_is_too_little_is_not_scaled(tiny_fusion):
    tiny_fusion.ecg[:] = tiny_fusion.ecg[0]
    pools = tiny_fusion.donors["train"][0].pools
    for name in pools:
        pools[name] = pools[name][:2]
    net = FusionNet()
    fit_fusion._centre(net, tiny_fusion)
    assert (net.ecg_evidence.spread == 1).all() and net.ecg_evidence.centre.any()
    assert (net.image_evidence.spread == 1).all() and not net.image_evidence.centre.any()
